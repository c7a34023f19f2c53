// SPDX-License-Identifier: Apache-2.0
//
// Suspending: from which states, in which context, and what a callback's answer makes of it.
#include "power/testing/fixture.hpp"

namespace faultline::power {
namespace {

using testing::Bench;
using testing::Calls;
using testing::Driver;
using testing::millisecond;
using testing::text;

class Suspend : public Bench {
 protected:
  // What a request made while the device is resuming is answered.
  template <typename Request>
  void while_resuming(Request request) {
    make_suspended();
    driver.on_resume = request;
    EXPECT_EQ(text(device.resume()), "done");
    driver.on_resume = nullptr;
  }
  // The same while it is suspending.
  template <typename Request>
  void while_suspending(Request request) {
    make_active();
    driver.on_suspend = request;
    EXPECT_EQ(text(device.suspend()), "done");
    driver.on_suspend = nullptr;
  }
};

TEST_F(Suspend, AlreadySuspendedRunsNoCallback) {
  make_suspended();
  EXPECT_EQ(text(device.suspend()), "already");
  EXPECT_EQ(text(device.autosuspend()), "already");
  EXPECT_EQ(text(device.request_autosuspend()), "already");
  EXPECT_TRUE(driver.log().empty());
}

TEST_F(Suspend, ResumingRefusesASynchronousOne) {
  while_resuming([this] { EXPECT_EQ(text(device.suspend()), "again"); });
  EXPECT_EQ(driver.log(), Calls{"resume"});
}

TEST_F(Suspend, TooEarlyArmsATimerInstead) {
  make_active_with_delay(20 * millisecond);
  EXPECT_EQ(text(device.autosuspend()), "done");
  EXPECT_TRUE(driver.log().empty());
  EXPECT_EQ(device.status(), Status::active);
  EXPECT_EQ(machine.executor.deadline_ns(), machine.clock.time_ns + 20 * millisecond);
}

TEST_F(Suspend, TooEarlyReplacesWhatIsQueued) {
  make_active_with_delay(20 * millisecond);
  machine.executor.advance(20 * millisecond);
  ASSERT_EQ(text(device.request_autosuspend_unmarked()), "done");
  ASSERT_EQ(device.pending(), Pending::autosuspend);
  EXPECT_EQ(text(device.request_autosuspend()), "done");  // marks last busy
  EXPECT_EQ(device.pending(), Pending::none);
  EXPECT_EQ(machine.executor.armed(), 1u);
}

TEST_F(Suspend, TooEarlyDoesNotConcernAPlainSuspend) {
  make_active_with_delay(20 * millisecond);
  EXPECT_EQ(text(device.suspend()), "done");
  EXPECT_EQ(device.status(), Status::suspended);
  EXPECT_EQ(machine.executor.armed(), 0u);
}

TEST_F(Suspend, TooEarlyWhileResumingArmsTheTimer) {
  device.set_autosuspend_delay(20 * millisecond);
  device.use_autosuspend();
  while_resuming([this] { EXPECT_EQ(text(device.request_autosuspend()), "done"); });
  EXPECT_EQ(machine.executor.armed(), 1u);
}

TEST_F(Suspend, AsyncMovingIsInProgress) {
  while_suspending([this] { EXPECT_EQ(text(device.request_autosuspend()), "in_progress"); });
  EXPECT_EQ(driver.log(), Calls{"suspend"});
}

// The worker gets here when the device begins to suspend while its idle callback runs: that takes
// two threads.
TEST_F(Suspend, NowaitMovingMustNotMakeTheWorkerWait) {
  const Row& row = consult(Event::suspend, Status::suspending, Fact::nowait);
  EXPECT_EQ(row.step, Step::answer);
  EXPECT_EQ(row.answer, Answer::in_progress);
}

TEST_F(Suspend, QueueLeavesItToTheWorker) {
  make_active();
  EXPECT_EQ(text(device.request_autosuspend()), "done");
  EXPECT_EQ(device.pending(), Pending::autosuspend);
  EXPECT_TRUE(driver.log().empty());
  EXPECT_EQ(machine.executor.run_work(), 1u);
  EXPECT_EQ(driver.log(), Calls{"suspend"});
  EXPECT_EQ(device.status(), Status::suspended);
}

TEST_F(Suspend, QueueAsksAgainWhenTheWorkerComes) {
  make_active();
  ASSERT_EQ(text(device.request_autosuspend()), "done");
  device.get_noresume();
  machine.executor.run_work();
  EXPECT_EQ(device.status(), Status::active);
  EXPECT_TRUE(driver.log().empty());
}

TEST_F(Suspend, QueueWhileResumingWaitsForTheResume) {
  while_resuming([this] { EXPECT_EQ(text(device.request_autosuspend()), "done"); });
  machine.executor.run_work();
  EXPECT_EQ(driver.log(), (Calls{"resume", "suspend"}));
}

TEST_F(Suspend, CallRunsTheCallbackWhileSuspendingWithNoLockHeld) {
  make_active();
  driver.on_suspend = [this] {
    EXPECT_EQ(device.status(), Status::suspending);  // takes the lock
    EXPECT_FALSE(device.active());
  };
  EXPECT_EQ(text(device.suspend()), "done");
  EXPECT_EQ(driver.log(), Calls{"suspend"});
  EXPECT_EQ(machine.sink.statuses(7),
            (std::vector{Status::active, Status::suspending, Status::suspended}));
}

TEST_F(Suspend, CallWithoutCallbacksSucceeds) {
  Device bare(machine.core, "bare", 9, nullptr);
  make_active(bare);
  EXPECT_EQ(text(bare.suspend()), "done");
  EXPECT_EQ(text(bare.resume()), "done");
}

TEST_F(Suspend, CallReplacesWhatIsPendingAndTheTimer) {
  make_active();
  ASSERT_EQ(text(device.schedule_suspend(5 * millisecond)), "done");
  ASSERT_EQ(text(device.request_autosuspend()), "done");
  EXPECT_EQ(machine.executor.armed(), 0u);
  EXPECT_EQ(text(device.suspend()), "done");
  EXPECT_EQ(device.pending(), Pending::none);
  machine.executor.run_work();
  EXPECT_EQ(driver.log(), Calls{"suspend"});
}

TEST_F(Suspend, CallStopsTheTimerBeforeTheCallback) {
  make_active();
  ASSERT_EQ(text(device.schedule_suspend(5 * millisecond)), "done");
  driver.on_suspend = [this] { EXPECT_EQ(machine.executor.armed(), 0u); };
  EXPECT_EQ(text(device.suspend()), "done");
}

TEST_F(Suspend, SucceededLeavesItSuspended) {
  make_active();
  EXPECT_EQ(text(device.suspend()), "done");
  EXPECT_EQ(device.status(), Status::suspended);
  EXPECT_TRUE(device.suspended());
}

TEST_F(Suspend, SucceededStopsATimerThatWasArmedMeanwhile) {
  while_suspending([this] { EXPECT_EQ(text(device.schedule_suspend(5)), "done"); });
  EXPECT_EQ(machine.executor.armed(), 0u);
}

TEST_F(Suspend, SucceededWantedBackResumesAtOnceAndSaysAgain) {
  make_active();
  driver.on_suspend = [this] { EXPECT_EQ(text(device.request_resume()), "done"); };
  EXPECT_EQ(text(device.suspend()), "again");
  EXPECT_EQ(driver.log(), (Calls{"suspend", "resume"}));
  EXPECT_EQ(device.status(), Status::active);
  driver.on_suspend = nullptr;
  EXPECT_EQ(text(device.suspend()), "done");  // wanted back once, not for ever
}

TEST_F(Suspend, SucceededWantedBackStopsATimerAndCountsTheChildOnce) {
  Driver child_driver;
  Device child(machine.core, "child", 8, &child_driver, &device);
  device.enable();
  child.enable();
  ASSERT_EQ(text(child.get_sync()), "done");
  child.put_noidle();
  child_driver.on_suspend = [&] {
    EXPECT_EQ(text(child.schedule_suspend(5)), "done");
    EXPECT_EQ(text(child.get()), "done");
  };
  child_driver.on_resume = [this] { EXPECT_EQ(machine.executor.armed(), 0u); };
  EXPECT_EQ(text(child.suspend()), "again");
  EXPECT_EQ(device.child_count(), 1);
}

TEST_F(Suspend, PutOffByTheCallbackLatchesNothing) {
  make_active();
  for (const CallbackError error : {CallbackError::busy, CallbackError::again}) {
    driver.suspend_errors = {error};
    EXPECT_EQ(text(device.suspend()), name(to_error(error)));
    EXPECT_EQ(device.status(), Status::active);
    EXPECT_FALSE(device.error_latched());
  }
  EXPECT_EQ(text(device.suspend()), "done");
}

TEST_F(Suspend, PutOffForgetsTheDeferredResume) {
  make_active();
  driver.suspend_errors = {CallbackError::busy};
  driver.on_suspend = [this] { EXPECT_EQ(text(device.request_resume()), "done"); };
  EXPECT_EQ(text(device.suspend()), "busy");
  EXPECT_EQ(driver.log(), Calls{"suspend"});  // it is active anyway
  driver.on_suspend = nullptr;
  EXPECT_EQ(text(device.suspend()), "done");
}

TEST_F(Suspend, PutOffTryLaterArmsTheTimerWhenThereIsANewExpiry) {
  make_active_with_delay(20 * millisecond);
  ASSERT_EQ(text(device.request_autosuspend()), "done");
  machine.executor.advance(30 * millisecond);  // the timer has queued it
  driver.suspend_errors = {CallbackError::busy};
  driver.on_suspend = [this] { device.mark_last_busy(); };
  machine.executor.run_work();
  EXPECT_EQ(device.status(), Status::active);
  EXPECT_EQ(machine.executor.deadline_ns(), machine.clock.time_ns + 20 * millisecond);
  machine.executor.advance(20 * millisecond);
  machine.executor.run_work();
  EXPECT_EQ(device.status(), Status::suspended);
  EXPECT_EQ(driver.log(), (Calls{"suspend", "suspend"}));
}

TEST_F(Suspend, PutOffTryLaterForgetsTheDeferredResume) {
  make_active_with_delay(20 * millisecond);
  driver.suspend_errors = {CallbackError::busy};
  driver.on_suspend = [this] {
    device.mark_last_busy();
    EXPECT_EQ(text(device.request_resume()), "done");
  };
  machine.executor.advance(20 * millisecond);
  EXPECT_EQ(text(device.idle()), "done");  // armed again
  driver.on_suspend = nullptr;
  EXPECT_EQ(text(device.suspend()), "done");
  EXPECT_EQ(driver.log(), (Calls{"suspend", "suspend"}));
}

TEST_F(Suspend, PutOffAndFailedStopATimerThatWasArmedMeanwhile) {
  make_active();
  driver.on_suspend = [this] { EXPECT_EQ(text(device.schedule_suspend(5)), "done"); };
  driver.suspend_errors = {CallbackError::busy, CallbackError::failed};
  EXPECT_EQ(text(device.suspend()), "busy");
  EXPECT_EQ(machine.executor.armed(), 0u);
  EXPECT_EQ(text(device.suspend()), "failed");
  EXPECT_EQ(machine.executor.armed(), 0u);
}

TEST_F(Suspend, FailedForgetsTheDeferredResume) {
  make_active();
  driver.suspend_errors = {CallbackError::failed};
  driver.on_suspend = [this] { EXPECT_EQ(text(device.request_resume()), "done"); };
  EXPECT_EQ(text(device.suspend()), "failed");
  driver.on_suspend = nullptr;
  ASSERT_EQ(text(device.set_active()), "done");
  EXPECT_EQ(text(device.suspend()), "done");
}

TEST_F(Suspend, FailedLatchesTheErrorUntilTheStatusIsSet) {
  make_active();
  driver.suspend_errors = {CallbackError::failed};
  EXPECT_EQ(text(device.suspend()), "failed");
  EXPECT_EQ(device.status(), Status::active);
  EXPECT_TRUE(device.error_latched());
  EXPECT_EQ(text(device.suspend()), "invalid");
  EXPECT_EQ(text(device.resume()), "invalid");
  EXPECT_EQ(text(device.set_active()), "done");
  EXPECT_FALSE(device.error_latched());
  EXPECT_TRUE(device.enabled());
  EXPECT_EQ(text(device.suspend()), "done");
}

class Schedule : public Suspend {};

TEST_F(Schedule, ArmSuspendsAfterTheDelay) {
  make_active();
  EXPECT_EQ(text(device.schedule_suspend(5 * millisecond)), "done");
  machine.executor.advance(4 * millisecond);
  EXPECT_EQ(machine.executor.run_work(), 0u);
  machine.executor.advance(1 * millisecond);
  EXPECT_EQ(machine.executor.run_work(), 1u);
  EXPECT_EQ(device.status(), Status::suspended);
}

TEST_F(Schedule, ArmIgnoresTheAutosuspendDelay) {
  make_active_with_delay(20 * millisecond);
  EXPECT_EQ(text(device.schedule_suspend(5 * millisecond)), "done");
  machine.executor.advance(5 * millisecond);
  machine.executor.run_work();
  EXPECT_EQ(device.status(), Status::suspended);
}

TEST_F(Schedule, ArmIsCancelledByAResume) {
  make_active();
  ASSERT_EQ(text(device.schedule_suspend(5 * millisecond)), "done");
  EXPECT_EQ(text(device.resume()), "already");
  EXPECT_EQ(machine.executor.armed(), 0u);
}

TEST_F(Schedule, ArmReplacesWhatIsQueued) {
  make_active();
  ASSERT_EQ(text(device.request_autosuspend()), "done");
  EXPECT_EQ(text(device.schedule_suspend(5 * millisecond)), "done");
  machine.executor.run_work();
  EXPECT_EQ(device.status(), Status::active);
}

TEST_F(Schedule, AlreadySuspendedNeedsNoTimer) {
  make_suspended();
  EXPECT_EQ(text(device.schedule_suspend(5)), "already");
  EXPECT_EQ(machine.executor.armed(), 0u);
}

TEST_F(Schedule, ZeroDelayIsQueuedAtOnce) {
  make_active();
  EXPECT_EQ(text(device.schedule_suspend(0)), "done");
  EXPECT_EQ(device.pending(), Pending::suspend);
  machine.executor.run_work();
  EXPECT_EQ(device.status(), Status::suspended);
}

}  // namespace
}  // namespace faultline::power
