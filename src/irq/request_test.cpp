// SPDX-License-Identifier: Apache-2.0
//
// Which requests a line accepts, and that a refused one leaves nothing behind.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "irq/testing/fake_machine.hpp"

namespace faultline::irq {
namespace {

using ::testing::ElementsAre;
using testing::FakeHandler;
using testing::FakeMachine;

constexpr auto level = port::Trigger::level_high;
constexpr auto rising = port::Trigger::edge_rising;

// Requests `second` after `first` on one line; the error of the second, after checking that nothing
// of it is left.
std::optional<RequestError> refusal(ActionRequest first, ActionRequest second,
                                    const Options& options = Options{}) {
  FakeMachine machine(options);
  FakeHandler handler;
  if (!first.thread) first.primary = handler.hook();
  if (!second.thread) second.primary = handler.hook();
  Action a(first);
  Action b(second);
  EXPECT_TRUE(machine.core.request(FakeMachine::first, a));
  const std::size_t threads = machine.executor.threads_alive;
  const auto result = machine.core.request(FakeMachine::first, b);
  if (!result) {
    EXPECT_FALSE(b.requested());
    EXPECT_EQ(machine.executor.threads_alive, threads);
    EXPECT_EQ(machine.core.handlers(FakeMachine::first, {}), 1U);
    EXPECT_EQ(machine.log.lines.size(), 1U) << "a refusal is never silent";
  } else {
    machine.core.free(b);
  }
  machine.core.free(a);
  EXPECT_EQ(machine.executor.threads_alive, 0U);
  return result ? std::nullopt : std::optional(result.error());
}

Handler any_thread() {
  return {[](void*, LineNumber) { return Verdict::handled; }, nullptr};
}

TEST(Request, OfTheFirstActionSetsTheTriggerAndUnmasks) {
  FakeMachine machine;
  FakeHandler handler;
  Action action({.name = "device", .primary = handler.hook(), .trigger = rising});
  ASSERT_TRUE(machine.core.request(FakeMachine::first, action));
  EXPECT_THAT(machine.controller.take_calls(), ElementsAre("set_trigger", "unmask"));
  EXPECT_EQ(machine.controller.lines[FakeMachine::first.value].trigger, rising);
  machine.core.free(action);
}

TEST(Request, WithoutATriggerTakesTheLines) {
  FakeMachine machine(Options{}, {.trigger = rising});
  FakeHandler handler;
  Action action({.name = "device", .primary = handler.hook()});
  ASSERT_TRUE(machine.core.request(FakeMachine::first, action));
  EXPECT_EQ(machine.controller.lines[FakeMachine::first.value].trigger, rising);
  machine.core.free(action);
}

TEST(Request, ThatStartsDisabledWaitsForEnable) {
  FakeMachine machine;
  FakeHandler handler;
  Action action({.name = "device", .primary = handler.hook(), .starts_disabled = true});
  ASSERT_TRUE(machine.core.request(FakeMachine::first, action));
  machine.raise();
  EXPECT_FALSE(machine.take());
  machine.core.enable(FakeMachine::first);
  EXPECT_TRUE(machine.take());
  machine.core.free(action);
}

TEST(Request, OfALineThatIsNotThereIsRefused) {
  FakeMachine machine;
  FakeHandler handler;
  Action action({.name = "device", .primary = handler.hook()});
  const auto result = machine.core.request(LineNumber(99), action);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error(), RequestError::no_line);
  EXPECT_THAT(machine.log.lines, ElementsAre("irq 99: request of device refused: no such line"));
}

TEST(Request, OfAnActionThatIsRequestedIsAProgrammingError) {
  FakeMachine machine;
  FakeHandler handler;
  Action action({.name = "device", .primary = handler.hook(), .shared = true});
  ASSERT_TRUE(machine.core.request(FakeMachine::first, action));
  EXPECT_DEATH(static_cast<void>(machine.core.request(FakeMachine::second, action)),
               "check failed");
  machine.core.free(action);
  EXPECT_DEATH(machine.core.free(action), "check failed");
}

TEST(Request, WithoutAThreadLeftIsRolledBack) {
  FakeMachine machine;
  machine.executor.threads_left = 0;
  Action action({.name = "device", .thread = any_thread(), .one_shot = true});
  const auto result = machine.core.request(FakeMachine::first, action);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error(), RequestError::out_of_threads);
  EXPECT_FALSE(action.requested());
  EXPECT_TRUE(machine.masked());
  machine.executor.threads_left = 1;
  EXPECT_TRUE(machine.core.request(FakeMachine::first, action)) << "nothing was left behind";
  machine.core.free(action);
}

TEST(ThreadWithoutPrimary, NeedsOneShot) {
  FakeMachine machine;
  Action action({.name = "device", .thread = any_thread()});
  const auto result = machine.core.request(FakeMachine::first, action);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error(), RequestError::needs_one_shot);
  EXPECT_FALSE(is_busy(result.error()));
  EXPECT_EQ(machine.executor.threads_alive, 0U);
}

TEST(ThreadWithoutPrimary, NeedsNothingFromAOneShotSafeController) {
  FakeMachine machine(Options{.controller_is_one_shot_safe = true});
  Action action({.name = "device", .thread = any_thread()});
  EXPECT_TRUE(machine.core.request(FakeMachine::first, action));
  machine.core.free(action);
}

TEST(Sharing, NeedsBothToSayShared) {
  EXPECT_EQ(refusal({.shared = true}, {.shared = true}), std::nullopt);
  EXPECT_EQ(refusal({.shared = true}, {.shared = false}), RequestError::busy_not_shared);
  EXPECT_EQ(refusal({.shared = false}, {.shared = true}), RequestError::busy_not_shared);
  EXPECT_EQ(refusal({.shared = false}, {.shared = false}), RequestError::busy_not_shared);
}

TEST(Sharing, NeedsTheSameTrigger) {
  EXPECT_EQ(refusal({.shared = true, .trigger = level}, {.shared = true, .trigger = rising}),
            RequestError::busy_trigger);
  EXPECT_EQ(refusal({.shared = true, .trigger = rising}, {.shared = true, .trigger = rising}),
            std::nullopt);
  EXPECT_EQ(refusal({.shared = true, .trigger = rising}, {.shared = true}), std::nullopt)
      << "no trigger means the line's";
}

TEST(Sharing, NeedsBothOrNeitherToBeOneShot) {
  EXPECT_EQ(refusal({.shared = true, .one_shot = true}, {.shared = true}),
            RequestError::busy_one_shot);
  EXPECT_EQ(refusal({.shared = true}, {.shared = true, .one_shot = true}),
            RequestError::busy_one_shot);
  EXPECT_EQ(refusal({.shared = true, .one_shot = true}, {.shared = true, .one_shot = true}),
            std::nullopt);
}

TEST(Sharing, RefusesAThreadedContextFaultAfterAHardGlobalFaultOnACombinedLine) {
  EXPECT_EQ(
      refusal({.name = "global fault", .shared = true},
              {.name = "context fault", .thread = any_thread(), .shared = true, .one_shot = true}),
      RequestError::busy_one_shot);
}

TEST(Sharing, RefusalsThatAreBusySaySo) {
  EXPECT_TRUE(is_busy(RequestError::busy_not_shared));
  EXPECT_TRUE(is_busy(RequestError::busy_trigger));
  EXPECT_TRUE(is_busy(RequestError::busy_one_shot));
  EXPECT_FALSE(is_busy(RequestError::out_of_threads));
}

constexpr Options adopting{.hard_handlers_adopt_one_shot = true};

TEST(OneShotAdoption, AHardHandlerJoinsAnEarlierOneShot) {
  EXPECT_EQ(refusal({.thread = any_thread(), .shared = true, .one_shot = true}, {.shared = true},
                    adopting),
            std::nullopt);
}

TEST(OneShotAdoption, IsNotTheReverse) {
  EXPECT_EQ(refusal({.shared = true}, {.thread = any_thread(), .shared = true, .one_shot = true},
                    adopting),
            RequestError::busy_one_shot);
}

TEST(OneShotAdoption, ChangesNothingAmongHardHandlers) {
  FakeMachine machine(adopting);
  FakeHandler handler;
  Action a({.name = "a", .primary = handler.hook(), .shared = true});
  Action b({.name = "b", .primary = handler.hook(), .shared = true});
  ASSERT_TRUE(machine.core.request(FakeMachine::first, a));
  ASSERT_TRUE(machine.core.request(FakeMachine::first, b));
  handler.during = [&] { EXPECT_FALSE(machine.masked()); };
  machine.spurious(1);
  EXPECT_EQ(handler.calls, 2U);
  machine.core.free(a);
  machine.core.free(b);
}

TEST(OneShotAdoption, IsNotForThreadedHandlers) {
  FakeMachine machine(adopting);
  FakeHandler handler;
  Action a({.name = "a", .thread = any_thread(), .shared = true, .one_shot = true});
  Action b({.name = "b", .primary = handler.hook(), .thread = any_thread(), .shared = true});
  ASSERT_TRUE(machine.core.request(FakeMachine::first, a));
  const auto result = machine.core.request(FakeMachine::first, b);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error(), RequestError::busy_one_shot);
  machine.core.free(a);
}

TEST(ForcedThreading, MakesAHardHandlerThreadedAndItsLineOneShot) {
  FakeMachine machine(Options{.force_threads = true});
  FakeHandler handler;
  Action action({.name = "device", .primary = handler.hook()});
  ASSERT_TRUE(machine.core.request(FakeMachine::first, action));
  EXPECT_EQ(machine.executor.threads_alive, 1U);
  machine.raise();
  ASSERT_TRUE(machine.take());
  EXPECT_EQ(handler.calls, 0U);
  EXPECT_TRUE(machine.masked());
  machine.core.free(action);
  EXPECT_EQ(handler.calls, 1U) << "what the thread was woken for";
}

TEST(ForcedThreading, RunsBothHalvesInTheThread) {
  FakeMachine machine(Options{.force_threads = true});
  FakeHandler first_half{.answer = Verdict::wake_thread};
  FakeHandler second_half;
  Action action({.name = "device", .primary = first_half.hook(), .thread = second_half.hook()});
  ASSERT_TRUE(machine.core.request(FakeMachine::first, action));
  machine.spurious(1);
  EXPECT_EQ(first_half.calls, 0U);
  machine.core.free(action);
  EXPECT_EQ(first_half.calls, 1U);
  EXPECT_EQ(second_half.calls, 1U);
}

TEST(ForcedThreading, LeavesAOneShotHandlerAlone) {
  FakeMachine machine(Options{.force_threads = true});
  FakeHandler handler;
  Action action({.name = "device", .primary = handler.hook(), .one_shot = true});
  ASSERT_TRUE(machine.core.request(FakeMachine::first, action));
  EXPECT_EQ(machine.executor.threads_alive, 0U);
  machine.spurious(1);
  EXPECT_EQ(handler.calls, 1U);
  machine.core.free(action);
}

TEST(ForcedThreading, LetsHardAndThreadedHandlersShareALine) {
  EXPECT_EQ(refusal({.shared = true}, {.thread = any_thread(), .shared = true, .one_shot = true},
                    Options{.force_threads = true}),
            std::nullopt);
}

}  // namespace
}  // namespace faultline::irq
