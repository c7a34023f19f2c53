// SPDX-License-Identifier: Apache-2.0
//
// On programs made up at random no method loses a class that the naive search finds, or invents
// one.
#include <gtest/gtest.h>

#include <cstdlib>

#include "explore/litmus/machine.hpp"
#include "explore/litmus/random_program.hpp"
#include "explore/search.hpp"

namespace faultline::explore {
namespace {

constexpr std::uint64_t executions_at_most = 30'000;

// How many programs; more of them where there is time.
std::uint64_t wanted() {
  const char* count = std::getenv("FAULTLINE_RANDOM_PROGRAMS");
  return count ? std::strtoull(count, nullptr, 10) : 2000;
}

struct Sums {
  std::uint64_t compared = 0, with_interrupts = 0, with_deadlocks = 0, classes = 0;
};

void compare(const litmus::RandomProgram& random, Sums& sums) {
  litmus::Machine machine(random.program(), 0);
  Search naive(machine, Method::naive, true);
  if (!naive.run({.executions = executions_at_most})) return;
  for (const Method method : {Method::sleep, Method::source, Method::optimal}) {
    Search search(machine, method, true);
    ASSERT_TRUE(search.run({}));
    ASSERT_EQ(search.classes(), naive.classes()) << name_of(method);
    if (method == Method::optimal) ASSERT_EQ(search.counts().sleep_blocked, 0u);
    ASSERT_LE(search.counts().complete + search.counts().deadlocked,
              naive.counts().complete + naive.counts().deadlocked);
  }
  ++sums.compared;
  sums.classes += naive.counts().classes;
  if (!random.lines.empty()) ++sums.with_interrupts;
  if (naive.counts().deadlocked > 0) ++sums.with_deadlocks;
}

TEST(MethodAgreement, OnRandomPrograms) {
  Sums sums;
  for (std::uint64_t seed = 1; sums.compared < wanted(); ++seed) {
    const auto random = litmus::RandomProgram::from(seed);
    SCOPED_TRACE("program " + std::to_string(seed) + "\n" + random.text());
    compare(random, sums);
    if (HasFatalFailure()) return;
    ASSERT_LT(seed, 4 * wanted() + 100) << "too many are too large to compare";
  }
  std::printf("  %llu programs, %llu with interrupts, %llu with deadlocks, %llu classes\n",
              static_cast<unsigned long long>(sums.compared),
              static_cast<unsigned long long>(sums.with_interrupts),
              static_cast<unsigned long long>(sums.with_deadlocks),
              static_cast<unsigned long long>(sums.classes));
  EXPECT_GT(sums.with_interrupts, wanted() / 3);
  EXPECT_GT(sums.with_deadlocks, wanted() / 20);
}

}  // namespace
}  // namespace faultline::explore
