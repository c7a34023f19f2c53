// SPDX-License-Identifier: Apache-2.0
//
// Autosuspend: the delay counts from the last use, the timer looks again when it is due, and a
// negative delay keeps the device up.
#include "power/testing/fixture.hpp"

namespace faultline::power {
namespace {

using testing::Bench;
using testing::Calls;
using testing::millisecond;
using testing::text;

class Autosuspend : public Bench {
 protected:
  // The timer, and then the worker.
  void advance(std::uint64_t duration_ns) {
    machine.executor.advance(duration_ns);
    machine.executor.run_work();
  }
};

TEST_F(Autosuspend, SuspendsOneDelayAfterTheLastUse) {
  make_active_with_delay(20 * millisecond);
  device.get_noresume();
  device.put_autosuspend();
  advance(20 * millisecond - 1);
  EXPECT_EQ(device.status(), Status::active);
  advance(1);
  EXPECT_EQ(device.status(), Status::suspended);
}

TEST_F(Autosuspend, TimerThatComesEarlyIsArmedAgain) {
  make_active_with_delay(20 * millisecond);
  ASSERT_EQ(text(device.request_autosuspend()), "done");
  const auto first_ns = machine.executor.deadline_ns();
  machine.executor.advance(15 * millisecond);
  device.get_noresume();
  device.put_autosuspend();
  EXPECT_EQ(machine.executor.deadline_ns(), first_ns);  // not moved
  advance(5 * millisecond);
  EXPECT_EQ(device.status(), Status::active);
  EXPECT_EQ(machine.executor.deadline_ns(), first_ns + 15 * millisecond);
  advance(15 * millisecond);
  EXPECT_EQ(device.status(), Status::suspended);
}

TEST_F(Autosuspend, TimerThatComesTooLateIsMoved) {
  make_active_with_delay(20 * millisecond);
  ASSERT_EQ(text(device.request_autosuspend()), "done");
  device.set_autosuspend_delay(5 * millisecond);
  ASSERT_EQ(text(device.request_autosuspend()), "done");
  EXPECT_EQ(machine.executor.deadline_ns(), machine.clock.time_ns + 5 * millisecond);
}

TEST_F(Autosuspend, TimerOfAScheduledSuspendBecomesOneForAutosuspend) {
  make_active_with_delay(20 * millisecond);
  ASSERT_EQ(text(device.schedule_suspend(5 * millisecond)), "done");
  ASSERT_EQ(text(device.request_autosuspend()), "done");
  const auto busy_ns = machine.clock.time_ns;
  advance(5 * millisecond);
  EXPECT_EQ(device.status(), Status::active);
  EXPECT_EQ(machine.executor.deadline_ns(), busy_ns + 20 * millisecond);
}

TEST_F(Autosuspend, TimerFindsTheDeviceInUse) {
  make_active_with_delay(20 * millisecond);
  ASSERT_EQ(text(device.request_autosuspend()), "done");
  device.get_noresume();
  advance(100 * millisecond);
  EXPECT_EQ(device.status(), Status::active);
  EXPECT_TRUE(driver.log().empty());
}

TEST_F(Autosuspend, TimerThatWasCancelledTooLateDoesNothing) {
  make_active_with_delay(20 * millisecond);
  ASSERT_EQ(text(device.request_autosuspend()), "done");
  port::Timer* timer = machine.executor.only_timer();
  device.barrier();
  machine.clock.time_ns += 50 * millisecond;
  timer->callback();  // it had already been taken off the executor's list
  EXPECT_EQ(machine.executor.queued(), 0u);
}

TEST_F(Autosuspend, RequestMarksLastBusy) {
  make_active_with_delay(20 * millisecond);
  device.get_noresume();
  machine.executor.advance(500 * millisecond);
  device.put_noidle();
  EXPECT_EQ(text(device.request_autosuspend()), "done");
  EXPECT_EQ(machine.executor.armed(), 1u);
  EXPECT_EQ(text(device.autosuspend()), "done");
  EXPECT_EQ(device.status(), Status::active);
}

TEST_F(Autosuspend, SynchronousOneMarksLastBusyToo) {
  make_active_with_delay(20 * millisecond);
  machine.executor.advance(500 * millisecond);
  EXPECT_EQ(text(device.autosuspend()), "done");
  EXPECT_EQ(device.status(), Status::active);
  EXPECT_EQ(machine.executor.armed(), 1u);
}

TEST_F(Autosuspend, RequestUnmarkedDoesNot) {
  make_active_with_delay(20 * millisecond);
  machine.executor.advance(500 * millisecond);
  EXPECT_EQ(text(device.request_autosuspend_unmarked()), "done");
  EXPECT_EQ(device.pending(), Pending::autosuspend);
}

TEST_F(Autosuspend, ExpirationIsZeroWhenPassedUnusedOrNegative) {
  EXPECT_EQ(device.autosuspend_expiration(), 0u);  // not used
  device.set_autosuspend_delay(20 * millisecond);
  device.mark_last_busy();
  EXPECT_EQ(device.autosuspend_expiration(), 0u);
  device.use_autosuspend();
  EXPECT_EQ(device.autosuspend_expiration(), machine.clock.time_ns + 20 * millisecond);
  machine.clock.time_ns += 20 * millisecond;
  EXPECT_EQ(device.autosuspend_expiration(), 0u);
  device.mark_last_busy();
  device.set_autosuspend_delay(-1);
  EXPECT_EQ(device.autosuspend_expiration(), 0u);
}

TEST_F(Autosuspend, NegativeDelayHoldsAReferenceAndResumes) {
  make_suspended();
  device.use_autosuspend();
  device.set_autosuspend_delay(-1);
  EXPECT_EQ(device.usage_count(), 1);
  EXPECT_EQ(device.status(), Status::active);
  device.set_autosuspend_delay(-5);
  EXPECT_EQ(device.usage_count(), 1);
  device.set_autosuspend_delay(0);
  EXPECT_EQ(device.usage_count(), 0);
  EXPECT_EQ(device.status(), Status::suspended);
}

TEST_F(Autosuspend, NegativeDelayThatStaysNegativeChangesNothing) {
  make_suspended();
  device.use_autosuspend();
  driver.resume_errors = {CallbackError::failed};
  device.set_autosuspend_delay(-1);
  device.set_autosuspend_delay(-5);
  EXPECT_EQ(driver.log(), Calls{"resume"});
}

TEST_F(Autosuspend, NegativeDelayCountsOnlyWhileAutosuspendIsUsed) {
  make_active();
  device.get_noresume();
  device.set_autosuspend_delay(-1);
  EXPECT_EQ(device.usage_count(), 1);
  device.use_autosuspend();
  EXPECT_EQ(device.usage_count(), 2);
  device.use_autosuspend();
  EXPECT_EQ(device.usage_count(), 2);
  device.dont_use_autosuspend();
  EXPECT_EQ(device.usage_count(), 1);
}

TEST_F(Autosuspend, ChangingTheSettingsLooksWhetherItMaySuspendNow) {
  make_active();
  device.set_autosuspend_delay(0);
  EXPECT_EQ(device.status(), Status::suspended);
}

TEST_F(Autosuspend, SettingsOfADisabledDeviceOnlyAreNoted) {
  device.set_autosuspend_delay(-1);
  device.use_autosuspend();
  EXPECT_EQ(device.usage_count(), 1);
  EXPECT_EQ(device.status(), Status::suspended);
  EXPECT_TRUE(driver.log().empty());
}

TEST_F(Autosuspend, StormOfUnmarkedPutsDoesNotKeepItAwake) {
  make_active_with_delay(20 * millisecond);
  for (int i = 0; i < 30; ++i) {
    if (text(device.get_if_active()) == "true") device.put_autosuspend_unmarked();
    advance(1 * millisecond);
  }
  EXPECT_EQ(device.status(), Status::suspended);
}

TEST_F(Autosuspend, StormOfMarkedPutsDoes) {
  make_active_with_delay(20 * millisecond);
  for (int i = 0; i < 300; ++i) {
    if (text(device.get_if_active()) == "true") device.put_autosuspend();
    advance(1 * millisecond);
  }
  EXPECT_EQ(device.status(), Status::active);
}

}  // namespace
}  // namespace faultline::power
