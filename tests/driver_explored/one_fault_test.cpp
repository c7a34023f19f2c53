// SPDX-License-Identifier: Apache-2.0
//
// The driver's own code in every interleaving of the smallest scenario there is, and the policies
// of the discussion in some.
#include <gtest/gtest.h>

#include "explore/sample.hpp"
#include "explore/search.hpp"
#include "explored.hpp"

namespace faultline::explore {
namespace {

TEST(OneFault, IsExhaustedWithoutAViolation) {
  Explored explored("correct/one_fault.toml", "gate");
  Search search(explored.system(), Method::optimal, false);
  EXPECT_TRUE(search.run({}));
  EXPECT_GT(search.counts().complete, 1000u);
  EXPECT_EQ(search.counts().deadlocked, 0u);
  EXPECT_EQ(search.counts().sleep_blocked, 0u);
  EXPECT_GE(search.counts().longest, 150u);
}

TEST(OneFault, ReachesEveryStepOfSuspendAndResume) {
  Explored explored("correct/one_fault.toml", "gate");
  Search search(explored.system(), Method::optimal, false);
  static_cast<void>(search.run({.executions = 1}));
  const auto remarks = explored.scene().remarks();
  EXPECT_NE(remarks[2].find("suspend 9 of 9 steps; resume 11 of 11 steps"), std::string::npos)
      << remarks[2];
}

TEST(OneFault, IsTheSameEachTime) {
  Explored explored("correct/one_fault.toml", "gate");
  Sample sample(explored.system(), {.sampling = Sampling::random, .seed = 3}, false);
  std::optional<Difference> difference;
  Limits limits{.executions = 200};
  limits.go_on = [&](const Counts&) {
    difference = run_twice(explored.system(), sample.execution());
    return !difference;
  };
  static_cast<void>(sample.run(limits));
  EXPECT_FALSE(difference) << difference->text();
}

struct Conviction {
  const char* policy;
  const char* property;
};

void PrintTo(const Conviction& one, std::ostream* out) {
  *out << one.policy;
}

class Discussion : public ::testing::TestWithParam<Conviction> {};

TEST_P(Discussion, IsConvictedByOneFault) {
  Explored explored("correct/one_fault.toml", GetParam().policy);
  const auto found = explored.first_violation(20'000);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->finding.property, GetParam().property) << found->finding.message;
  // What is saved shows it again, in a system of its own.
  const auto again = replay(explored.system(), found->schedule);
  ASSERT_TRUE(again) << again.error().text();
  EXPECT_EQ(again->end, End::deadlocked);
  ASSERT_FALSE(explored.scene().findings().empty());
  EXPECT_EQ(explored.scene().findings().front().message, found->finding.message);
}

// v1 lets go of its reference before its own write has landed; v2 declines while the line is high;
// v3 and v4 mask with a write that nobody waits for.
INSTANTIATE_TEST_SUITE_P(Policies, Discussion,
                         ::testing::Values(Conviction{"none", "P1"}, Conviction{"v1", "P1"},
                                           Conviction{"v2", "P2"}, Conviction{"v3", "P1"},
                                           Conviction{"v4", "P1"}));

}  // namespace
}  // namespace faultline::explore
