// SPDX-License-Identifier: Apache-2.0
//
// Disabling by depth, lazily or at once, and system sleep.
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
constexpr LineOptions edge_line{.trigger = port::Trigger::edge_rising};
constexpr LineOptions unlazy_line{.unlazy = true};

struct Requested {
  explicit Requested(const LineOptions& options = LineOptions{})
      : machine(Options{}, options), action({.name = "device", .primary = handler.hook()}) {
    EXPECT_TRUE(machine.core.request(line, action));
    machine.controller.take_calls();
  }
  ~Requested() {
    if (action.requested()) machine.core.free(action);
  }

  FakeMachine machine;
  FakeHandler handler;
  Action action;
};

TEST(Disable, CountsItsDepth) {
  Requested device;
  device.machine.core.disable_nosync(line);
  device.machine.core.disable(line);
  EXPECT_EQ(device.machine.core.disable_depth(line), 2U);
  device.machine.core.enable(line);
  device.machine.spurious(1);
  EXPECT_EQ(device.handler.calls, 0U);
  device.machine.core.enable(line);
  EXPECT_EQ(device.machine.take_all(10), 0U) << "a level that went away is not replayed";
  device.machine.spurious(1);
  EXPECT_EQ(device.handler.calls, 1U);
}

TEST(Disable, WithoutALineThatIsDisabledMayNotBeTakenBack) {
  Requested device;
  EXPECT_DEATH(device.machine.core.enable(line), "check failed");
}

TEST(Disable, IsForLinesThatHaveAnAction) {
  FakeMachine machine;
  EXPECT_DEATH(machine.core.disable_nosync(line), "check failed");
  EXPECT_DEATH(machine.core.enable(line), "check failed");
}

TEST(Disable, MayComeFromTheHandlerItself) {
  Requested device;
  device.handler.during = [&] { device.machine.core.disable_nosync(line); };
  device.machine.raise();
  EXPECT_EQ(device.machine.take_all(10), 2U) << "the second one masks";
  EXPECT_EQ(device.handler.calls, 1U);
}

TEST(LazyDisable, MasksTheHardwareOnlyWhenTheNextInterruptComes) {
  Requested device;
  device.machine.core.disable_nosync(line);
  EXPECT_THAT(device.machine.controller.take_calls(), IsEmpty());
  device.machine.raise();
  ASSERT_TRUE(device.machine.take());
  EXPECT_THAT(device.machine.controller.take_calls(), ElementsAre("mask", "end"));
}

TEST(LazyDisable, TouchesNoHardwareWhenNothingComes) {
  Requested device;
  device.machine.core.disable_nosync(line);
  device.machine.core.enable(line);
  EXPECT_THAT(device.machine.controller.take_calls(), IsEmpty());
}

TEST(LazyDisable, AnEdgeThatCameIsReplayedOnceOnEnable) {
  Requested device(edge_line);
  device.machine.core.disable_nosync(line);
  device.machine.spurious(1);
  EXPECT_EQ(device.handler.calls, 0U);
  device.machine.core.enable(line);
  EXPECT_THAT(device.machine.controller.take_calls(),
              ElementsAre("mask", "end", "retrigger", "unmask"));
  EXPECT_EQ(device.machine.take_all(10), 1U);
  EXPECT_EQ(device.handler.calls, 1U);
}

TEST(LazyDisable, ALevelIsUnmaskedAndLookedAtAgainWithoutReplay) {
  Requested device;
  device.machine.core.disable_nosync(line);
  device.machine.raise();
  ASSERT_TRUE(device.machine.take());
  device.machine.core.enable(line);
  EXPECT_THAT(device.machine.controller.take_calls(), ElementsAre("mask", "end", "unmask"));
  EXPECT_TRUE(device.machine.take());
}

TEST(Replay, RaisesAnEdgeAgainAndLeavesALevelAlone) {
  Requested edge(edge_line);
  edge.machine.core.replay(line);
  EXPECT_THAT(edge.machine.controller.take_calls(), ElementsAre("retrigger"));
  EXPECT_EQ(edge.machine.take_all(10), 1U);
  EXPECT_EQ(edge.handler.calls, 1U);
  Requested level;
  level.machine.core.replay(line);
  EXPECT_THAT(level.machine.controller.take_calls(), IsEmpty());
}

TEST(Replay, PassesOverLinesThatNobodyHas) {
  Requested device(edge_line);
  device.machine.core.free(device.action);
  device.machine.controller.take_calls();
  device.machine.core.replay(line);
  device.machine.core.replay(LineNumber(1000));
  EXPECT_THAT(device.machine.controller.take_calls(), IsEmpty());
  EXPECT_TRUE(device.machine.core.request(line, device.action));
}

TEST(Replay, WaitsUntilTheLineIsEnabled) {
  Requested device(edge_line);
  device.machine.core.disable_nosync(line);
  device.machine.core.replay(line);
  EXPECT_THAT(device.machine.controller.take_calls(), IsEmpty());
  device.machine.core.enable(line);
  EXPECT_THAT(device.machine.controller.take_calls(), ElementsAre("retrigger"));
}

TEST(LazyDisable, AnEdgeThatCameIsNotReplayedToALaterOwner) {
  Requested device(edge_line);
  device.machine.core.disable_nosync(line);
  device.machine.spurious(1);
  device.machine.core.free(device.action);
  ASSERT_TRUE(device.machine.core.request(line, device.action));
  EXPECT_EQ(device.machine.take_all(10), 0U);
}

TEST(LazyDisable, AnEdgeThatComesDuringTheHandlerThatDisablesIsKeptForEnable) {
  Requested device(edge_line);
  device.handler.during = [&] {
    if (device.handler.calls > 1) return;
    device.machine.core.handle(line);
    device.machine.core.disable_nosync(line);
  };
  device.machine.edge();
  EXPECT_EQ(device.machine.take_all(10), 1U);
  device.machine.core.enable(line);
  EXPECT_EQ(device.machine.take_all(10), 1U);
  EXPECT_EQ(device.handler.calls, 2U);
}

TEST(UnlazyDisable, MasksAtOnce) {
  Requested device(unlazy_line);
  device.machine.raise();
  device.machine.core.disable_nosync(line);
  EXPECT_FALSE(device.machine.take());
  device.machine.core.enable(line);
  EXPECT_TRUE(device.machine.take());
}

TEST(UnlazyDisable, EnabledInTheHandlerTheLineIsUnmaskedAfterIt) {
  Requested device(unlazy_line);
  bool masked_inside = false;
  device.handler.during = [&] {
    device.machine.core.disable_nosync(line);
    device.machine.core.enable(line);
    masked_inside = device.machine.masked();
  };
  device.machine.spurious(1);
  EXPECT_TRUE(masked_inside);
  EXPECT_FALSE(device.machine.masked());
}

TEST(Statistics, TellDeliveredHandledDeclinedAndHeldBack) {
  Requested device;
  device.machine.spurious(3);
  device.handler.answer = Verdict::none;
  device.machine.spurious(2);
  device.machine.core.disable_nosync(line);
  device.machine.spurious(5);
  const Statistics seen = device.machine.core.statistics(line);
  EXPECT_EQ(seen.taken, 6U);
  EXPECT_EQ(seen.delivered, 5U);
  EXPECT_EQ(seen.handled, 3U);
  EXPECT_EQ(seen.declined, 2U);
  EXPECT_EQ(seen.held_back, 1U) << "the hardware is masked after the first";
  EXPECT_EQ(device.machine.core.statistics(FakeMachine::second).taken, 0U);
}

TEST(SystemSleep, DisablesAndMasksRequestedLinesAndNoOthers) {
  Requested device;
  device.machine.core.suspend_all();
  EXPECT_EQ(device.machine.core.disable_depth(line), 1U);
  EXPECT_TRUE(device.machine.masked());
  device.machine.raise();
  EXPECT_FALSE(device.machine.take());
  device.machine.core.resume_all();
  EXPECT_EQ(device.machine.core.disable_depth(FakeMachine::second), 1U) << "never requested";
  EXPECT_TRUE(device.machine.masked(FakeMachine::second));
}

TEST(SystemSleep, ALevelThatRoseMeanwhileIsSeenAtResume) {
  Requested device;
  device.machine.core.suspend_all();
  device.machine.raise();
  device.machine.core.resume_all();
  EXPECT_TRUE(device.machine.take());
}

TEST(SystemSleep, AnEdgeThatCameMeanwhileIsSeenAtResume) {
  Requested device(edge_line);
  device.machine.core.suspend_all();
  device.machine.spurious(1);
  device.machine.core.resume_all();
  EXPECT_EQ(device.machine.take_all(10), 1U);
  EXPECT_EQ(device.handler.calls, 1U);
}

TEST(SystemSleep, UntilThenAHandlerStillRuns) {
  Requested device;
  device.machine.spurious(1);
  EXPECT_EQ(device.handler.calls, 1U) << "after the driver's suspend callback, before the core's";
  device.machine.core.suspend_all();
  device.machine.spurious(1);
  EXPECT_EQ(device.handler.calls, 1U);
  device.machine.core.resume_all();
}

TEST(SystemSleep, IsOneMoreDepthOnADisabledLine) {
  Requested device;
  device.machine.core.disable(line);
  device.machine.core.suspend_all();
  EXPECT_EQ(device.machine.core.disable_depth(line), 2U);
  device.machine.core.resume_all();
  EXPECT_EQ(device.machine.core.disable_depth(line), 1U);
  device.machine.raise();
  device.machine.take();
  EXPECT_EQ(device.handler.calls, 0U);
}

TEST(SystemSleep, ItsDepthIsNotTheDriversToTakeBack) {
  Requested device;
  device.machine.core.suspend_all();
  EXPECT_DEATH(device.machine.core.enable(line), "check failed");
}

TEST(SystemSleep, AnActionFreedMeanwhileIsNotResumed) {
  Requested device;
  device.machine.core.suspend_all();
  device.machine.core.free(device.action);
  device.machine.core.resume_all();
  EXPECT_TRUE(device.machine.masked());
  EXPECT_EQ(device.machine.core.disable_depth(line), 1U);
}

}  // namespace
}  // namespace faultline::irq
