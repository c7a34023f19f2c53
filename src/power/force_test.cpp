// SPDX-License-Identifier: Apache-2.0
//
// Suspending and resuming over the heads of the users.
#include "power/domain.hpp"
#include "power/link.hpp"
#include "power/testing/fixture.hpp"
#include "power/testing/supply.hpp"

namespace faultline::power {
namespace {

using testing::Bench;
using testing::Calls;
using testing::Driver;
using testing::text;

class Force : public Bench {};

TEST_F(Force, SuspendOfASuspendedDeviceOnlyDisables) {
  make_suspended();
  EXPECT_EQ(text(device.force_suspend()), "done");
  EXPECT_TRUE(driver.log().empty());
  EXPECT_FALSE(device.enabled());
  EXPECT_EQ(text(device.force_resume()), "done");
  EXPECT_TRUE(device.enabled());
  EXPECT_TRUE(driver.log().empty());
}

TEST_F(Force, SuspendOfAnUnusedDeviceLeavesItToRuntimePm) {
  make_active();
  device.get_noresume();  // system sleep's own
  EXPECT_EQ(text(device.force_suspend()), "done");
  EXPECT_EQ(device.status(), Status::suspended);
  EXPECT_EQ(text(device.force_resume()), "done");
  EXPECT_EQ(device.status(), Status::suspended);
  EXPECT_EQ(driver.log(), Calls{"suspend"});
  EXPECT_EQ(text(device.resume()), "done");
}

TEST_F(Force, SuspendOfAUsedDeviceIsUndoneByResume) {
  make_active();
  device.get_noresume();
  device.get_noresume();
  EXPECT_EQ(text(device.force_suspend()), "done");
  EXPECT_EQ(device.status(), Status::suspended);
  EXPECT_EQ(text(device.force_resume()), "done");
  EXPECT_EQ(device.status(), Status::active);
  EXPECT_EQ(driver.log(), (Calls{"suspend", "resume"}));
  EXPECT_TRUE(device.enabled());
  EXPECT_EQ(device.usage_count(), 2);
}

TEST_F(Force, SuspendThatFailsLeavesItActiveAndEnabled) {
  make_active();
  driver.suspend_errors = {CallbackError::failed};
  EXPECT_EQ(text(device.force_suspend()), "failed");
  EXPECT_EQ(device.status(), Status::active);
  EXPECT_TRUE(device.enabled());
  EXPECT_FALSE(device.error_latched());
}

TEST_F(Force, ResumeThatFailsLeavesItSuspendedAndEnabled) {
  make_active();
  device.get_noresume();
  device.get_noresume();
  ASSERT_EQ(text(device.force_suspend()), "done");
  driver.resume_errors = {CallbackError::failed};
  EXPECT_EQ(text(device.force_resume()), "failed");
  EXPECT_EQ(device.status(), Status::suspended);
  EXPECT_TRUE(device.enabled());
  EXPECT_EQ(text(device.resume()), "done");
}

TEST_F(Force, CallbacksRunWithRuntimePmDisabled) {
  make_active();
  device.get_noresume();
  device.get_noresume();
  driver.on_suspend = [this] {
    EXPECT_EQ(text(device.get_if_active()), "invalid");
    EXPECT_FALSE(device.enabled());
  };
  driver.on_resume = driver.on_suspend;
  EXPECT_EQ(text(device.force_suspend()), "done");
  EXPECT_EQ(text(device.force_resume()), "done");
  EXPECT_EQ(driver.log(), (Calls{"suspend", "resume"}));
}

TEST_F(Force, KeepsTheParentsCountOfAUsedChild) {
  Driver child_driver;
  Device child(machine.core, "child", 8, &child_driver, &device);
  device.enable();
  child.enable();
  ASSERT_EQ(text(child.get_sync()), "done");
  child.get_noresume();
  EXPECT_EQ(text(child.force_suspend()), "done");
  EXPECT_EQ(device.child_count(), 1);
  EXPECT_EQ(text(child.force_resume()), "done");
  EXPECT_EQ(device.child_count(), 1);
}

TEST_F(Force, KeepsTheSuppliersOfAUsedConsumerOnly) {
  Driver consumer_driver;
  Device consumer(machine.core, "consumer", 8, &consumer_driver);
  DeviceLink link(consumer, device);
  ASSERT_EQ(text(link.connect()), "done");
  device.enable();
  consumer.enable();
  ASSERT_EQ(text(consumer.get_sync()), "done");
  consumer.get_noresume();
  EXPECT_EQ(text(consumer.force_suspend()), "done");
  EXPECT_EQ(device.usage_count(), 1);
  EXPECT_EQ(text(consumer.force_resume()), "done");
  consumer.put_noidle();
  EXPECT_EQ(text(consumer.force_suspend()), "done");
  EXPECT_EQ(device.usage_count(), 0);
}

TEST_F(Force, TurnsTheDomainOffAndOn) {
  testing::Supply supply;
  Domain domain("domain", supply);
  ASSERT_EQ(text(domain.attach(device)), "done");
  make_active();
  device.get_noresume();
  device.get_noresume();
  EXPECT_EQ(text(device.force_suspend()), "done");
  EXPECT_FALSE(supply.on);
  EXPECT_EQ(text(device.force_resume()), "done");
  EXPECT_TRUE(supply.on);
  device.disable();
  domain.detach(device);
}

TEST_F(Force, DoesNothingOnAMachineWithoutRuntimePm) {
  machine.core.runtime_pm_supported = false;
  EXPECT_EQ(text(device.force_suspend()), "done");
  EXPECT_EQ(text(device.force_resume()), "done");
  EXPECT_TRUE(driver.log().empty());
}

class Unsupported : public Bench {
 protected:
  Unsupported() { machine.core.runtime_pm_supported = false; }
};

TEST_F(Unsupported, CountsAndSettingsDoNothing) {
  device.get_noresume();
  device.put_noidle();
  device.put();
  device.put_autosuspend();
  device.use_autosuspend();
  device.set_autosuspend_delay(-1);
  device.dont_use_autosuspend();
  device.enable();
  device.enable();
  device.disable();
  device.barrier();
  EXPECT_EQ(device.usage_count(), 0);
  EXPECT_EQ(device.underflow_count(), 0u);
  EXPECT_TRUE(machine.sink.events.empty());
}

TEST_F(Unsupported, PredicatesSayPowered) {
  EXPECT_TRUE(device.active());
  EXPECT_FALSE(device.suspended());
  EXPECT_FALSE(device.enabled());
  EXPECT_EQ(text(device.set_active()), "done");
}

TEST_F(Unsupported, SynchronousPutsAreUnsupported) {
  EXPECT_EQ(text(device.get_sync()), "already");
  EXPECT_EQ(text(device.put_sync()), "unsupported");
  EXPECT_EQ(text(device.put_sync_suspend()), "unsupported");
  EXPECT_EQ(text(device.put_sync_autosuspend()), "unsupported");
}

}  // namespace
}  // namespace faultline::power
