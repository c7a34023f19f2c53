// SPDX-License-Identifier: Apache-2.0
//
// One interrupt, from being taken to being ended: what the controller is told, and when.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "irq/testing/fake_machine.hpp"

namespace faultline::irq {
namespace {

using ::testing::ElementsAre;
using testing::FakeHandler;
using testing::FakeMachine;
using ::testing::IsEmpty;
using Calls = std::vector<std::string>;

constexpr LineOptions edge_line{.trigger = port::Trigger::edge_rising};
constexpr LineOptions level_flow{.flow = Flow::level};

// A machine with one requested action, whose handler notes what the controller was told before it.
struct OneAction {
  explicit OneAction(const LineOptions& options, bool one_shot = false)
      : machine(Options{}, options),
        action({.name = "device", .primary = handler.hook(), .one_shot = one_shot}) {
    EXPECT_TRUE(machine.core.request(FakeMachine::first, action));
    machine.controller.take_calls();
    handler.during = [this] { before = machine.controller.take_calls(); };
  }
  ~OneAction() { machine.core.free(action); }

  FakeMachine machine;
  FakeHandler handler;
  Action action;
  Calls before;
};

TEST(FasteoiFlow, DoesNotMaskAndEndsAfterTheHandlers) {
  OneAction one(LineOptions{});
  one.machine.raise();
  ASSERT_TRUE(one.machine.take());
  EXPECT_THAT(one.before, IsEmpty());
  EXPECT_THAT(one.machine.controller.take_calls(), ElementsAre("end"));
  EXPECT_EQ(one.handler.calls, 1U);
}

TEST(FasteoiFlow, ALineThatIsStillHighFiresAgainAtOnce) {
  OneAction one(LineOptions{});
  one.machine.raise();
  EXPECT_EQ(one.machine.take_all(50), 50U);
  one.handler.during = [&] { one.machine.lower(); };
  EXPECT_EQ(one.machine.take_all(50), 1U);
}

TEST(FasteoiFlow, AOneShotLineIsMaskedAtEntryAndUnmaskedAfterTheEnd) {
  OneAction one(LineOptions{}, true);
  one.machine.edge();
  ASSERT_TRUE(one.machine.take());
  EXPECT_THAT(one.before, ElementsAre("mask"));
  EXPECT_THAT(one.machine.controller.take_calls(), ElementsAre("end", "unmask"));
}

TEST(FasteoiFlow, ADisabledLineIsMaskedAndEndedWithoutAskingAnybody) {
  OneAction one(LineOptions{});
  one.machine.core.disable_nosync(FakeMachine::first);
  one.machine.raise();
  ASSERT_TRUE(one.machine.take());
  EXPECT_EQ(one.handler.calls, 0U);
  EXPECT_THAT(one.machine.controller.take_calls(), ElementsAre("mask", "end"));
  EXPECT_FALSE(one.machine.take()) << "masked, although high";
}

TEST(LevelFlow, MasksAndEndsFirstAndUnmasksAfterTheHandlers) {
  OneAction one(level_flow);
  one.machine.raise();
  ASSERT_TRUE(one.machine.take());
  EXPECT_THAT(one.before, ElementsAre("mask", "end"));
  EXPECT_THAT(one.machine.controller.take_calls(), ElementsAre("unmask"));
}

TEST(LevelFlow, ADisabledLineStaysMasked) {
  OneAction one(level_flow);
  one.machine.core.disable_nosync(FakeMachine::first);
  one.machine.raise();
  ASSERT_TRUE(one.machine.take());
  EXPECT_THAT(one.machine.controller.take_calls(), ElementsAre("mask", "end"));
  EXPECT_EQ(one.handler.calls, 0U);
}

TEST(LevelFlow, ALineDisabledByItsHandlerStaysMasked) {
  OneAction one(level_flow);
  one.handler.during = [&] { one.machine.core.disable_nosync(FakeMachine::first); };
  one.machine.raise();
  ASSERT_TRUE(one.machine.take());
  EXPECT_TRUE(one.machine.masked());
}

// A second CPU's delivery of the line is a call of handle() from within the handler: the core has
// released its lock there.
TEST(InProgress, AHandlerNeverRunsTwiceAtOnce) {
  OneAction one(edge_line);
  one.handler.during = [&] { one.machine.core.handle(FakeMachine::first); };
  one.machine.edge();
  ASSERT_TRUE(one.machine.take());
  EXPECT_EQ(one.handler.calls, 1U);
  EXPECT_EQ(one.machine.core.statistics(FakeMachine::first).held_back, 1U);
}

TEST(InProgress, AnEdgeThatComesMeanwhileIsReplayedAfterwards) {
  OneAction one(edge_line);
  one.handler.during = [&] {
    if (one.handler.calls == 1) one.machine.core.handle(FakeMachine::first);
  };
  one.machine.edge();
  EXPECT_EQ(one.machine.take_all(10), 2U);
  EXPECT_EQ(one.handler.calls, 2U);
  EXPECT_FALSE(one.machine.masked());
}

TEST(InProgress, ALevelIsNotReplayedButLookedAtAgain) {
  OneAction one(LineOptions{});
  one.handler.during = [&] {
    one.machine.core.handle(FakeMachine::first);
    if (one.handler.calls == 2) one.machine.lower();
  };
  one.machine.raise();
  EXPECT_EQ(one.machine.take_all(10), 2U);
  EXPECT_THAT(one.machine.controller.take_calls(),
              ::testing::Not(::testing::Contains("retrigger")));
}

TEST(InProgress, TheOtherCpuOfALevelFlowLeavesTheUnmaskingToTheFirst) {
  OneAction one(level_flow);
  bool masked_inside = false;
  one.handler.during = [&] {
    one.machine.core.handle(FakeMachine::first);
    masked_inside = one.machine.masked();
  };
  one.machine.raise();
  ASSERT_TRUE(one.machine.take());
  EXPECT_TRUE(masked_inside);
  EXPECT_FALSE(one.machine.masked());
}

TEST(InProgress, LinesDoNotHoldEachOtherUp) {
  OneAction one(LineOptions{});
  FakeHandler other;
  Action action({.name = "other", .primary = other.hook()});
  ASSERT_TRUE(one.machine.core.request(FakeMachine::second, action));
  one.handler.during = [&] { one.machine.core.handle(FakeMachine::second); };
  one.machine.raise();
  ASSERT_TRUE(one.machine.take());
  EXPECT_EQ(other.calls, 1U);
  one.machine.core.free(action);
}

TEST(UnknownLine, IsMaskedEndedAndLogged) {
  FakeMachine machine;
  machine.core.handle(LineNumber(77));
  EXPECT_THAT(machine.controller.take_calls(), ElementsAre("mask", "end"));
  EXPECT_THAT(machine.log.lines, ElementsAre("irq 77: unexpected interrupt, line masked"));
}

TEST(UnrequestedLine, IsMaskedUntilSomebodyRequestsIt) {
  FakeMachine machine(Options{}, edge_line);
  machine.core.handle(FakeMachine::first);
  EXPECT_TRUE(machine.masked());
  FakeHandler handler;
  Action action({.name = "device", .primary = handler.hook()});
  ASSERT_TRUE(machine.core.request(FakeMachine::first, action));
  EXPECT_EQ(machine.take_all(10), 1U) << "the edge that came too early";
  machine.core.free(action);
}

TEST(Trace, TellsHandlersAndVerdicts) {
  OneAction one(LineOptions{});
  one.machine.edge();
  ASSERT_TRUE(one.machine.take());
  const auto& events = one.machine.sink.events;
  ASSERT_EQ(events.size(), 3U);
  EXPECT_EQ(events[0].kind, trace::Kind::handler_entered);
  EXPECT_EQ(events[0].subject, FakeMachine::first.value);
  EXPECT_STREQ(events[0].text, "device");
  EXPECT_EQ(events[1].kind, trace::Kind::handler_left);
  EXPECT_EQ(events[1].value, 1U);
  EXPECT_EQ(events[2].kind, trace::Kind::interrupt_left);
  EXPECT_EQ(events[2].value, 1U);
  EXPECT_EQ(events[2].extra, 0U);
}

TEST(Trace, TellsThatAnInterruptWasHeldBackFromOneThatWasDeclined) {
  OneAction one(LineOptions{});
  one.machine.core.disable_nosync(FakeMachine::first);
  one.machine.edge();
  ASSERT_TRUE(one.machine.take());
  ASSERT_EQ(one.machine.sink.events.size(), 1U);
  EXPECT_EQ(one.machine.sink.events[0].kind, trace::Kind::interrupt_left);
  EXPECT_EQ(one.machine.sink.events[0].value, 0U);
  EXPECT_EQ(one.machine.sink.events[0].extra, 1U);
}

}  // namespace
}  // namespace faultline::irq
