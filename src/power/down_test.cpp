// SPDX-License-Identifier: Apache-2.0
//
// When a device may go down at all: the conditions that an idle check, a suspend and a suspend
// after a while share, and their order.
#include "power/testing/fixture.hpp"

namespace faultline::power {
namespace {

using testing::Bench;
using testing::Driver;
using testing::text;

class Down : public Bench {
 protected:
  // All three ways down answer `expected`, no callback runs, and nothing is left queued or armed.
  void expect_refusal(std::string_view expected) {
    EXPECT_EQ(text(device.suspend()), expected);
    EXPECT_EQ(text(device.idle()), expected);
    EXPECT_EQ(text(device.schedule_suspend(1)), expected);
    EXPECT_EQ(text(device.request_autosuspend()), expected);
    EXPECT_EQ(text(device.request_idle()), expected);
    EXPECT_TRUE(driver.log().empty());
    EXPECT_EQ(machine.executor.queued() + machine.executor.armed(), 0u);
  }
};

TEST_F(Down, UnsupportedMachineNeverSuspends) {
  machine.core.runtime_pm_supported = false;
  expect_refusal("unsupported");
}

TEST_F(Down, ErrorThatIsLatchedIsInvalid) {
  make_in_error();
  expect_refusal("invalid");
  EXPECT_EQ(device.status(), Status::active);
}

TEST_F(Down, ErrorComesBeforeDisabled) {
  make_in_error();
  device.disable();
  expect_refusal("invalid");
}

TEST_F(Down, DisabledIsRefused) {
  expect_refusal("disabled");
  make_active();
  device.disable();
  expect_refusal("disabled");
}

TEST_F(Down, DisabledComesBeforeHeld) {
  device.get_noresume();
  expect_refusal("disabled");
}

TEST_F(Down, HeldIsAgain) {
  make_active();
  device.get_noresume();
  expect_refusal("again");
  EXPECT_EQ(device.status(), Status::active);
}

class DownWithChild : public Down {
 protected:
  DownWithChild() {
    make_active();
    make_active(child);
    driver.forget();
  }
  ~DownWithChild() override { EXPECT_EQ(text(child.suspend()), "done"); }
  Driver child_driver;
  Device child{machine.core, "child", 8, &child_driver, &device};
};

TEST_F(DownWithChild, ChildrenThatAreActiveMakeItBusy) {
  EXPECT_EQ(device.child_count(), 1);
  expect_refusal("busy");
}

TEST_F(DownWithChild, HeldComesBeforeChildren) {
  device.get_noresume();
  expect_refusal("again");
}

TEST_F(DownWithChild, ChildrenThatAreIgnoredAreNoObstacle) {
  device.ignore_children(true);
  EXPECT_EQ(text(device.suspend()), "done");
  EXPECT_EQ(device.status(), Status::suspended);
}

TEST_F(DownWithChild, ChildrenComeBeforeNoLatency) {
  device.demand_no_latency(true);
  expect_refusal("busy");
}

TEST_F(Down, ResumeDeferredBehindASuspendForbidsAnother) {
  make_active();
  driver.on_suspend = [this] {
    ASSERT_EQ(text(device.request_resume()), "done");
    EXPECT_EQ(text(device.request_autosuspend()), "again");
    EXPECT_EQ(text(device.request_idle()), "again");
    EXPECT_EQ(text(device.schedule_suspend(1)), "again");
  };
  EXPECT_EQ(text(device.suspend()), "again");
  EXPECT_EQ(device.status(), Status::active);
}

TEST_F(Down, ResumePendingForbidsIt) {
  make_suspended();
  ASSERT_EQ(text(device.request_resume()), "done");
  driver.on_resume = [this] { device.get_noresume(); };
  EXPECT_EQ(text(device.suspend()), "again");
  EXPECT_EQ(text(device.idle()), "again");
  EXPECT_EQ(text(device.schedule_suspend(1)), "again");
  EXPECT_EQ(device.pending(), Pending::resume);
  machine.executor.run_work();
  EXPECT_EQ(device.status(), Status::active);
}

TEST_F(Down, NoLatencyDemandedIsNotPermitted) {
  make_active();
  device.demand_no_latency(true);
  expect_refusal("not_permitted");
  device.demand_no_latency(false);
  EXPECT_EQ(text(device.suspend()), "done");
}

TEST_F(Down, NoLatencyComesBeforeAlreadySuspended) {
  make_suspended();
  device.demand_no_latency(true);
  expect_refusal("not_permitted");
}

}  // namespace
}  // namespace faultline::power
