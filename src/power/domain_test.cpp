// SPDX-License-Identifier: Apache-2.0
//
// Power domains: on before the first resume callback, off after the last suspend.
#include "power/domain.hpp"

#include "power/testing/fixture.hpp"
#include "power/testing/supply.hpp"

namespace faultline::power {
namespace {

using testing::Bench;
using testing::Calls;
using testing::Driver;
using testing::Supply;
using testing::text;

class PowerDomain : public Bench {
 protected:
  ~PowerDomain() override {
    for (Device* each : {&device, &second}) {
      if (!attached) break;
      if (each->enabled()) each->disable();
      domain.detach(*each);
    }
    EXPECT_FALSE(supply.on);
  }
  void attach_both() {
    ASSERT_EQ(text(domain.attach(device)), "done");
    ASSERT_EQ(text(domain.attach(second)), "done");
    attached = true;
  }
  // After a probe that left both suspended.
  void start_off() {
    attach_both();
    device.enable();
    second.enable();
    domain.sync(device);
    domain.sync(second);
  }

  Supply supply;
  Domain domain{"domain", supply};
  Driver second_driver;
  Device second{machine.core, "second", 8, &second_driver};
  bool attached = false;
};

TEST_F(PowerDomain, IsOnForAProbe) {
  EXPECT_FALSE(supply.on);
  attach_both();
  EXPECT_TRUE(supply.on);
  EXPECT_EQ(supply.enables, 1);
}

TEST_F(PowerDomain, GoesOffAfterAProbeThatLeavesEverybodySuspended) {
  attach_both();
  device.enable();
  domain.sync(device);
  domain.sync(second);  // disabled: counts as powered
  EXPECT_TRUE(supply.on);
  second.enable();
  domain.sync(second);
  EXPECT_FALSE(supply.on);
}

TEST_F(PowerDomain, StaysOnAfterAProbeThatLeavesADeviceActive) {
  attach_both();
  make_active();
  domain.sync(device);
  second.enable();
  domain.sync(second);
  EXPECT_TRUE(supply.on);
}

TEST_F(PowerDomain, IsOnInsideEveryCallback) {
  start_off();
  ASSERT_FALSE(supply.on);
  driver.on_resume = [this] { EXPECT_TRUE(supply.on); };
  driver.on_suspend = [this] { EXPECT_TRUE(supply.on); };
  EXPECT_EQ(text(device.get_sync()), "done");
  EXPECT_EQ(text(device.put_sync()), "done");
  EXPECT_FALSE(supply.on);
}

TEST_F(PowerDomain, GoesOffAfterTheLastOne) {
  start_off();
  EXPECT_EQ(text(device.get_sync()), "done");
  EXPECT_EQ(text(second.get_sync()), "done");
  EXPECT_EQ(text(device.put_sync()), "done");
  EXPECT_TRUE(supply.on);
  EXPECT_EQ(text(second.put_sync()), "done");
  EXPECT_FALSE(supply.on);
}

TEST_F(PowerDomain, ThatDoesNotComeOnFailsTheResume) {
  start_off();
  supply.refusals = 1;
  EXPECT_EQ(text(device.resume_and_get()), "failed");
  EXPECT_EQ(device.status(), Status::suspended);
  EXPECT_TRUE(driver.log().empty());
  EXPECT_EQ(text(device.resume_and_get()), "done");
}

TEST_F(PowerDomain, GoesOffAgainWhenTheCallbackFails) {
  start_off();
  driver.resume_errors = {CallbackError::failed};
  EXPECT_EQ(text(device.resume()), "failed");
  EXPECT_FALSE(supply.on);
}

TEST_F(PowerDomain, StaysOnWhenASuspendIsRefused) {
  start_off();
  ASSERT_EQ(text(device.get_sync()), "done");
  driver.suspend_errors = {CallbackError::busy};
  EXPECT_EQ(text(device.put_sync()), "busy");
  EXPECT_TRUE(supply.on);
}

TEST_F(PowerDomain, ThatDoesNotComeOnRefusesToAttach) {
  supply.refusals = 1;
  EXPECT_EQ(text(domain.attach(device)), "failed");
  EXPECT_FALSE(domain.powered());
}

TEST_F(PowerDomain, StaysOnForAnIrqSafeDevice) {
  ASSERT_EQ(text(device.set_irq_safe()), "done");
  attach_both();
  device.enable();
  second.enable();
  domain.sync(second);
  EXPECT_EQ(text(device.get_sync()), "done");
  EXPECT_EQ(text(device.put_sync()), "done");
  EXPECT_TRUE(supply.on);
}

}  // namespace
}  // namespace faultline::power
