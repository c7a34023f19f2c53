// SPDX-License-Identifier: Apache-2.0
//
// A GPU that hangs is recovered; one that works, waits or is looked at is left alone.
#include "client/hangcheck.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/testing/gpu_bench.hpp"

namespace faultline::client {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::millisecond;

// Where whatever is cancelled is on its way already.
class LateExecutor final : public port::Executor {
 public:
  void arm(port::Timer& which, std::uint64_t) override { timer = &which; }
  bool cancel(port::Timer&) override { return false; }
  bool cancel_and_wait(port::Timer&) override { return false; }
  bool queue(port::Work& which) override {
    work = &which;
    return true;
  }
  bool cancel(port::Work&) override { return false; }
  bool cancel_and_wait(port::Work&) override { return false; }
  void flush(port::Work&) override {}
  Result<void, port::ThreadError> start(port::Thread&) override {
    return base::error(port::ThreadError::exhausted);
  }
  void join(port::Thread&) override {}

  port::Timer* timer = nullptr;
  port::Work* work = nullptr;
};

class WatchedGpus : public ::testing::Test {
 protected:
  ~WatchedGpus() override { hangcheck.stop(); }
  void pass(std::uint64_t duration_ns) {
    machine.executor.advance(duration_ns);
    machine.executor.run_work();
  }
  // Looks so many times; before each of them the GPU does something.
  template <typename Function>
  void look(unsigned times, Function&& before) {
    for (unsigned i = 0; i < times; ++i) {
      before();
      pass(Hangcheck::period_ns);
    }
  }
  void look(unsigned times = 1) {
    look(times, [] {});
  }

  power::testing::ManualMachine machine;
  irq::testing::FakeLog log;
  testing::FakeWatchedGpu gpu;
  Hangcheck hangcheck{"gpu", {machine.clock, machine.executor, log, gpu}};
};

TEST_F(WatchedGpus, ThatDoNothingAreRecoveredAfterHalfASecond) {
  hangcheck.submitted(1);
  pass(499 * millisecond);
  EXPECT_THAT(gpu.recovered, IsEmpty());
  pass(millisecond);
  EXPECT_THAT(gpu.recovered, ElementsAre(1));
  EXPECT_THAT(log.lines, ElementsAre("gpu: hung in submit 1, recovering"));
  EXPECT_EQ(hangcheck.counts().recoveries, 1u);
}

TEST_F(WatchedGpus, ThatAreDoneAreNotLookedAtAnyMore) {
  hangcheck.submitted(1);
  gpu.done = 1;
  look(3);
  EXPECT_EQ(hangcheck.counts().looks, 1u);
  EXPECT_EQ(machine.executor.armed(), 0u);
  EXPECT_THAT(gpu.recovered, IsEmpty());
}

TEST_F(WatchedGpus, AreLookedAtAPeriodAfterTheFirstSubmitNotTheLast) {
  hangcheck.submitted(1);
  pass(300 * millisecond);
  hangcheck.submitted(2);
  pass(200 * millisecond);
  EXPECT_THAT(gpu.recovered, ElementsAre(1));
  look();  // the second one is watched from then on
  EXPECT_THAT(gpu.recovered, ElementsAre(1, 2));
}

TEST_F(WatchedGpus, ThatFinishASubmitInEachPeriodGoOnForEver) {
  hangcheck.submitted(100);
  look(20, [this] { ++gpu.done; });
  EXPECT_THAT(gpu.recovered, IsEmpty());
}

TEST_F(WatchedGpus, ThatGetOnWithASubmitHaveThreePeriodsMore) {
  hangcheck.submitted(1);
  look(3, [this] { ++gpu.place; });
  EXPECT_THAT(gpu.recovered, IsEmpty());
  look(1, [this] { ++gpu.place; });
  EXPECT_THAT(gpu.recovered, ElementsAre(1));
}

TEST_F(WatchedGpus, HaveThreePeriodsForEachSubmit) {
  hangcheck.submitted(3);
  look(3, [this] { ++gpu.place; });
  look(1, [this] { ++gpu.done; });
  look(3, [this] { ++gpu.place; });
  EXPECT_THAT(gpu.recovered, IsEmpty());
}

TEST_F(WatchedGpus, AreNotResetWhileATransactionWaits) {
  hangcheck.submitted(1);
  gpu.stalled = true;
  look(5);
  EXPECT_THAT(gpu.recovered, IsEmpty());
  EXPECT_EQ(hangcheck.counts().put_off, 5u);
  gpu.stalled = false;
  look();
  EXPECT_THAT(gpu.recovered, ElementsAre(1));
}

TEST_F(WatchedGpus, ThatGoOnAfterAVerdictHaveTheirPeriodsAgain) {
  hangcheck.submitted(1);
  look(3, [this] { ++gpu.place; });
  gpu.stalled = true;
  look();
  gpu.stalled = false;
  look(3, [this] { ++gpu.place; });
  EXPECT_THAT(gpu.recovered, IsEmpty());
}

TEST_F(WatchedGpus, AreLeftAloneWhilePaused) {
  hangcheck.submitted(1);
  ASSERT_TRUE(hangcheck.pause());
  ASSERT_TRUE(hangcheck.pause());
  look(3);
  hangcheck.submitted(2);
  hangcheck.resume();
  look(3);
  EXPECT_EQ(hangcheck.counts().looks, 0u);
  hangcheck.resume();
  pass(499 * millisecond);
  EXPECT_EQ(hangcheck.counts().looks, 0u);
  pass(millisecond);
  EXPECT_THAT(gpu.recovered, ElementsAre(1));
}

TEST_F(WatchedGpus, PausedBetweenTheLookAndTheRecoveryAreNotRecovered) {
  hangcheck.submitted(1);
  machine.executor.advance(Hangcheck::period_ns);
  EXPECT_EQ(machine.executor.queued(), 1u);
  ASSERT_TRUE(hangcheck.pause());
  machine.executor.run_work();
  EXPECT_THAT(gpu.recovered, IsEmpty());
  hangcheck.resume();
  look();
  EXPECT_THAT(gpu.recovered, ElementsAre(1));
}

TEST_F(WatchedGpus, CannotBePausedWhileTheyAreRecovered) {
  bool paused = true;
  gpu.during = [&] { paused = hangcheck.pause(); };
  hangcheck.submitted(1);
  look();
  EXPECT_FALSE(paused);
}

TEST_F(WatchedGpus, ThatFinishJustBeforeTheirRecoveryAreSpared) {
  hangcheck.submitted(1);
  machine.executor.advance(Hangcheck::period_ns);
  gpu.done = 1;
  machine.executor.run_work();
  EXPECT_THAT(gpu.recovered, IsEmpty());
  hangcheck.submitted(2);  // watched again
  look();
  EXPECT_THAT(gpu.recovered, ElementsAre(2));
}

TEST_F(WatchedGpus, AreNotWatchedAfterTheEnd) {
  hangcheck.submitted(1);
  hangcheck.stop();
  hangcheck.submitted(2);
  EXPECT_EQ(machine.executor.armed(), 0u);
  look(3);
  EXPECT_THAT(gpu.recovered, IsEmpty());
}

class LateWatchdogs : public ::testing::Test {
 protected:
  LateWatchdogs() {
    hangcheck.submitted(1);
    machine.clock.time_ns += Hangcheck::period_ns;
  }
  void pause_and_resume() {
    ASSERT_TRUE(hangcheck.pause());
    hangcheck.resume();
  }

  power::testing::ManualMachine machine;
  LateExecutor executor;
  irq::testing::FakeLog log;
  testing::FakeWatchedGpu gpu;
  Hangcheck hangcheck{"gpu", {machine.clock, executor, log, gpu}};
};

TEST_F(LateWatchdogs, LookNoSoonerThanAPeriodAfterThePause) {
  pause_and_resume();
  executor.timer->callback();
  EXPECT_EQ(hangcheck.counts().looks, 0u);
  machine.clock.time_ns += Hangcheck::period_ns;
  executor.timer->callback();
  EXPECT_EQ(hangcheck.counts().looks, 1u);
}

TEST_F(LateWatchdogs, LookAtNothingWhilePaused) {
  ASSERT_TRUE(hangcheck.pause());
  executor.timer->callback();
  EXPECT_EQ(hangcheck.counts().looks, 0u);
}

TEST_F(LateWatchdogs, RecoverNothingThatWasPausedSince) {
  executor.timer->callback();
  ASSERT_NE(executor.work, nullptr);
  pause_and_resume();
  executor.work->callback();
  EXPECT_THAT(gpu.recovered, IsEmpty());
}

TEST_F(LateWatchdogs, RecoverNothingAfterTheEnd) {
  executor.timer->callback();
  hangcheck.stop();
  executor.work->callback();
  EXPECT_THAT(gpu.recovered, IsEmpty());
}

}  // namespace
}  // namespace faultline::client
