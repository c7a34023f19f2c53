// SPDX-License-Identifier: Apache-2.0
//
// An interrupt handler's look at a device: active or not, and a reference if so. What the handler
// may conclude in each state is the table in docs/runtime-pm.md.
#include "power/testing/fixture.hpp"

namespace faultline::power {
namespace {

using testing::Bench;
using testing::Driver;
using testing::text;

class GetIf : public Bench {
 protected:
  void expect_both(std::string_view active, std::string_view in_use) {
    const auto before = device.usage_count();
    EXPECT_EQ(text(device.get_if_active()), active);
    EXPECT_EQ(device.usage_count(), before + (active == "true"));
    const auto between = device.usage_count();
    // As if the first question had not been asked.
    if (active == "true") device.put_noidle();
    EXPECT_EQ(text(device.get_if_in_use()), in_use);
    EXPECT_EQ(device.usage_count() - between, (in_use == "true") - (active == "true"));
  }
};

TEST_F(GetIf, UnsupportedIsInvalidWithoutReference) {
  machine.core.runtime_pm_supported = false;
  expect_both("invalid", "invalid");
  EXPECT_FALSE(device.enabled());
}

TEST_F(GetIf, DisabledIsInvalidWithoutReference) {
  expect_both("invalid", "invalid");  // never enabled
  make_active();
  device.get_noresume();
  device.disable();
  expect_both("invalid", "invalid");  // although active and held
}

TEST_F(GetIf, NotActiveIsFalseWithoutReference) {
  make_suspended();
  expect_both("false", "false");
  driver.on_resume = [this] { expect_both("false", "false"); };
  EXPECT_EQ(text(device.get_sync()), "done");  // held while resuming
  driver.on_suspend = [this] { expect_both("false", "false"); };
  EXPECT_EQ(text(device.put_sync_suspend()), "done");
}

TEST_F(GetIf, NotInUseIsFalseForTheOneThatAsksForUse) {
  make_active();
  expect_both("true", "false");
}

TEST_F(GetIf, NotInUseDoesNotApplyToAParentOfActiveChildren) {
  make_active();
  Driver child_driver;
  Device child(machine.core, "child", 8, &child_driver, &device);
  make_active(child);
  expect_both("true", "true");
  device.put_noidle();
  device.ignore_children(true);
  expect_both("true", "false");
}

TEST_F(GetIf, TakeHoldsItUntilPut) {
  make_active();
  ASSERT_EQ(text(device.get_if_active()), "true");
  EXPECT_EQ(text(device.suspend()), "again");
  device.put();
  machine.executor.run_work();
  EXPECT_EQ(device.status(), Status::suspended);
}

TEST_F(GetIf, TakeDoesNotMindALatchedError) {
  make_in_error();
  expect_both("true", "false");
}

}  // namespace
}  // namespace faultline::power
