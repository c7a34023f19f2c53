// SPDX-License-Identifier: Apache-2.0
//
// Resuming: from which states, in which context, and what is left when it fails.
#include "power/testing/fixture.hpp"

namespace faultline::power {
namespace {

using testing::Bench;
using testing::Calls;
using testing::Driver;
using testing::text;

class Resume : public Bench {};

TEST_F(Resume, UnsupportedMachineIsAlwaysUp) {
  machine.core.runtime_pm_supported = false;
  EXPECT_EQ(text(device.resume()), "already");
  EXPECT_EQ(text(device.get_sync()), "already");
  EXPECT_EQ(text(device.resume_and_get()), "done");
  EXPECT_TRUE(driver.log().empty());
}

TEST_F(Resume, ErrorThatIsLatchedIsInvalid) {
  make_in_error();
  EXPECT_EQ(text(device.resume()), "invalid");
  EXPECT_EQ(text(device.request_resume()), "invalid");
  device.disable();
  EXPECT_EQ(text(device.resume()), "invalid");
}

TEST_F(Resume, DisabledActiveIsAlreadyWhenItWasActiveThen) {
  make_active();
  device.disable();
  EXPECT_EQ(text(device.resume()), "already");
  EXPECT_EQ(text(device.resume_and_get()), "done");
}

TEST_F(Resume, DisabledIsRefusedOtherwise) {
  EXPECT_EQ(text(device.resume()), "disabled");  // never enabled
  ASSERT_EQ(text(device.set_active()), "done");
  EXPECT_EQ(text(device.resume()), "disabled");  // active, but not when it was disabled
  ASSERT_EQ(text(device.set_suspended()), "done");
  device.enable();
  device.disable();
  EXPECT_EQ(text(device.resume()), "disabled");
  EXPECT_TRUE(driver.log().empty());
}

TEST_F(Resume, AlreadyActiveRunsNoCallback) {
  make_active();
  EXPECT_EQ(text(device.resume()), "already");
  EXPECT_EQ(text(device.request_resume()), "already");
  EXPECT_TRUE(driver.log().empty());
}

TEST_F(Resume, AlreadyActiveCancelsWhatIsPending) {
  make_active();
  ASSERT_EQ(text(device.request_autosuspend()), "done");
  EXPECT_EQ(text(device.resume()), "already");
  EXPECT_EQ(device.pending(), Pending::none);
  machine.executor.run_work();
  EXPECT_EQ(device.status(), Status::active);
}

TEST_F(Resume, AlreadyActiveLeavesAnAutosuspendTimerAlone) {
  make_active_with_delay(1000);
  ASSERT_EQ(text(device.request_autosuspend()), "done");
  ASSERT_EQ(machine.executor.armed(), 1u);
  EXPECT_EQ(text(device.resume()), "already");
  EXPECT_EQ(machine.executor.armed(), 1u);
}

TEST_F(Resume, DeferBehindASuspendIsRunAfterIt) {
  make_active();
  driver.on_suspend = [this] {
    EXPECT_EQ(text(device.get()), "done");
    EXPECT_EQ(device.pending(), Pending::none);
  };
  EXPECT_EQ(text(device.suspend()), "again");
  EXPECT_EQ(device.status(), Status::active);
  EXPECT_EQ(device.usage_count(), 1);
}

// The worker gets here when it was bringing up the parent, and others resumed and began to suspend
// the device: that takes two threads.
TEST_F(Resume, DeferNowaitLeavesTheResumeToTheSuspendUnderWay) {
  const Row& row = consult(Event::resume, Status::suspending, Fact::nowait);
  EXPECT_TRUE(row.effects.has(Effect::defer_resume));
  EXPECT_EQ(row.step, Step::answer);
  EXPECT_EQ(row.answer, Answer::in_progress);
}

TEST_F(Resume, NowaitMovingMustNotMakeTheWorkerWait) {
  const Row& row = consult(Event::resume, Status::resuming, Fact::nowait);
  EXPECT_EQ(row.step, Step::answer);
  EXPECT_EQ(row.answer, Answer::in_progress);
  EXPECT_EQ(row.effects, consult(Event::resume, Status::resuming, Fact::async).effects);
}

// Waiting itself takes two threads: machine/host/power_test.cpp.
TEST_F(Resume, WaitAndSpinCancelWhatEveryoneElseWouldCancel) {
  const EffectSet expected = consult(Event::resume, Status::resuming, Fact::async).effects;
  EXPECT_EQ(consult(Event::resume, Status::resuming, {}).effects, expected);
  EXPECT_EQ(consult(Event::resume, Status::resuming, Fact::irq_safe).effects, expected);
}

TEST_F(Resume, AsyncMovingIsInProgress) {
  make_suspended();
  driver.on_resume = [this] { EXPECT_EQ(text(device.request_resume()), "in_progress"); };
  EXPECT_EQ(text(device.resume()), "done");
  EXPECT_EQ(driver.log(), Calls{"resume"});
}

TEST_F(Resume, AsyncMovingCancelsASuspendThatWasAskedForMeanwhile) {
  make_suspended();
  driver.on_resume = [this] {
    EXPECT_EQ(text(device.request_autosuspend()), "done");
    EXPECT_EQ(text(device.request_resume()), "in_progress");
    EXPECT_EQ(device.pending(), Pending::none);
    EXPECT_EQ(text(device.schedule_suspend(5)), "done");
    EXPECT_EQ(text(device.request_resume()), "in_progress");
    EXPECT_EQ(machine.executor.armed(), 0u);
  };
  EXPECT_EQ(text(device.resume()), "done");
}

TEST_F(Resume, CallTakesOverWhatWasQueued) {
  make_suspended();
  ASSERT_EQ(text(device.request_resume()), "done");
  driver.on_resume = [this] {
    EXPECT_EQ(device.pending(), Pending::none);
    machine.executor.run_work();
  };
  EXPECT_EQ(text(device.resume()), "done");
  EXPECT_EQ(driver.log(), Calls{"resume"});
}

TEST_F(Resume, QueueLeavesItToTheWorker) {
  make_suspended();
  EXPECT_EQ(text(device.get()), "done");
  EXPECT_EQ(device.pending(), Pending::resume);
  EXPECT_TRUE(driver.log().empty());
  machine.executor.run_work();
  EXPECT_EQ(driver.log(), Calls{"resume"});
  EXPECT_EQ(device.status(), Status::active);
}

TEST_F(Resume, CallRunsTheCallbackWhileResumingWithNoLockHeld) {
  make_suspended();
  driver.on_resume = [this] { EXPECT_EQ(device.status(), Status::resuming); };
  EXPECT_EQ(text(device.resume()), "done");
  EXPECT_EQ(machine.sink.statuses(7), (std::vector{Status::resuming, Status::active}));
}

TEST_F(Resume, SucceededMarksLastBusyAndAsksForIdle) {
  device.set_autosuspend_delay(1000);
  device.use_autosuspend();
  make_suspended();
  machine.executor.advance(5000);
  EXPECT_EQ(text(device.resume()), "done");
  EXPECT_EQ(device.autosuspend_expiration(), machine.clock.time_ns + 1000);
  EXPECT_EQ(machine.executor.armed(), 1u);  // the idle check went on to autosuspend
}

TEST_F(Resume, SucceededWithNobodyHoldingItFallsAsleepAgain) {
  make_suspended();
  EXPECT_EQ(text(device.resume()), "done");
  machine.executor.run_work();
  EXPECT_EQ(driver.log(), (Calls{"resume", "suspend"}));
}

TEST_F(Resume, SucceededAndHeldStaysUp) {
  make_suspended();
  EXPECT_EQ(text(device.get_sync()), "done");
  machine.executor.run_work();
  EXPECT_EQ(driver.log(), Calls{"resume"});
}

TEST_F(Resume, FailedLeavesItSuspendedAndLatchesNothing) {
  make_suspended();
  for (const CallbackError error :
       {CallbackError::failed, CallbackError::busy, CallbackError::again}) {
    driver.resume_errors = {error};
    EXPECT_EQ(text(device.resume()), name(to_error(error)));
    EXPECT_EQ(device.status(), Status::suspended);
    EXPECT_FALSE(device.error_latched());
  }
  EXPECT_EQ(text(device.resume()), "done");
}

TEST_F(Resume, FailedDropsWhatWasAskedForMeanwhile) {
  make_suspended();
  driver.resume_errors = {CallbackError::failed, CallbackError::failed};
  driver.on_resume = [this] { EXPECT_EQ(text(device.schedule_suspend(5)), "done"); };
  EXPECT_EQ(text(device.resume()), "failed");
  EXPECT_EQ(machine.executor.armed(), 0u);
  driver.on_resume = [this] { EXPECT_EQ(text(device.request_autosuspend()), "done"); };
  EXPECT_EQ(text(device.resume()), "failed");
  EXPECT_EQ(device.pending(), Pending::none);
}

class Get : public Bench {};

TEST_F(Get, NoresumeOnlyCounts) {
  make_suspended();
  device.get_noresume();
  EXPECT_EQ(device.usage_count(), 1);
  EXPECT_EQ(device.status(), Status::suspended);
  EXPECT_EQ(machine.executor.queued(), 0u);
}

TEST_F(Get, SyncKeepsTheReferenceOnAnError) {
  make_suspended();
  driver.resume_errors = {CallbackError::failed};
  EXPECT_EQ(text(device.get_sync()), "failed");
  EXPECT_EQ(device.usage_count(), 1);
}

TEST_F(Get, ResumeAndGetDropsItOnAnError) {
  make_suspended();
  driver.resume_errors = {CallbackError::failed};
  EXPECT_EQ(text(device.resume_and_get()), "failed");
  EXPECT_EQ(device.usage_count(), 0);
  EXPECT_EQ(text(device.resume_and_get()), "done");
  EXPECT_EQ(device.usage_count(), 1);
}

TEST_F(Get, ResumeAndGetOfADisabledDeviceDropsIt) {
  EXPECT_EQ(text(device.resume_and_get()), "disabled");
  EXPECT_EQ(device.usage_count(), 0);
}

TEST_F(Get, AsyncKeepsTheReferenceOnAnError) {
  EXPECT_EQ(text(device.get()), "disabled");
  EXPECT_EQ(device.usage_count(), 1);
}

}  // namespace
}  // namespace faultline::power
