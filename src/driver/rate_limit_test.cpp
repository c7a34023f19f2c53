// SPDX-License-Identifier: Apache-2.0
//
// Bursts, windows, and the count of what was left out.
#include "driver/rate_limit.hpp"

#include <gtest/gtest.h>

namespace faultline::driver {
namespace {

constexpr std::uint64_t second_ns = 1'000'000'000;

TEST(RateLimit, LetsTenThroughInFiveSeconds) {
  RateLimit limit;
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(limit.ask(second_ns).allowed);
  EXPECT_FALSE(limit.ask(second_ns).allowed);
  EXPECT_FALSE(limit.ask(6 * second_ns).allowed);
  EXPECT_TRUE(limit.ask(6 * second_ns + 1).allowed);
}

TEST(RateLimit, SaysHowManyItLeftOutWhenTheNextWindowBegins) {
  RateLimit limit({.burst = 2, .interval_ns = 100});
  for (int i = 0; i < 5; ++i) EXPECT_EQ(limit.ask(0).suppressed_before, 0U);
  const RateLimit::Answer next = limit.ask(101);
  EXPECT_TRUE(next.allowed);
  EXPECT_EQ(next.suppressed_before, 3U);
  EXPECT_EQ(limit.ask(300).suppressed_before, 0U);
}

TEST(RateLimit, WindowBeginsWithTheFirstQuestionAndNotAtBoot) {
  RateLimit limit({.burst = 1, .interval_ns = 100});
  EXPECT_TRUE(limit.ask(99).allowed);
  EXPECT_FALSE(limit.ask(199).allowed);
  EXPECT_TRUE(limit.ask(200).allowed);
}

TEST(RateLimit, OneBanksStormDoesNotSilenceAnother) {
  RateLimit first({.burst = 1, .interval_ns = 100});
  RateLimit second({.burst = 1, .interval_ns = 100});
  EXPECT_TRUE(first.ask(0).allowed);
  EXPECT_FALSE(first.ask(0).allowed);
  EXPECT_TRUE(second.ask(0).allowed);
}

}  // namespace
}  // namespace faultline::driver
