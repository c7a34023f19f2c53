// SPDX-License-Identifier: Apache-2.0
//
// The number of classes of programs for which it is known, by each method.
#include <gtest/gtest.h>

#include "explore/litmus/library.hpp"
#include "explore/litmus/machine.hpp"
#include "explore/search.hpp"

namespace faultline::explore {
namespace {

struct Known {
  const char* name;
  unsigned n;
  std::uint64_t classes;
  std::uint64_t deadlocks = 0;  // among them
  // The simplest method for which it is small enough.
  Method from = Method::source;
};

void PrintTo(const Known& known, std::ostream* out) {
  *out << known.name << "(" << known.n << ")";
}

Counts search(const Known& known, Method method) {
  litmus::Machine machine(litmus::find(known.name)->program, known.n);
  Search search(machine, method, true);
  EXPECT_TRUE(search.run({}));
  return search.counts();
}

class LitmusCount : public ::testing::TestWithParam<Known> {};

TEST_P(LitmusCount, IsTheSameByEachMethod) {
  const Known& known = GetParam();
  for (const Method method : {Method::naive, Method::sleep, Method::source, Method::optimal}) {
    if (method < known.from) continue;
    SCOPED_TRACE(name_of(method));
    const Counts counts = search(known, method);
    EXPECT_EQ(counts.classes, known.classes);
    if (method == Method::naive) continue;
    EXPECT_EQ(counts.deadlocked, known.deadlocks);
    if (method == Method::optimal) EXPECT_EQ(counts.sleep_blocked, 0u);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Known, LitmusCount,
    ::testing::Values(
        Known{"readers", 2, 4, 0, Method::naive}, Known{"readers", 5, 32, 0, Method::naive},
        Known{"readers", 10, 1024}, Known{"nwriters", 2, 2, 0, Method::naive},
        Known{"nwriters", 4, 24, 0, Method::naive}, Known{"nwriters", 6, 720},
        Known{"mutex", 2, 2, 0, Method::naive}, Known{"mutex", 3, 6, 0, Method::naive},
        Known{"mutex", 5, 120}, Known{"ainc", 3, 6, 0, Method::naive}, Known{"ainc", 5, 120},
        Known{"ainc", 6, 720}, Known{"binc", 2, 4, 0, Method::naive},
        Known{"binc", 3, 36, 0, Method::naive}, Known{"binc", 4, 576},
        Known{"lastzero", 2, 5, 0, Method::naive}, Known{"lastzero", 3, 12, 0, Method::naive},
        Known{"lastzero", 7, 320}, Known{"indexer", 11, 1}, Known{"indexer", 12, 8},
        Known{"indexer", 13, 64}, Known{"sb", 2, 3, 0, Method::naive},
        Known{"sb", 3, 7, 0, Method::naive}, Known{"sb", 8, 255},
        Known{"fib", 1, 3, 0, Method::naive}, Known{"fib", 2, 19, 0, Method::naive},
        Known{"fib", 4, 1107}, Known{"philosophers", 2, 2, 0, Method::naive},
        Known{"philosophers", 3, 6, 0, Method::naive}, Known{"philosophers", 6, 62},
        Known{"hungry", 2, 3, 1, Method::naive}, Known{"hungry", 3, 7, 1, Method::naive},
        Known{"hungry", 6, 63, 1}, Known{"ticket", 2, 2, 0, Method::naive},
        Known{"ticket", 3, 6, 0, Method::naive}, Known{"ticket", 5, 120},
        Known{"irq2", 1, 2, 0, Method::naive}, Known{"irq2", 4, 5, 0, Method::naive},
        Known{"irq2", 20, 21}, Known{"thr2", 1, 3, 0, Method::naive},
        Known{"thr2", 4, 15, 0, Method::naive}, Known{"thr2", 20, 231},
        Known{"irqind", 1, 1, 0, Method::naive}, Known{"irqind", 4, 1, 0, Method::naive},
        Known{"irqind", 20, 1}, Known{"irqmask", 1, 2, 0, Method::naive},
        Known{"irqmask", 3, 4, 0, Method::naive}, Known{"irqmask", 20, 21},
        Known{"irqnest", 1, 8, 0, Method::naive}, Known{"irqnest", 3, 24, 0, Method::naive},
        Known{"irqnest", 10, 143}));

INSTANTIATE_TEST_SUITE_P(Large, LitmusCount,
                         ::testing::Values(Known{"readers", 15, 32768, 0, Method::optimal},
                                           Known{"nwriters", 8, 40320, 0, Method::optimal},
                                           Known{"mutex", 7, 5040, 0, Method::optimal},
                                           Known{"binc", 5, 14400, 0, Method::optimal},
                                           Known{"lastzero", 15, 147456, 0, Method::optimal},
                                           Known{"indexer", 15, 4096, 0, Method::optimal},
                                           Known{"sb", 14, 16383, 0, Method::optimal},
                                           Known{"fib", 5, 8953, 0, Method::optimal},
                                           Known{"fib", 6, 73789, 0, Method::optimal},
                                           Known{"philosophers", 12, 4094, 0, Method::optimal},
                                           Known{"hungry", 12, 4095, 1, Method::optimal},
                                           Known{"ticket", 7, 5040, 0, Method::optimal}));

}  // namespace
}  // namespace faultline::explore
