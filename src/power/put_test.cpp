// SPDX-License-Identifier: Apache-2.0
//
// Dropping references: what happens at zero, in whose context, and what happens below.
#include "power/testing/fixture.hpp"

namespace faultline::power {
namespace {

using testing::Bench;
using testing::Calls;
using testing::millisecond;
using testing::text;

class Put : public Bench {
 protected:
  void make_held() {
    make_active();
    device.get_noresume();
  }
};

TEST_F(Put, AtZeroAsksIdleAsynchronously) {
  driver.idle_present = true;
  make_held();
  device.put();
  EXPECT_EQ(device.usage_count(), 0);
  EXPECT_EQ(device.pending(), Pending::idle);
  EXPECT_TRUE(driver.log().empty());
  machine.executor.run_work();
  EXPECT_EQ(driver.log(), (Calls{"idle", "suspend"}));
}

TEST_F(Put, AtZeroWithoutIdleCallbackGoesOnToAutosuspend) {
  make_held();
  device.put();
  EXPECT_EQ(device.pending(), Pending::autosuspend);
}

TEST_F(Put, AboveZeroOnlyCounts) {
  make_held();
  device.get_noresume();
  device.put();
  device.get_noresume();
  device.put_autosuspend();
  device.get_noresume();
  EXPECT_EQ(text(device.put_sync()), "done");
  device.get_noresume();
  EXPECT_EQ(text(device.put_sync_suspend()), "done");
  device.get_noresume();
  EXPECT_EQ(text(device.put_sync_autosuspend()), "done");
  EXPECT_EQ(device.usage_count(), 1);
  EXPECT_EQ(machine.executor.queued() + machine.executor.armed(), 0u);
  EXPECT_TRUE(driver.log().empty());
}

TEST_F(Put, NoidleLeavesItActive) {
  make_held();
  device.put_noidle();
  EXPECT_EQ(device.usage_count(), 0);
  EXPECT_EQ(machine.executor.queued() + machine.executor.armed(), 0u);
  EXPECT_EQ(device.status(), Status::active);
}

TEST_F(Put, NoidleStaysAtZero) {
  make_active();
  device.put_noidle();
  EXPECT_EQ(device.usage_count(), 0);
  EXPECT_EQ(device.underflow_count(), 0u);
}

TEST_F(Put, AutosuspendMarksLastBusy) {
  device.set_autosuspend_delay(20 * millisecond);
  device.use_autosuspend();
  make_held();
  machine.executor.advance(500 * millisecond);
  device.put_autosuspend();
  EXPECT_EQ(machine.executor.deadline_ns(), machine.clock.time_ns + 20 * millisecond);
}

TEST_F(Put, AutosuspendMarksLastBusyAlsoAboveZero) {
  device.set_autosuspend_delay(20 * millisecond);
  device.use_autosuspend();
  make_held();
  device.get_noresume();
  machine.executor.advance(500 * millisecond);
  device.put_autosuspend();
  EXPECT_EQ(device.autosuspend_expiration(), machine.clock.time_ns + 20 * millisecond);
}

TEST_F(Put, AutosuspendUnmarkedLeavesLastBusyAlone) {
  device.set_autosuspend_delay(20 * millisecond);
  device.use_autosuspend();
  make_held();
  machine.executor.advance(500 * millisecond);
  device.put_autosuspend_unmarked();
  EXPECT_EQ(device.pending(), Pending::autosuspend);  // the delay has long passed
  machine.executor.run_work();
  EXPECT_EQ(device.status(), Status::suspended);
}

TEST_F(Put, AutosuspendDoesNotAskIdle) {
  driver.idle_present = true;
  make_held();
  device.put_autosuspend();
  machine.executor.run_work();
  EXPECT_EQ(driver.log(), Calls{"suspend"});
}

TEST_F(Put, SyncAsksIdleInTheCallersContext) {
  driver.idle_present = true;
  make_held();
  EXPECT_EQ(text(device.put_sync()), "done");
  EXPECT_EQ(driver.log(), (Calls{"idle", "suspend"}));
}

TEST_F(Put, SyncOfASuspendedDeviceIsAlready) {
  make_suspended();
  device.get_noresume();
  EXPECT_EQ(text(device.put_sync()), "already");
}

TEST_F(Put, SyncSuspendDoesNotAskIdle) {
  driver.idle_present = true;
  make_held();
  EXPECT_EQ(text(device.put_sync_suspend()), "done");
  EXPECT_EQ(driver.log(), Calls{"suspend"});
}

TEST_F(Put, SyncSuspendDoesNotWaitForTheDelay) {
  device.set_autosuspend_delay(20 * millisecond);
  device.use_autosuspend();
  make_held();
  device.mark_last_busy();
  EXPECT_EQ(text(device.put_sync_suspend()), "done");
  EXPECT_EQ(device.status(), Status::suspended);
}

TEST_F(Put, SyncAutosuspendMarksAndArms) {
  device.set_autosuspend_delay(20 * millisecond);
  device.use_autosuspend();
  make_held();
  machine.executor.advance(500 * millisecond);
  EXPECT_EQ(text(device.put_sync_autosuspend()), "done");
  EXPECT_EQ(machine.executor.deadline_ns(), machine.clock.time_ns + 20 * millisecond);
}

TEST_F(Put, UnderflowRestoresTheCountAndIsInvalid) {
  make_active();
  device.put();
  device.put_autosuspend();
  EXPECT_EQ(text(device.put_sync()), "invalid");
  EXPECT_EQ(text(device.put_sync_suspend()), "invalid");
  EXPECT_EQ(text(device.put_sync_autosuspend()), "invalid");
  EXPECT_EQ(device.usage_count(), 0);
  EXPECT_EQ(device.underflow_count(), 5u);
  EXPECT_EQ(machine.sink.count(trace::Kind::power_underflow), 5u);
  EXPECT_EQ(machine.executor.queued() + machine.executor.armed(), 0u);
  EXPECT_TRUE(driver.log().empty());
}

TEST_F(Put, UnderflowAlsoWhenDisabled) {
  device.put();
  EXPECT_EQ(device.underflow_count(), 1u);
}

TEST_F(Put, EveryChangeOfTheCountIsTraced) {
  make_held();
  device.get_noresume();
  device.put();
  device.put_noidle();
  std::vector<std::uint64_t> counts;
  for (const trace::Event& event : machine.sink.events) {
    if (event.kind == trace::Kind::power_usage) counts.push_back(event.value);
  }
  EXPECT_EQ(counts, (std::vector<std::uint64_t>{1, 2, 1, 0}));
}

class Idle : public Bench {
 protected:
  Idle() { driver.idle_present = true; }
};

TEST_F(Idle, PutSuspendedIsAlready) {
  make_suspended();
  device.get_noresume();
  EXPECT_EQ(text(device.put_sync()), "already");
  EXPECT_TRUE(driver.log().empty());
}

TEST_F(Idle, NotActiveIsAgain) {
  make_suspended();
  EXPECT_EQ(text(device.idle()), "again");
  driver.on_resume = [this] { EXPECT_EQ(text(device.request_idle()), "again"); };
  EXPECT_EQ(text(device.get_sync()), "done");
}

TEST_F(Idle, SuspendPendingHasPrecedence) {
  make_active();
  ASSERT_EQ(text(device.request_autosuspend()), "done");
  EXPECT_EQ(text(device.idle()), "again");
  EXPECT_EQ(text(device.request_idle()), "again");
  EXPECT_EQ(device.pending(), Pending::autosuspend);
}

TEST_F(Idle, RunningIsInProgress) {
  make_active();
  driver.on_idle = [this] {
    EXPECT_EQ(text(device.request_idle()), "in_progress");
    EXPECT_EQ(text(device.idle()), "in_progress");
  };
  EXPECT_EQ(text(device.idle()), "done");
}

TEST_F(Idle, NoCallbackGoesOnToAutosuspend) {
  driver.idle_present = false;
  make_active();
  EXPECT_EQ(text(device.idle()), "done");
  EXPECT_EQ(driver.log(), Calls{"suspend"});
}

TEST_F(Idle, QueueLeavesItToTheWorker) {
  make_active();
  EXPECT_EQ(text(device.request_idle()), "done");
  EXPECT_EQ(device.pending(), Pending::idle);
  EXPECT_TRUE(driver.log().empty());
  machine.executor.run_work();
  EXPECT_EQ(driver.log(), (Calls{"idle", "suspend"}));
}

TEST_F(Idle, AskRunsTheCallbackWhileActiveWithNoLockHeld) {
  make_active();
  driver.on_idle = [this] { EXPECT_EQ(device.status(), Status::active); };
  EXPECT_EQ(text(device.idle()), "done");
  EXPECT_EQ(driver.log(), (Calls{"idle", "suspend"}));
}

TEST_F(Idle, AskReplacesWhatIsQueued) {
  make_active();
  ASSERT_EQ(text(device.request_idle()), "done");
  driver.idle_errors = {CallbackError::busy};
  EXPECT_EQ(text(device.idle()), "busy");
  machine.executor.run_work();
  EXPECT_EQ(driver.log(), Calls{"idle"});
}

TEST_F(Idle, AgreedGoesOnToAutosuspendNotToSuspend) {
  make_active_with_delay(20 * millisecond);
  EXPECT_EQ(text(device.idle()), "done");
  EXPECT_EQ(driver.log(), Calls{"idle"});
  EXPECT_EQ(machine.executor.armed(), 1u);
}

TEST_F(Idle, AgreedButTakenMeanwhileStaysUp) {
  make_active();
  driver.on_idle = [this] { device.get_noresume(); };
  EXPECT_EQ(text(device.idle()), "again");
  EXPECT_EQ(driver.log(), Calls{"idle"});
}

TEST_F(Idle, RefusedStaysUpAndLatchesNothing) {
  make_active();
  driver.idle_errors = {CallbackError::failed, CallbackError::busy};
  EXPECT_EQ(text(device.idle()), "failed");
  EXPECT_EQ(text(device.idle()), "busy");
  EXPECT_EQ(device.status(), Status::active);
  EXPECT_FALSE(device.error_latched());
  EXPECT_EQ(text(device.idle()), "done");
}

}  // namespace
}  // namespace faultline::power
