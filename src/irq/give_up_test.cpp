// SPDX-License-Identifier: Apache-2.0
//
// Lines that nobody serves, with the kernel's thresholds: when they are given up, what the log
// says, and how they are tried later.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "irq/testing/fake_machine.hpp"

namespace faultline::irq {
namespace {

using ::testing::ElementsAre;
using testing::FakeHandler;
using testing::FakeMachine;
using ::testing::IsEmpty;

constexpr LineNumber line = FakeMachine::first;
constexpr std::uint64_t poll_period_ns = 100'000'000;

// Two sharers that both say "not mine", on a line whose device never stops.
struct Storm : ::testing::Test {
  explicit Storm(const Options& options = Options{}) : machine(options) {
    machine.sink.recording = false;
    on_a.answer = on_b.answer = Verdict::none;
    EXPECT_TRUE(machine.core.request(line, a));
    EXPECT_TRUE(machine.core.request(line, b));
    machine.raise();
  }
  ~Storm() override {
    machine.core.free(a);
    machine.core.free(b);
  }

  FakeMachine machine;
  FakeHandler on_a, on_b;
  Action a{{.name = "a", .primary = on_a.hook(), .shared = true}};
  Action b{{.name = "b", .primary = on_b.hook(), .shared = true}};
};
using NobodyCared = Storm;

TEST_F(NobodyCared, TheHundredThousandthInterruptDisablesTheLine) {
  EXPECT_EQ(machine.take_all(99'999), 99'999U);
  EXPECT_FALSE(machine.core.given_up(line));
  machine.sink.recording = true;
  EXPECT_EQ(machine.take_all(1'000'000), 2U) << "one that decides, one that masks";
  EXPECT_EQ(on_a.calls, 100'000U);
  EXPECT_TRUE(machine.core.given_up(line));
  EXPECT_EQ(machine.core.disable_depth(line), 1U);
  EXPECT_TRUE(machine.masked());
  EXPECT_EQ(machine.sink.of(trace::Kind::line_disabled).size(), 1U);
  EXPECT_EQ(machine.core.statistics(line).given_up, 1U);
}

TEST_F(NobodyCared, ASharerThatHandlesOneInAThousandKeepsTheLine) {
  on_b.during = [&] { on_b.answer = on_b.calls % 1000 == 0 ? Verdict::handled : Verdict::none; };
  EXPECT_EQ(machine.take_all(250'000), 250'000U);
  EXPECT_FALSE(machine.core.given_up(line));
}

TEST_F(NobodyCared, ASharerThatHandlesOneInTwoThousandDoesNot) {
  on_b.during = [&] { on_b.answer = on_b.calls % 2000 == 0 ? Verdict::handled : Verdict::none; };
  EXPECT_EQ(machine.take_all(250'000), 100'001U);
}

TEST_F(NobodyCared, SlowUnhandledInterruptsAreForgiven) {
  for (int i = 0; i < 200'000; ++i) {
    machine.clock.time_ns += 100'000'001;
    ASSERT_TRUE(machine.take());
  }
  EXPECT_FALSE(machine.core.given_up(line));
}

TEST_F(NobodyCared, TheLogNamesTheLineAndItsHandlers) {
  machine.take_all(100'001);
  EXPECT_THAT(machine.log.lines,
              ElementsAre("irq 33: nobody cared (try booting with the \"irqpoll\" option)",
                          "handlers:", "a", "b", "Disabling IRQ #33"));
}

TEST_F(NobodyCared, ThePollTriesTheSharersEveryTenthOfASecond) {
  machine.take_all(100'001);
  machine.advance_ns(poll_period_ns - 1);
  EXPECT_EQ(on_a.calls, 100'000U);
  machine.advance_ns(1);
  EXPECT_EQ(on_a.calls, 100'001U);
  EXPECT_EQ(on_b.calls, 100'001U);
  machine.advance_ns(10 * poll_period_ns);
  EXPECT_EQ(on_a.calls, 100'011U);
  EXPECT_EQ(machine.core.statistics(line).polled, 11U);
  EXPECT_TRUE(machine.core.given_up(line)) << "a poll serves the device, it does not enable";
  EXPECT_TRUE(machine.masked());
}

TEST_F(NobodyCared, PollsDoNotCount) {
  machine.take_all(100'001);
  machine.advance_ns(150'000 * poll_period_ns);
  EXPECT_EQ(machine.core.statistics(line).given_up, 1U);
}

TEST_F(NobodyCared, AnotherSharerGivesTheLineAnotherChance) {
  machine.take_all(100'001);
  FakeHandler served;
  served.during = [&] { machine.lower(); };
  Action missing({.name = "missing", .primary = served.hook(), .shared = true});
  ASSERT_TRUE(machine.core.request(line, missing));
  EXPECT_FALSE(machine.core.given_up(line));
  EXPECT_EQ(machine.take_all(10), 1U);
  machine.advance_ns(poll_period_ns);
  EXPECT_EQ(machine.executor.armed_timers(), 0U) << "nothing is left to poll";
  EXPECT_EQ(machine.core.statistics(line).polled, 0U);
  machine.core.free(missing);
}

TEST_F(NobodyCared, AnEnableByHandRevivesTheLineToo) {
  machine.take_all(100'001);
  machine.core.enable(line);
  EXPECT_FALSE(machine.core.given_up(line));
  EXPECT_TRUE(machine.take());
  machine.advance_ns(poll_period_ns);
  EXPECT_EQ(machine.executor.armed_timers(), 0U);
}

TEST_F(NobodyCared, ALineWhoseActionsAreAllFreedIsNotGivenUpAnyMore) {
  machine.take_all(100'001);
  machine.core.free(a);
  machine.core.free(b);
  EXPECT_FALSE(machine.core.given_up(line));
  machine.advance_ns(poll_period_ns);
  EXPECT_EQ(machine.executor.armed_timers(), 0U);
  ASSERT_TRUE(machine.core.request(line, a));
  ASSERT_TRUE(machine.core.request(line, b));
  EXPECT_EQ(machine.core.disable_depth(line), 0U);
}

TEST_F(NobodyCared, AnActionFreedDuringAPollIsNotAsked) {
  machine.take_all(100'001);
  on_a.during = [&] {
    if (b.requested()) machine.core.free(b);
  };
  machine.advance_ns(poll_period_ns);
  EXPECT_EQ(on_b.calls, 100'000U);
  on_a.during = [] {};
  ASSERT_TRUE(machine.core.request(line, b));
}

struct StormWithoutDetector : Storm {
  StormWithoutDetector() : Storm(Options{.spurious = {.enabled = false}}) {}
};
using Noirqdebug = StormWithoutDetector;

TEST_F(Noirqdebug, AStormLastsForEver) {
  EXPECT_EQ(machine.take_all(300'000), 300'000U);
  EXPECT_THAT(machine.log.lines, IsEmpty());
}

TEST(SpuriousThresholds, AreOptions) {
  FakeMachine machine(Options{.spurious = {.interrupts = 10, .unhandled = 8}});
  FakeHandler handler{.answer = Verdict::none};
  Action action({.name = "device", .primary = handler.hook()});
  ASSERT_TRUE(machine.core.request(line, action));
  machine.raise();
  EXPECT_EQ(machine.take_all(1000), 11U);
  machine.core.free(action);
}

TEST(SpuriousPoll, LeavesLinesAloneThatAreNotShared) {
  FakeMachine machine(Options{.spurious = {.interrupts = 10, .unhandled = 8}});
  FakeHandler handler{.answer = Verdict::none};
  Action action({.name = "device", .primary = handler.hook()});
  ASSERT_TRUE(machine.core.request(line, action));
  machine.raise();
  machine.take_all(1000);
  machine.advance_ns(10 * poll_period_ns);
  EXPECT_EQ(handler.calls, 10U);
  machine.core.free(action);
}

TEST(SpuriousPoll, ServesAnEdgeThatWasHeldBack) {
  FakeMachine machine(Options{.spurious = {.interrupts = 10, .unhandled = 8}},
                      {.trigger = port::Trigger::edge_rising});
  FakeHandler handler{.answer = Verdict::none};
  Action action({.name = "device", .primary = handler.hook(), .shared = true});
  ASSERT_TRUE(machine.core.request(line, action));
  machine.spurious(11);
  machine.advance_ns(poll_period_ns);
  EXPECT_EQ(handler.calls, 11U);
  machine.core.enable(line);
  EXPECT_EQ(machine.take_all(10), 0U) << "nothing is left to replay";
  machine.core.free(action);
}

TEST(SpuriousReport, IsWrittenInFullAHundredTimesAtMost) {
  FakeMachine machine(Options{.spurious = {.interrupts = 10, .unhandled = 8}});
  FakeHandler handler{.answer = Verdict::none};
  machine.raise();
  for (int i = 0; i < 105; ++i) {
    Action action({.name = "device", .primary = handler.hook()});
    ASSERT_TRUE(machine.core.request(line, action));
    machine.take_all(1000);
    machine.core.free(action);
  }
  const auto count = [&](const std::string& text) {
    return std::ranges::count(machine.log.lines, text);
  };
  EXPECT_EQ(count("handlers:"), 100);
  EXPECT_EQ(count("Disabling IRQ #33"), 105) << "but that is always said";
}

TEST(SpuriousReport, ANewFirstActionStartsWithAFreshCount) {
  FakeMachine machine;
  machine.sink.recording = false;
  FakeHandler handler{.answer = Verdict::none};
  machine.raise();
  for (int i = 0; i < 2; ++i) {
    Action action({.name = "device", .primary = handler.hook()});
    ASSERT_TRUE(machine.core.request(line, action));
    EXPECT_EQ(machine.take_all(99'999), 99'999U);
    EXPECT_FALSE(machine.core.given_up(line));
    machine.core.free(action);
  }
}

}  // namespace
}  // namespace faultline::irq
