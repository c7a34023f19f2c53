// SPDX-License-Identifier: Apache-2.0
//
// Several actions on one line.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

#include "irq/testing/fake_machine.hpp"

namespace faultline::irq {
namespace {

using ::testing::ElementsAre;
using testing::FakeHandler;
using testing::FakeMachine;

struct Sharers : ::testing::Test {
  ~Sharers() override {
    for (Action* action : {&a, &b, &c}) {
      if (action->requested()) machine.core.free(*action);
    }
  }
  void request_all() {
    for (Action* action : {&a, &b, &c}) {
      ASSERT_TRUE(machine.core.request(FakeMachine::first, *action));
    }
  }
  std::vector<std::uint64_t> calls() const { return {on_a.calls, on_b.calls, on_c.calls}; }

  FakeMachine machine;
  FakeHandler on_a, on_b, on_c;
  Action a{{.name = "a", .primary = on_a.hook(), .shared = true}};
  Action b{{.name = "b", .primary = on_b.hook(), .shared = true}};
  Action c{{.name = "c", .primary = on_c.hook(), .shared = true}};
};
using SharedActions = Sharers;

TEST_F(SharedActions, AllRunEveryTimeWhateverTheOthersSay) {
  request_all();
  on_b.answer = Verdict::none;
  machine.spurious(3);
  EXPECT_THAT(calls(), ElementsAre(3, 3, 3));
}

TEST_F(SharedActions, OneThatHandlesMakesTheInterruptHandled) {
  request_all();
  on_a.answer = on_c.answer = Verdict::none;
  machine.spurious(1);
  EXPECT_EQ(machine.core.statistics(FakeMachine::first).handled, 1U);
  on_b.answer = Verdict::none;
  machine.spurious(1);
  const Statistics statistics = machine.core.statistics(FakeMachine::first);
  EXPECT_EQ(statistics.handled, 1U);
  EXPECT_EQ(statistics.declined, 1U);
  EXPECT_EQ(machine.sink.of(trace::Kind::interrupt_left).back().value, 0U);
}

TEST_F(SharedActions, RunWithTheLineUnlocked) {
  request_all();
  std::uint32_t depth = 0;
  on_b.during = [&] {
    machine.core.disable_nosync(FakeMachine::first);
    depth = machine.core.disable_depth(FakeMachine::first);
    machine.core.enable(FakeMachine::first);
  };
  machine.spurious(1);
  EXPECT_EQ(depth, 1U);
  EXPECT_EQ(on_c.calls, 1U);
}

TEST_F(SharedActions, DisablingTheLineKeepsInterruptsFromAll) {
  request_all();
  machine.core.disable_nosync(FakeMachine::first);
  machine.spurious(1);
  EXPECT_THAT(calls(), ElementsAre(0, 0, 0));
}

TEST_F(SharedActions, OneThatIsFreedBeforeItsTurnIsNotAskedAndTheRestAre) {
  request_all();
  on_a.during = [&] {
    if (b.requested()) machine.core.free(b);
  };
  machine.spurious(1);
  EXPECT_THAT(calls(), ElementsAre(1, 0, 1));
}

TEST_F(SharedActions, AllTheRestMayBeFreedInTheMiddle) {
  request_all();
  on_a.during = [&] {
    machine.core.free(c);
    machine.core.free(b);
  };
  machine.spurious(1);
  EXPECT_THAT(calls(), ElementsAre(1, 0, 0));
}

TEST_F(SharedActions, OneThatIsAddedInTheMiddleIsAskedFromTheNextInterruptOnAtTheLatest) {
  ASSERT_TRUE(machine.core.request(FakeMachine::first, a));
  on_a.during = [&] {
    if (b.requested()) return;
    EXPECT_TRUE(machine.core.request(FakeMachine::first, b));
  };
  machine.spurious(2);
  EXPECT_GE(on_b.calls, 1U);
}

TEST_F(SharedActions, AreListedInTheOrderOfAsking) {
  request_all();
  std::array<HandlerInfo, 2> list;
  EXPECT_EQ(machine.core.handlers(FakeMachine::first, list), 3U);
  EXPECT_STREQ(list[0].name, "a");
  EXPECT_STREQ(list[1].name, "b");
  EXPECT_TRUE(list[0].primary);
  EXPECT_FALSE(list[0].threaded);
}

TEST_F(SharedActions, FreeingOneLeavesTheLineToTheOthers) {
  request_all();
  machine.core.free(a);
  EXPECT_FALSE(machine.masked());
  machine.spurious(1);
  EXPECT_THAT(calls(), ElementsAre(0, 1, 1));
}

TEST_F(SharedActions, FreeingTheLastMasksTheLine) {
  request_all();
  for (Action* action : {&b, &a, &c}) machine.core.free(*action);
  EXPECT_TRUE(machine.masked());
  EXPECT_EQ(machine.core.disable_depth(FakeMachine::first), 1U);
}

TEST_F(SharedActions, AFreedActionMayBeRequestedAgain) {
  request_all();
  machine.core.free(a);
  ASSERT_TRUE(machine.core.request(FakeMachine::second, a));
  machine.spurious(1, FakeMachine::second);
  EXPECT_THAT(calls(), ElementsAre(1, 0, 0));
}

}  // namespace
}  // namespace faultline::irq
