// SPDX-License-Identifier: Apache-2.0
//
// The number of classes of programs for which it is known, by each method. With
// FAULTLINE_LARGE_COUNTS in the environment also for what takes longer.
#include <gtest/gtest.h>

#include <cstdlib>
#include <vector>

#include "explore/litmus/library.hpp"
#include "explore/litmus/machine.hpp"
#include "explore/search.hpp"

namespace faultline::explore {
namespace {

constexpr Method naive = Method::naive;
constexpr Method sleep = Method::sleep;
constexpr Method source = Method::source;
constexpr Method optimal = Method::optimal;

struct Known {
  const char* name;
  unsigned n;
  std::uint64_t classes;
  Method from;                  // the simplest method for which it is small enough
  std::uint64_t deadlocks = 0;  // among the classes
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
  for (const Method method : {naive, sleep, source, optimal}) {
    if (method < known.from) continue;
    SCOPED_TRACE(name_of(method));
    const Counts counts = search(known, method);
    EXPECT_EQ(counts.classes, known.classes);
    if (method == naive) continue;
    EXPECT_EQ(counts.deadlocked, known.deadlocks);
    if (method == optimal) EXPECT_EQ(counts.sleep_blocked, 0u);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Readers, LitmusCount,
    ::testing::Values(Known{"readers", 2, 4, naive}, Known{"readers", 4, 16, naive},
                      Known{"readers", 6, 64, naive}, Known{"readers", 8, 256, sleep},
                      Known{"readers", 10, 1024, sleep}, Known{"readers", 11, 2048, sleep},
                      Known{"readers", 12, 4096, source}, Known{"readers", 14, 16384, source},
                      Known{"readers", 15, 32768, source}));

INSTANTIATE_TEST_SUITE_P(Writers, LitmusCount,
                         ::testing::Values(Known{"nwriters", 2, 2, naive},
                                           Known{"nwriters", 4, 24, naive},
                                           Known{"nwriters", 6, 720, naive},
                                           Known{"nwriters", 7, 5040, naive},
                                           Known{"nwriters", 8, 40320, sleep}));

INSTANTIATE_TEST_SUITE_P(StoreBuffering, LitmusCount,
                         ::testing::Values(Known{"sb", 2, 3, naive}, Known{"sb", 3, 7, naive},
                                           Known{"sb", 4, 15, naive}, Known{"sb", 6, 63, sleep},
                                           Known{"sb", 8, 255, sleep}, Known{"sb", 9, 511, sleep},
                                           Known{"sb", 10, 1023, source},
                                           Known{"sb", 12, 4095, source},
                                           Known{"sb", 14, 16383, source}));

INSTANTIATE_TEST_SUITE_P(Fib, LitmusCount,
                         ::testing::Values(Known{"fib", 1, 3, naive}, Known{"fib", 2, 19, naive},
                                           Known{"fib", 3, 141, naive},
                                           Known{"fib", 4, 1107, sleep},
                                           Known{"fib", 5, 8953, sleep},
                                           Known{"fib", 6, 73789, sleep}));

INSTANTIATE_TEST_SUITE_P(
    LastZero, LitmusCount,
    ::testing::Values(Known{"lastzero", 2, 5, naive}, Known{"lastzero", 3, 12, naive},
                      Known{"lastzero", 4, 28, naive}, Known{"lastzero", 5, 64, sleep},
                      Known{"lastzero", 7, 320, sleep}, Known{"lastzero", 9, 1536, sleep},
                      Known{"lastzero", 10, 3328, source}, Known{"lastzero", 11, 7168, source},
                      Known{"lastzero", 12, 15360, source},
                      Known{"lastzero", 15, 147456, optimal}));

// Its threads meet from 12 on, which is out of reach of sleep sets.
INSTANTIATE_TEST_SUITE_P(
    Indexer, LitmusCount,
    ::testing::Values(Known{"indexer", 1, 1, naive}, Known{"indexer", 2, 1, naive},
                      Known{"indexer", 3, 1, naive}, Known{"indexer", 5, 1, sleep},
                      Known{"indexer", 6, 1, sleep}, Known{"indexer", 7, 1, sleep},
                      Known{"indexer", 11, 1, source}, Known{"indexer", 12, 8, source},
                      Known{"indexer", 13, 64, source}, Known{"indexer", 14, 512, source},
                      Known{"indexer", 15, 4096, source}));

INSTANTIATE_TEST_SUITE_P(
    Locks, LitmusCount,
    ::testing::Values(Known{"mutex", 2, 2, naive}, Known{"mutex", 3, 6, naive},
                      Known{"mutex", 5, 120, source}, Known{"mutex", 7, 5040, optimal},
                      Known{"ticket", 2, 2, naive}, Known{"ticket", 3, 6, naive},
                      Known{"ticket", 5, 120, source}, Known{"ticket", 7, 5040, optimal},
                      Known{"philosophers", 2, 2, naive}, Known{"philosophers", 3, 6, naive},
                      Known{"philosophers", 6, 62, source},
                      Known{"philosophers", 12, 4094, optimal}, Known{"hungry", 2, 3, naive, 1},
                      Known{"hungry", 3, 7, naive, 1}, Known{"hungry", 6, 63, source, 1},
                      Known{"hungry", 12, 4095, optimal, 1}));

INSTANTIATE_TEST_SUITE_P(Increments, LitmusCount,
                         ::testing::Values(Known{"ainc", 3, 6, naive},
                                           Known{"ainc", 5, 120, source},
                                           Known{"ainc", 6, 720, source},
                                           Known{"binc", 2, 4, naive}, Known{"binc", 3, 36, naive},
                                           Known{"binc", 4, 576, source},
                                           Known{"binc", 5, 14400, optimal}));

INSTANTIATE_TEST_SUITE_P(
    Interrupts, LitmusCount,
    ::testing::Values(Known{"irq2", 1, 2, naive}, Known{"irq2", 4, 5, naive},
                      Known{"irq2", 20, 21, source}, Known{"thr2", 1, 3, naive},
                      Known{"thr2", 4, 15, naive}, Known{"thr2", 20, 231, source},
                      Known{"irqind", 1, 1, naive}, Known{"irqind", 4, 1, naive},
                      Known{"irqind", 20, 1, source}, Known{"irqmask", 1, 2, naive},
                      Known{"irqmask", 3, 4, naive}, Known{"irqmask", 20, 21, source},
                      Known{"irqnest", 1, 8, naive}, Known{"irqnest", 3, 24, naive},
                      Known{"irqnest", 10, 143, source}));

std::vector<Known> large() {
  if (!std::getenv("FAULTLINE_LARGE_COUNTS")) return {};
  return {{"readers", 8, 256, naive},    {"readers", 12, 4096, sleep},
          {"readers", 13, 8192, sleep},  {"nwriters", 8, 40320, naive},
          {"sb", 5, 31, naive},          {"sb", 10, 1023, sleep},
          {"sb", 12, 4095, sleep},       {"fib", 4, 1107, naive},
          {"lastzero", 5, 64, naive},    {"lastzero", 10, 3328, sleep},
          {"lastzero", 11, 7168, sleep}, {"lastzero", 15, 147456, source},
          {"indexer", 8, 1, sleep},      {"indexer", 9, 1, sleep},
          {"indexer", 10, 1, sleep}};
}

INSTANTIATE_TEST_SUITE_P(Large, LitmusCount, ::testing::ValuesIn(large()));

}  // namespace
}  // namespace faultline::explore
