// SPDX-License-Identifier: Apache-2.0
//
// Who waits for whom: synchronise, disable, free and system sleep against handlers and threads that
// are at work.
#include <gtest/gtest.h>

#include <new>

#include "port/context.hpp"
#include "world.hpp"

namespace faultline::irq {
namespace {

using testing::FakeHandler;
using testing::World;

constexpr LineNumber line = World::line;
constexpr LineOptions edge_line{.trigger = port::Trigger::edge_rising};

// An action whose hard handler and whose thread each take long, and a body that starts while one of
// them is at work.
struct Busy {
  enum class Half { hard, thread };

  explicit Busy(Half half, const LineOptions& options = edge_line) : world(options), first(half) {
    hard.during = [this] {
      if (first == Half::hard) world.work();
      hard_done = true;
    };
    hard.answer = first == Half::hard ? Verdict::handled : Verdict::wake_thread;
    slow.during = [this] {
      world.sleep();
      thread_done = true;
    };
  }
  sim::Stop run(const std::function<void()>& body) {
    return world.run([&] {
      ASSERT_TRUE(world.core.request(line, action));
      world.raise();
      world.lower();
      FakeHandler& busy = first == Half::hard ? hard : slow;
      world.wait_until([&] { return busy.calls == 1; });
      body();
      if (action.requested()) world.core.free(action);
    });
  }

  World world;
  Half first;
  FakeHandler hard;
  FakeHandler slow;
  bool hard_done = false;
  bool thread_done = false;
  Action action{{.name = "device", .primary = hard.hook(), .thread = slow.hook()}};
};

TEST(SynchroniseHard, WaitsForAHandlerOnAnotherCpu) {
  Busy busy(Busy::Half::hard);
  busy.run([&] {
    EXPECT_FALSE(busy.hard_done);
    busy.world.core.synchronise_hard(line);
    EXPECT_TRUE(busy.hard_done);
  });
}

TEST(SynchroniseHard, DoesNotWaitForThreads) {
  Busy busy(Busy::Half::thread);
  busy.run([&] {
    busy.world.core.synchronise_hard(line);
    EXPECT_FALSE(busy.thread_done);
  });
  EXPECT_TRUE(busy.thread_done);
}

// Taken by the CPU, on its way to the core: only the controller knows of it.
TEST(SynchroniseHard, DoesNotWaitForAnInterruptThatHasNotReachedItsHandlers) {
  World world(edge_line);
  world.entry_delay_ns = World::long_ns;
  FakeHandler hard;
  world.run([&] {
    Action action({.name = "device", .primary = hard.hook()});
    ASSERT_TRUE(world.core.request(line, action));
    world.pulse();
    world.core.synchronise_hard(line);
    EXPECT_EQ(hard.calls, 0U);
    world.core.synchronise(line);
    world.core.free(action);
  });
}

TEST(Synchronise, WaitsForAnInterruptThatHasNotReachedItsHandlers) {
  World world(edge_line);
  world.entry_delay_ns = World::long_ns;
  FakeHandler hard;
  world.run([&] {
    Action action({.name = "device", .primary = hard.hook()});
    ASSERT_TRUE(world.core.request(line, action));
    world.pulse();
    EXPECT_EQ(hard.calls, 0U);
    world.core.synchronise(line);
    EXPECT_EQ(hard.calls, 1U);
    world.core.free(action);
  });
}

TEST(Synchronise, WaitsForAHandlerOnAnotherCpu) {
  Busy busy(Busy::Half::hard);
  busy.run([&] {
    busy.world.core.synchronise(line);
    EXPECT_TRUE(busy.hard_done);
  });
}

TEST(Synchronise, WaitsForAHandlerOfALineThatWasEndedBeforeIt) {
  Busy busy(Busy::Half::hard, {.trigger = port::Trigger::edge_rising, .flow = Flow::level});
  busy.run([&] {
    EXPECT_FALSE(busy.world.hardware.active(line));
    busy.world.core.synchronise(line);
    EXPECT_TRUE(busy.hard_done);
  });
}

TEST(Synchronise, WaitsForThreads) {
  Busy busy(Busy::Half::thread);
  busy.run([&] {
    EXPECT_FALSE(busy.thread_done);
    busy.world.core.synchronise(line);
    EXPECT_TRUE(busy.thread_done);
  });
}

TEST(Synchronise, DoesNotMaskTheLine) {
  Busy busy(Busy::Half::hard);
  busy.run([&] {
    busy.world.core.synchronise(line);
    EXPECT_FALSE(busy.world.controller.masked);
    busy.world.pulse();
    EXPECT_EQ(busy.hard.calls, 2U);
  });
}

TEST(Synchronise, InHardInterruptContextIsReported) {
  World world;
  FakeHandler hard;
  const auto forbidden = [&] { return world.sink.of(trace::Kind::sleep_forbidden); };
  port::Timer timer("wrong",
                    {[](void* core) { static_cast<Core*>(core)->synchronise(line); }, &world.core});
  world.run([&] {
    Action action({.name = "device", .primary = hard.hook()});
    ASSERT_TRUE(world.core.request(line, action));
    world.core.synchronise(line);
    EXPECT_TRUE(forbidden().empty()) << "a thread may";
    world.executor.arm(timer, world.clock.now_ns() + 1'000);
    world.sleep();
    world.core.free(action);
  });
  ASSERT_EQ(forbidden().size(), 1U);
  EXPECT_STREQ(forbidden()[0].text, "irq synchronise");
}

// The deadlock of a handler that waits for itself, as a report of who waits would show it. What
// hangs can never be taken apart, so it is left where it is.
TEST(Synchronise, FromTheLinesOwnThreadWaitsForEver) {
  alignas(Busy) static std::array<std::byte, sizeof(Busy)> storage;
  Busy& busy = *new (storage.data()) Busy(Busy::Half::thread);
  bool came_back = false;
  busy.slow.during = [&] {
    busy.world.core.synchronise(line);
    came_back = true;
  };
  EXPECT_EQ(busy.run([&] { busy.world.core.synchronise(line); }), sim::Stop::quiet);
  EXPECT_FALSE(came_back);
  EXPECT_EQ(busy.world.kernel.stuck().size(), 2U);
}

TEST(Disable, WaitsForHandlersWhereNosyncDoesNot) {
  Busy busy(Busy::Half::hard);
  busy.run([&] {
    busy.world.core.disable_nosync(line);
    EXPECT_FALSE(busy.hard_done);
    busy.world.core.disable(line);
    EXPECT_TRUE(busy.hard_done);
  });
}

TEST(Disable, WaitsForAnInterruptThatThenIsHeldBack) {
  World world(edge_line);
  world.entry_delay_ns = World::long_ns;
  FakeHandler hard;
  bool came_back = false;
  Action action({.name = "device", .primary = hard.hook()});
  world.run([&] {
    ASSERT_TRUE(world.core.request(line, action));
    world.pulse();
    EXPECT_TRUE(world.hardware.active(line));
    world.core.disable(line);
    EXPECT_FALSE(world.hardware.active(line));
    EXPECT_EQ(hard.calls, 0U);
    came_back = true;
    world.core.free(action);
  });
  EXPECT_TRUE(came_back);
}

TEST(Disable, WaitsForThreads) {
  Busy busy(Busy::Half::thread);
  busy.run([&] {
    busy.world.core.disable(line);
    EXPECT_TRUE(busy.thread_done);
  });
}

TEST(SystemSleep, WaitsForHandlers) {
  Busy busy(Busy::Half::hard);
  busy.run([&] {
    busy.world.core.suspend_all();
    EXPECT_TRUE(busy.hard_done);
    busy.world.core.resume_all();
  });
}

TEST(SystemSleep, WaitsForThreads) {
  Busy busy(Busy::Half::thread);
  busy.run([&] {
    busy.world.core.suspend_all();
    EXPECT_TRUE(busy.thread_done);
    busy.world.core.resume_all();
  });
}

TEST(Free, WaitsForItsHandlerOnAnotherCpu) {
  Busy busy(Busy::Half::hard);
  busy.run([&] {
    busy.world.core.free(busy.action);
    EXPECT_TRUE(busy.hard_done);
  });
}

TEST(Free, WaitsForItsThread) {
  Busy busy(Busy::Half::thread);
  busy.run([&] {
    busy.world.core.free(busy.action);
    EXPECT_TRUE(busy.thread_done);
  });
}

TEST(Free, LetsTheThreadDoWhatItWasWokenForWhileItRan) {
  Busy busy(Busy::Half::thread);
  busy.run([&] {
    busy.world.pulse();
    EXPECT_EQ(busy.slow.calls, 1U);
    busy.world.core.free(busy.action);
    EXPECT_EQ(busy.slow.calls, 2U);
  });
}

TEST(Free, IsNotHeldUpByAStormOfTheOtherSharers) {
  World world;
  FakeHandler quick;
  FakeHandler storms{.during = [&] { world.clock.delay_ns(2'000); }};
  world.run([&] {
    Action goes({.name = "goes", .primary = quick.hook(), .shared = true});
    Action stays({.name = "stays", .primary = storms.hook(), .shared = true});
    ASSERT_TRUE(world.core.request(line, goes));
    ASSERT_TRUE(world.core.request(line, stays));
    world.raise();
    world.wait_until([&] { return storms.calls == 10; });
    world.core.free(goes);
    EXPECT_LT(storms.calls, 15U);
    world.lower();
    world.core.free(stays);
  });
}

TEST(Free, DoesNotWaitForTheHandlersOfOtherSharers) {
  Busy busy(Busy::Half::hard);
  World& world = busy.world;
  FakeHandler quick;
  Action goes({.name = "goes", .primary = quick.hook(), .shared = true});
  Action stays({.name = "stays", .primary = busy.hard.hook(), .shared = true});
  world.run([&] {
    ASSERT_TRUE(world.core.request(line, goes));
    ASSERT_TRUE(world.core.request(line, stays));
    world.pulse();
    ASSERT_EQ(busy.hard.calls, 1U);
    world.core.free(goes);
    EXPECT_FALSE(busy.hard_done);
    world.core.free(stays);
    EXPECT_TRUE(busy.hard_done);
  });
}

TEST(Free, DoesNotWaitForHandlersThatComeAfterItsOwn) {
  World world(edge_line);
  FakeHandler first{.during = [&] { world.work(); }};
  bool second_done = false;
  FakeHandler second{.during = [&] {
    world.work();
    second_done = true;
  }};
  world.run([&] {
    Action goes({.name = "goes", .primary = first.hook(), .shared = true});
    Action stays({.name = "stays", .primary = second.hook(), .shared = true});
    ASSERT_TRUE(world.core.request(line, goes));
    ASSERT_TRUE(world.core.request(line, stays));
    world.pulse();
    world.core.free(goes);
    EXPECT_EQ(second.calls, 1U);
    EXPECT_FALSE(second_done);
    world.core.free(stays);
  });
  EXPECT_TRUE(second_done);
}

// The interrupt that would give the line up ends when nobody is left on it.
TEST(Free, MayEmptyTheLineWhileItsLastHandlerIsAsked) {
  World world(edge_line, Options{.spurious = {.interrupts = 1, .unhandled = 0}});
  FakeHandler hard{.answer = Verdict::none, .during = [&] { world.work(); }};
  Action action({.name = "device", .primary = hard.hook()});
  world.run([&] {
    ASSERT_TRUE(world.core.request(line, action));
    world.pulse();
    world.core.free(action);
    EXPECT_FALSE(world.core.given_up(line));
    EXPECT_EQ(world.core.disable_depth(line), 1U);
    ASSERT_TRUE(world.core.request(line, action));
    EXPECT_EQ(world.core.disable_depth(line), 0U);
    world.core.free(action);
  });
}

}  // namespace
}  // namespace faultline::irq
