// SPDX-License-Identifier: Apache-2.0
//
// Threaded handlers and one-shot lines, on a simulated machine.
#include <gtest/gtest.h>

#include "port/context.hpp"
#include "world.hpp"

namespace faultline::irq {
namespace {

using testing::FakeHandler;
using testing::World;

constexpr LineNumber line = World::line;
constexpr LineOptions edge_line{.trigger = port::Trigger::edge_rising};

TEST(ThreadedHandler, RunsInAThreadThatMaySleepAfterAHardHandlerThatMayNot) {
  World world;
  FakeHandler hard{.answer = Verdict::wake_thread};
  FakeHandler slow;
  bool hard_was_hard = false;
  hard.during = [&] {
    hard_was_hard = port::in_hard_interrupt();
    world.lower();
  };
  slow.during = [&] {
    EXPECT_FALSE(port::in_hard_interrupt());
    world.sleep();
  };
  world.run([&] {
    Action action({.name = "device", .primary = hard.hook(), .thread = slow.hook()});
    ASSERT_TRUE(world.core.request(line, action));
    world.raise();
    world.sleep_until([&] { return slow.calls == 1; });
    world.core.free(action);
  });
  EXPECT_TRUE(hard_was_hard);
  EXPECT_EQ(hard.calls, 1U);
  EXPECT_TRUE(world.sink.of(trace::Kind::sleep_forbidden).empty());
  EXPECT_EQ(world.sink.of(trace::Kind::handler_entered).size(), 2U);
  EXPECT_EQ(world.sink.of(trace::Kind::handler_entered)[1].value, 1U) << "threaded";
}

TEST(ThreadedHandler, RunsBeforeNormalThreadsOfItsCpu) {
  World world(edge_line);
  world.threads_on_cpu = 0;
  FakeHandler hard{.answer = Verdict::wake_thread};
  FakeHandler slow;
  world.run([&] {
    Action action({.name = "device", .primary = hard.hook(), .thread = slow.hook()});
    ASSERT_TRUE(world.core.request(line, action));
    world.pulse();
    for (int i = 0; i < 10; ++i) world.clock.delay_ns(1'000);
    EXPECT_EQ(slow.calls, 1U);
    world.core.free(action);
  });
}

TEST(ThreadedHandler, WakesThatComeBeforeItBeginsAreOne) {
  World world(edge_line);
  world.threads_on_cpu = 0;
  FakeHandler hard{.answer = Verdict::wake_thread};
  FakeHandler slow;
  world.run([&] {
    Action action({.name = "device", .primary = hard.hook(), .thread = slow.hook()});
    ASSERT_TRUE(world.core.request(line, action));
    world.sleep();
    {
      const port::NoPreemption keeps_the_thread_from_running;
      for (int i = 0; i < 3; ++i) world.pulse();
      EXPECT_EQ(hard.calls, 3U);
      EXPECT_EQ(slow.calls, 0U);
    }
    world.sleep();
    EXPECT_EQ(slow.calls, 1U);
    EXPECT_EQ(world.core.statistics(line).coalesced, 2U);
    world.core.free(action);
  });
}

TEST(ThreadedHandler, WakesThatComeWhileItRunsMakeItRunOnceMore) {
  World world(edge_line);
  FakeHandler hard{.answer = Verdict::wake_thread};
  int done = 0;
  FakeHandler slow{.during = [&] {
    world.sleep();
    ++done;
  }};
  world.run([&] {
    Action action({.name = "device", .primary = hard.hook(), .thread = slow.hook()});
    ASSERT_TRUE(world.core.request(line, action));
    world.pulse();
    world.sleep_until([&] { return slow.calls == 1; });
    for (int i = 0; i < 3; ++i) world.pulse();
    EXPECT_EQ(hard.calls, 4U);
    world.core.synchronise(line);
    EXPECT_EQ(done, 2) << "waits for the second run too";
    world.core.free(action);
  });
  EXPECT_EQ(done, 2);
}

TEST(ThreadedHandler, HoldsBackNothingUnlessItIsOneShot) {
  World world(edge_line);
  FakeHandler hard{.answer = Verdict::wake_thread};
  FakeHandler slow{.during = [&] { world.sleep(); }};
  world.run([&] {
    Action action({.name = "device", .primary = hard.hook(), .thread = slow.hook()});
    ASSERT_TRUE(world.core.request(line, action));
    world.pulse();
    EXPECT_FALSE(world.controller.masked);
    world.core.disable_nosync(line);
    world.pulse();
    EXPECT_TRUE(world.controller.masked);
    world.core.enable(line);
    EXPECT_FALSE(world.controller.masked);
    EXPECT_EQ(world.core.statistics(line).thread_handled, 0U) << "it is still at work";
    world.core.free(action);
  });
}

TEST(ThreadedHandler, SharersHaveAThreadEach) {
  World world(edge_line);
  FakeHandler hard{.answer = Verdict::wake_thread};
  int inside = 0;
  int most = 0;
  FakeHandler slow{.during = [&] {
    most = std::max(most, ++inside);
    world.sleep();
    --inside;
  }};
  world.run([&] {
    Action a({.name = "a", .primary = hard.hook(), .thread = slow.hook(), .shared = true});
    Action b({.name = "b", .primary = hard.hook(), .thread = slow.hook(), .shared = true});
    ASSERT_TRUE(world.core.request(line, a));
    ASSERT_TRUE(world.core.request(line, b));
    world.pulse();
    world.core.synchronise(line);
    world.core.free(a);
    world.core.free(b);
  });
  EXPECT_EQ(slow.calls, 2U);
  EXPECT_EQ(most, 2);
}

struct OneShotThread : ::testing::Test {
  void run(const std::function<void()>& body, const LineOptions& options = LineOptions{}) {
    world.emplace(options);
    world->run([&] {
      ASSERT_TRUE(world->core.request(line, action));
      body();
      world->core.free(action);
    });
  }
  void wait_until_it_runs() {
    const std::uint64_t before = slow.calls;
    world->raise();
    world->sleep_until([&] { return slow.calls == before + 1; });
  }

  std::optional<World> world;
  FakeHandler slow{.during = [this] {
    world->sleep();
    EXPECT_TRUE(world->controller.masked);
    world->lower();
  }};
  Action action{{.name = "device", .thread = slow.hook(), .shared = true, .one_shot = true}};
};
using OneShot = OneShotThread;

TEST_F(OneShot, TheLineIsMaskedUntilTheThreadIsDone) {
  run([&] {
    EXPECT_FALSE(world->controller.masked);
    wait_until_it_runs();
    EXPECT_TRUE(world->controller.masked);
    world->core.synchronise(line);
    EXPECT_FALSE(world->controller.masked);
  });
  EXPECT_EQ(slow.calls, 1U);
  EXPECT_EQ(world->hardware.taken(line), 1U);
}

TEST_F(OneShot, TheLineIsMaskedUntilEveryWokenThreadIsDone) {
  FakeHandler slower{.during = [&] {
    world->sleep();
    world->sleep();
    EXPECT_TRUE(world->controller.masked);
    EXPECT_EQ(world->core.statistics(line).thread_handled, 1U) << "the other one is done";
  }};
  Action other({.name = "other", .thread = slower.hook(), .shared = true, .one_shot = true});
  run([&] {
    ASSERT_TRUE(world->core.request(line, other));
    wait_until_it_runs();
    world->core.synchronise(line);
    EXPECT_FALSE(world->controller.masked);
    world->core.free(other);
  });
  EXPECT_EQ(slower.calls, 1U);
  EXPECT_EQ(world->hardware.taken(line), 1U);
}

TEST_F(OneShot, ALevelThatIsStillHighFiresAgainAfterTheThread) {
  slow.during = [&] {
    if (slow.calls == 3) world->lower();
  };
  run([&] {
    world->raise();
    world->sleep();
  });
  EXPECT_EQ(slow.calls, 3U);
  EXPECT_EQ(world->hardware.taken(line), 3U);
}

TEST_F(OneShot, EnableLeavesTheUnmaskingToTheThread) {
  run([&] {
    wait_until_it_runs();
    world->core.disable_nosync(line);
    world->core.enable(line);
    EXPECT_TRUE(world->controller.masked);
    world->core.synchronise(line);
    EXPECT_FALSE(world->controller.masked);
  });
}

TEST_F(OneShot, AThreadThatEndsWhileTheLineIsDisabledLeavesTheUnmaskingToEnable) {
  run([&] {
    wait_until_it_runs();
    world->core.disable(line);
    EXPECT_TRUE(world->controller.masked);
    world->core.enable(line);
    EXPECT_FALSE(world->controller.masked);
  });
}

TEST_F(OneShot, HoldsInTheLevelFlowToo) {
  run(
      [&] {
        wait_until_it_runs();
        EXPECT_TRUE(world->controller.masked);
        world->core.synchronise(line);
        EXPECT_FALSE(world->controller.masked);
      },
      {.flow = Flow::level});
  EXPECT_EQ(slow.calls, 1U);
}

// The device never stops, and its thread says so each time: the kernel's thresholds, one deferred.
TEST_F(OneShot, AThreadThatNeverServesLosesTheLineAfterAHundredThousandAndOne) {
  slow.answer = Verdict::none;
  slow.during = [] {};
  run([&] {
    world->sink.recording = false;
    world->raise();
    while (!world->core.given_up(line)) world->sleep();
    EXPECT_EQ(world->core.statistics(line).delivered, 100'001U);
    world->core.synchronise(line);
    EXPECT_EQ(slow.calls, 100'001U);
    EXPECT_TRUE(world->controller.masked);
    world->lower();
  });
}

TEST_F(OneShot, AThreadThatServesKeepsTheLine) {
  slow.during = [] {};
  run([&] {
    world->sink.recording = false;
    world->raise();
    while (slow.calls < 100'100) world->sleep();
    EXPECT_FALSE(world->core.given_up(line));
    world->lower();
  });
}

}  // namespace
}  // namespace faultline::irq
