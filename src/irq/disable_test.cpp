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

// Two devices on one line.
struct Sharers {
  explicit Sharers(const LineOptions& options = LineOptions{})
      : machine(Options{}, options),
        first({.name = "first", .primary = handlers[0].hook(), .shared = true}),
        second({.name = "second", .primary = handlers[1].hook(), .shared = true}) {
    EXPECT_TRUE(machine.core.request(line, first));
    EXPECT_TRUE(machine.core.request(line, second));
    machine.controller.take_calls();
  }
  ~Sharers() {
    if (first.requested()) machine.core.free(first);
    if (second.requested()) machine.core.free(second);
  }

  FakeMachine machine;
  FakeHandler handlers[2];
  Action first;
  Action second;
};

TEST(DisabledAction, IsNotAskedAndTheOtherSharersAre) {
  Sharers devices;
  devices.machine.core.disable_nosync(devices.first);
  devices.machine.spurious(3);
  EXPECT_EQ(devices.handlers[0].calls, 0U);
  EXPECT_EQ(devices.handlers[1].calls, 3U);
  devices.machine.core.enable(devices.first);
  devices.machine.spurious(1);
  EXPECT_EQ(devices.handlers[0].calls, 1U);
  EXPECT_EQ(devices.machine.core.disable_depth(line), 0U);
}

TEST(DisabledAction, MasksTheLineWithTheNextInterruptWhenAllAre) {
  Sharers devices;
  devices.machine.core.disable_nosync(devices.first);
  devices.machine.core.disable_nosync(devices.second);
  EXPECT_FALSE(devices.machine.masked());
  devices.machine.raise();
  EXPECT_EQ(devices.machine.take_all(10), 1U) << "a level that stays high storms once";
  EXPECT_TRUE(devices.machine.masked());
  EXPECT_EQ(devices.handlers[0].calls + devices.handlers[1].calls, 0U);
  devices.machine.core.enable(devices.second);
  EXPECT_EQ(devices.machine.take_all(1), 1U);
  EXPECT_EQ(devices.handlers[0].calls, 0U);
  EXPECT_EQ(devices.handlers[1].calls, 1U);
}

TEST(DisabledAction, MasksAnUnlazyLineAtOnce) {
  Sharers devices(unlazy_line);
  devices.machine.core.disable_nosync(devices.first);
  EXPECT_FALSE(devices.machine.masked());
  devices.machine.core.disable_nosync(devices.second);
  EXPECT_TRUE(devices.machine.masked());
  devices.machine.core.enable(devices.first);
  EXPECT_FALSE(devices.machine.masked());
}

TEST(DisabledAction, LosesNoEdge) {
  for (const bool other_sharer_is_awake : {true, false}) {
    Sharers devices(edge_line);
    devices.machine.core.disable_nosync(devices.first);
    if (!other_sharer_is_awake) devices.machine.core.disable_nosync(devices.second);
    devices.machine.edge();
    EXPECT_EQ(devices.machine.take_all(10), 1U);
    devices.machine.core.enable(devices.first);
    EXPECT_EQ(devices.machine.take_all(10), 1U);
    EXPECT_EQ(devices.handlers[0].calls, 1U);
  }
}

TEST(DisabledAction, IsNoObstacleToANewSharer) {
  Sharers devices;
  devices.machine.core.free(devices.second);
  devices.machine.core.disable_nosync(devices.first);
  devices.machine.raise();
  EXPECT_EQ(devices.machine.take_all(10), 1U);
  EXPECT_TRUE(devices.machine.masked());
  EXPECT_TRUE(devices.machine.core.request(line, devices.second));
  EXPECT_EQ(devices.machine.take_all(1), 1U);
  EXPECT_EQ(devices.handlers[1].calls, 1U);
}

TEST(DisabledAction, MayBeFreedAndStartsEnabled) {
  Sharers devices;
  devices.machine.core.disable_nosync(devices.first);
  devices.machine.core.free(devices.first);
  devices.machine.spurious(1);
  EXPECT_EQ(devices.handlers[1].calls, 1U);
  EXPECT_TRUE(devices.machine.core.request(line, devices.first));
  devices.machine.spurious(1);
  EXPECT_EQ(devices.handlers[0].calls, 1U);
}

TEST(DisabledAction, ThatIsLeftAloneClosesTheLine) {
  Sharers devices;
  devices.machine.core.disable_nosync(devices.first);
  devices.machine.core.free(devices.second);
  devices.machine.raise();
  EXPECT_EQ(devices.machine.take_all(10), 1U);
  EXPECT_TRUE(devices.machine.masked());
  devices.machine.core.enable(devices.first);
  EXPECT_FALSE(devices.machine.masked());
}

TEST(DisabledAction, KeepsALineClosedThatIsEnabled) {
  Requested device;
  device.machine.core.disable_nosync(device.action);
  device.machine.core.disable_nosync(line);
  device.machine.raise();
  EXPECT_EQ(device.machine.take_all(10), 1U);
  device.machine.core.enable(line);
  EXPECT_TRUE(device.machine.masked());
  device.machine.core.enable(device.action);
  EXPECT_FALSE(device.machine.masked());
}

TEST(DisabledAction, DoesNotNest) {
  Requested device;
  EXPECT_DEATH(device.machine.core.enable(device.action), "check failed");
  device.machine.core.disable_nosync(device.action);
  EXPECT_DEATH(device.machine.core.disable_nosync(device.action), "check failed");
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
