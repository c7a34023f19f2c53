// SPDX-License-Identifier: Apache-2.0
//
// Enabling and disabling, the barrier, and setting the status by decree.
#include <memory>

#include "power/domain.hpp"
#include "power/link.hpp"
#include "power/testing/fixture.hpp"
#include "power/testing/supply.hpp"

namespace faultline::power {
namespace {

using testing::Bench;
using testing::Calls;
using testing::Driver;
using testing::millisecond;
using testing::text;

class Start : public Bench {};

TEST_F(Start, IsSuspendedDisabledAndUnused) {
  EXPECT_EQ(device.status(), Status::suspended);
  EXPECT_EQ(device.usage_count(), 0);
  EXPECT_FALSE(device.enabled());
  device.enable();
  EXPECT_TRUE(device.enabled());  // a depth of one
}

TEST_F(Start, PredicatesTakeADisabledDeviceForActive) {
  EXPECT_FALSE(device.suspended());
  EXPECT_TRUE(device.status_suspended());
  EXPECT_TRUE(device.active());
  device.enable();
  EXPECT_TRUE(device.suspended());
  EXPECT_FALSE(device.active());
}

class End : public Bench {};

TEST_F(End, CancelsWhatWaits) {
  {
    Device gone(machine.core, "gone", 9, nullptr);
    make_active(gone);
    ASSERT_EQ(text(gone.request_autosuspend()), "done");
    ASSERT_EQ(text(gone.schedule_suspend(0)), "done");
    Device timed(machine.core, "timed", 10, nullptr);
    make_active(timed);
    ASSERT_EQ(text(timed.schedule_suspend(5)), "done");
  }
  EXPECT_EQ(machine.executor.queued() + machine.executor.armed(), 0u);
}

TEST_F(End, OfALinkedOrAttachedDeviceIsAProgrammingError) {
  testing::Supply supply;
  Domain domain("domain", supply);
  const auto attached = [&] {
    Device gone(machine.core, "gone", 9, nullptr);
    EXPECT_TRUE(domain.attach(gone));
  };
  EXPECT_DEATH(attached(), "check failed");
  const auto linked = [&] {
    auto gone = std::make_unique<Device>(machine.core, "gone", 9, nullptr);
    DeviceLink link(*gone, device);
    EXPECT_TRUE(link.connect());
    gone.reset();
  };
  EXPECT_DEATH(linked(), "check failed");
}

class Disable : public Bench {};

TEST_F(Disable, Nests) {
  make_active();
  device.disable();
  device.disable();
  device.enable();
  EXPECT_FALSE(device.enabled());
  device.enable();
  EXPECT_TRUE(device.enabled());
}

TEST_F(Disable, RunsAPendingResumeFirst) {
  make_suspended();
  ASSERT_EQ(text(device.request_resume()), "done");
  device.disable();
  EXPECT_EQ(driver.log(), Calls{"resume"});
  EXPECT_EQ(device.status(), Status::active);
  EXPECT_EQ(device.usage_count(), 0);
  EXPECT_EQ(device.pending(), Pending::none);
}

TEST_F(Disable, CancelsEveryOtherRequestAndTheTimer) {
  make_active_with_delay(20 * millisecond);
  ASSERT_EQ(text(device.request_autosuspend()), "done");
  device.disable();
  EXPECT_EQ(machine.executor.armed(), 0u);
  device.enable();
  device.dont_use_autosuspend();
  EXPECT_EQ(device.status(), Status::suspended);
  ASSERT_EQ(text(device.set_active()), "again");  // enabled
}

TEST_F(Disable, CancelsAQueuedSuspend) {
  make_active();
  ASSERT_EQ(text(device.request_autosuspend()), "done");
  device.disable();
  EXPECT_EQ(machine.executor.run_work(), 0u);
  EXPECT_EQ(device.status(), Status::active);
}

class Barrier : public Bench {};

TEST_F(Barrier, RunsAPendingResume) {
  make_suspended();
  ASSERT_EQ(text(device.request_resume()), "done");
  device.barrier();
  EXPECT_EQ(driver.log(), Calls{"resume"});
  EXPECT_EQ(device.usage_count(), 0);
}

TEST_F(Barrier, CancelsEveryOtherRequestAndTheTimer) {
  make_active();
  ASSERT_EQ(text(device.request_autosuspend()), "done");
  device.barrier();
  EXPECT_EQ(device.pending(), Pending::none);
  ASSERT_EQ(text(device.schedule_suspend(5)), "done");
  device.barrier();
  EXPECT_EQ(machine.executor.run_work() + machine.executor.armed(), 0u);
  EXPECT_EQ(device.status(), Status::active);
  EXPECT_TRUE(device.enabled());
}

TEST_F(Barrier, KeepsWhatIsAskedForWhileItCancels) {
  make_active();
  ASSERT_EQ(text(device.request_autosuspend()), "done");
  machine.executor.on_cancel_and_wait = [this] {
    machine.executor.on_cancel_and_wait = nullptr;
    device.put_noidle();  // the barrier's own reference, which would refuse the request
    EXPECT_EQ(text(device.request_autosuspend()), "done");
    device.get_noresume();
  };
  device.barrier();
  EXPECT_EQ(machine.executor.run_work(), 1u);
  EXPECT_EQ(device.status(), Status::suspended);
}

class SetStatus : public Bench {};

TEST_F(SetStatus, IsRefusedWhileEnabled) {
  make_active();
  EXPECT_EQ(text(device.set_suspended()), "again");
  EXPECT_EQ(device.status(), Status::active);
}

TEST_F(SetStatus, RunsNoCallback) {
  EXPECT_EQ(text(device.set_active()), "done");
  EXPECT_EQ(device.status(), Status::active);
  EXPECT_EQ(text(device.set_suspended()), "done");
  EXPECT_EQ(device.status(), Status::suspended);
  EXPECT_TRUE(driver.log().empty());
  EXPECT_FALSE(device.enabled());
}

TEST_F(SetStatus, UnlatchesAnErrorAlsoWhileEnabled) {
  make_in_error();
  EXPECT_EQ(text(device.set_suspended()), "done");
  EXPECT_FALSE(device.error_latched());
  EXPECT_TRUE(device.enabled());
  EXPECT_EQ(text(device.resume()), "done");
}

}  // namespace
}  // namespace faultline::power
