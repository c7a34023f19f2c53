// SPDX-License-Identifier: Apache-2.0
//
// The counting rules of the spurious detector, with the kernel's numbers.
#include "irq/spurious.hpp"

#include <gtest/gtest.h>

namespace faultline::irq {
namespace {

constexpr SpuriousOptions kernel{};
constexpr std::uint64_t window_ns = 100'000'000;

Verdicts verdicts(std::initializer_list<Verdict> list) {
  Verdicts all;
  for (Verdict verdict : list) all.add(verdict);
  return all;
}

// Counts so many unhandled interrupts at one instant; true if any of them was one too many.
bool unhandled(SpuriousDetector& detector, int count, std::uint64_t now_ns = window_ns) {
  bool given_up = false;
  for (int i = 0; i < count; ++i) given_up |= detector.count_unhandled(now_ns, kernel);
  return given_up;
}
bool handled(SpuriousDetector& detector, int count) {
  bool given_up = false;
  for (int i = 0; i < count; ++i) given_up |= detector.count_handled(kernel);
  return given_up;
}

TEST(SpuriousDetector, GivesUpAtTheHundredThousandthUnhandledInterruptAndNotBefore) {
  SpuriousDetector detector;
  EXPECT_FALSE(unhandled(detector, 99'999));
  EXPECT_TRUE(detector.count_unhandled(window_ns, kernel));
}

TEST(SpuriousDetector, ForgivesNinetyNineThousandNineHundredUnhandledOfAHundredThousand) {
  SpuriousDetector detector;
  EXPECT_FALSE(unhandled(detector, 1));
  EXPECT_FALSE(handled(detector, 100));
  EXPECT_FALSE(unhandled(detector, 99'899));
}

TEST(SpuriousDetector, GivesUpAtOneUnhandledMore) {
  SpuriousDetector detector;
  EXPECT_FALSE(unhandled(detector, 1));
  EXPECT_FALSE(handled(detector, 99));
  EXPECT_TRUE(unhandled(detector, 99'900));
}

TEST(SpuriousDetector, AHandledInterruptMayBeTheOneThatEndsTheWindow) {
  SpuriousDetector detector;
  EXPECT_FALSE(unhandled(detector, 99'999));
  EXPECT_TRUE(detector.count_handled(kernel));
}

TEST(SpuriousDetector, CountsHandledInterruptsOnlyWhileSomethingWasUnhandled) {
  SpuriousDetector detector;
  EXPECT_FALSE(handled(detector, 1'050'000));
  EXPECT_FALSE(unhandled(detector, 99'999));
  EXPECT_TRUE(unhandled(detector, 1));
}

TEST(SpuriousDetector, StartsAgainAfterAWindow) {
  SpuriousDetector detector;
  EXPECT_FALSE(unhandled(detector, 1));
  EXPECT_FALSE(handled(detector, 99'999));
  EXPECT_FALSE(handled(detector, 200'000)) << "nothing unhandled since: stands still";
  EXPECT_FALSE(unhandled(detector, 99'999));
  EXPECT_TRUE(unhandled(detector, 1));
}

TEST(SpuriousDetector, MoreThanATenthOfASecondBetweenUnhandledOnesStartsTheirCountAgain) {
  SpuriousDetector detector;
  std::uint64_t now_ns = window_ns;
  for (int i = 0; i < 300'000; ++i) {
    now_ns += window_ns + 1;
    ASSERT_FALSE(detector.count_unhandled(now_ns, kernel));
  }
}

TEST(SpuriousDetector, ExactlyATenthOfASecondBetweenThemIsStillARow) {
  SpuriousDetector detector;
  std::uint64_t now_ns = window_ns;
  for (int i = 0; i < 99'999; ++i) {
    ASSERT_FALSE(detector.count_unhandled(now_ns, kernel));
    now_ns += window_ns;
  }
  EXPECT_TRUE(detector.count_unhandled(now_ns, kernel));
}

TEST(SpuriousDetector, APauseKeepsTheNumberOfInterruptsInTheWindow) {
  SpuriousDetector detector;
  EXPECT_FALSE(unhandled(detector, 50'000));
  EXPECT_FALSE(unhandled(detector, 50'000, 3 * window_ns)) << "50,000 unhandled of 100,000";
}

TEST(SpuriousDetector, ThresholdsAreParameters) {
  const SpuriousOptions small{.interrupts = 10, .unhandled = 8, .window_ns = 5};
  SpuriousDetector detector;
  for (std::uint64_t i = 0; i < 9; ++i) EXPECT_FALSE(detector.count_unhandled(i * 5, small));
  EXPECT_TRUE(detector.count_unhandled(45, small));
}

using Outcome = SpuriousDetector::Outcome;

TEST(WakeThreadOnly, TheFirstVerdictIsDeferred) {
  SpuriousDetector detector;
  EXPECT_EQ(detector.judge(verdicts({Verdict::wake_thread}), 0), Outcome::deferred);
}

TEST(WakeThreadOnly, AThreadThatServedMakesTheNextOneHandled) {
  SpuriousDetector detector;
  EXPECT_EQ(detector.judge(verdicts({Verdict::wake_thread}), 0), Outcome::deferred);
  EXPECT_EQ(detector.judge(verdicts({Verdict::wake_thread}), 1), Outcome::handled);
  EXPECT_EQ(detector.judge(verdicts({Verdict::wake_thread}), 1), Outcome::unhandled);
  EXPECT_EQ(detector.judge(verdicts({Verdict::wake_thread}), 2), Outcome::handled);
}

TEST(WakeThreadOnly, AThreadThatNeverServesCountsAsUnhandled) {
  SpuriousDetector detector;
  EXPECT_EQ(detector.judge(verdicts({Verdict::wake_thread}), 0), Outcome::deferred);
  EXPECT_EQ(detector.judge(verdicts({Verdict::wake_thread}), 0), Outcome::unhandled);
}

TEST(WakeThreadOnly, ASharerThatHandledSettlesItAndEndsTheRow) {
  SpuriousDetector detector;
  EXPECT_EQ(detector.judge(verdicts({Verdict::wake_thread}), 0), Outcome::deferred);
  EXPECT_EQ(detector.judge(verdicts({Verdict::wake_thread, Verdict::handled}), 0),
            Outcome::handled);
  EXPECT_EQ(detector.judge(verdicts({Verdict::wake_thread}), 0), Outcome::deferred);
}

TEST(WakeThreadOnly, OtherVerdictsAreNeverDeferred) {
  SpuriousDetector detector;
  EXPECT_EQ(detector.judge(verdicts({}), 0), Outcome::unhandled);
  EXPECT_EQ(detector.judge(verdicts({Verdict::none, Verdict::none}), 0), Outcome::unhandled);
  EXPECT_EQ(detector.judge(verdicts({Verdict::none, Verdict::handled}), 0), Outcome::handled);
}

}  // namespace
}  // namespace faultline::irq
