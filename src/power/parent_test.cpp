// SPDX-License-Identifier: Apache-2.0
//
// Parents and irq-safe devices: who must be up for whom, and what works with interrupts off.
#include "port/lock.hpp"
#include "power/testing/fixture.hpp"

namespace faultline::power {
namespace {

using testing::Bench;
using testing::Calls;
using testing::Driver;
using testing::text;

class Parent : public Bench {
 protected:
  Driver::Log log;
  Driver parent_driver{"parent ", log};
  Driver child_driver{"child ", log};
  Device parent{machine.core, "parent", 1, &parent_driver};
  Device child{machine.core, "child", 2, &child_driver, &parent};

  // Enabled and suspended, both.
  void enable_both() {
    parent.enable();
    child.enable();
  }
};

TEST_F(Parent, IsResumedBeforeItsChildAndSuspendsAfterIt) {
  enable_both();
  EXPECT_EQ(text(child.get_sync()), "done");
  EXPECT_EQ(parent.child_count(), 1);
  EXPECT_EQ(parent.usage_count(), 0);
  EXPECT_EQ(text(child.put_sync()), "done");
  machine.executor.run_work();
  EXPECT_EQ(log, (Calls{"parent resume", "child resume", "child suspend", "parent suspend"}));
  EXPECT_EQ(parent.child_count(), 0);
}

TEST_F(Parent, ThatDoesNotComeUpMakesTheChildBusy) {
  enable_both();
  parent_driver.resume_errors = {CallbackError::failed};
  EXPECT_EQ(text(child.resume()), "busy");
  EXPECT_EQ(child.status(), Status::suspended);
  EXPECT_EQ(parent.usage_count(), 0);
  EXPECT_EQ(log, Calls{"parent resume"});
}

TEST_F(Parent, ThatIsDisabledOrIgnoresItsChildrenIsLeftAlone) {
  child.enable();
  EXPECT_EQ(text(child.resume()), "done");
  EXPECT_EQ(text(child.suspend()), "done");
  parent.enable();
  parent.ignore_children(true);
  EXPECT_EQ(text(child.resume()), "done");
  EXPECT_EQ(log, (Calls{"child resume", "child suspend", "child resume"}));
  EXPECT_EQ(parent.status(), Status::suspended);
  EXPECT_EQ(parent.child_count(), 1);
}

TEST_F(Parent, ThatIgnoresItsChildrenIsNotAskedToIdle) {
  enable_both();
  ASSERT_EQ(text(child.get_sync()), "done");
  parent.ignore_children(true);
  ASSERT_EQ(text(child.put_sync_suspend()), "done");
  EXPECT_EQ(machine.executor.queued(), 0u);
  EXPECT_EQ(parent.status(), Status::active);
}

TEST_F(Parent, IsNotAskedToIdleWhenItsChildSleepsAlready) {
  enable_both();
  ASSERT_EQ(text(parent.get_sync()), "done");
  parent.put_noidle();
  EXPECT_EQ(text(child.suspend()), "already");
  EXPECT_EQ(machine.executor.queued(), 0u);
}

TEST_F(Parent, MustBeUpForAChildThatIsSetActive) {
  parent.enable();
  EXPECT_EQ(text(child.set_active()), "busy");
  EXPECT_EQ(child.status(), Status::suspended);
  EXPECT_EQ(parent.child_count(), 0);
  EXPECT_EQ(text(parent.get_sync()), "done");
  EXPECT_EQ(text(child.set_active()), "done");
  EXPECT_EQ(text(child.set_active()), "done");
  EXPECT_EQ(parent.child_count(), 1);
}

TEST_F(Parent, IsAskedToIdleWhenItsChildIsSetSuspended) {
  parent.enable();
  ASSERT_EQ(text(parent.get_sync()), "done");
  ASSERT_EQ(text(child.set_active()), "done");
  ASSERT_EQ(text(parent.put_sync()), "busy");
  EXPECT_EQ(text(child.set_suspended()), "done");
  EXPECT_EQ(parent.child_count(), 0);
  machine.executor.run_work();
  EXPECT_EQ(parent.status(), Status::suspended);
}

class ResumeWithParent : public Parent {};

TEST_F(ResumeWithParent, ParentReferenceOfTheRequestIsDroppedWhenItLeaves) {
  enable_both();
  child_driver.on_resume = [this] { EXPECT_EQ(parent.usage_count(), 1); };
  EXPECT_EQ(text(child.resume()), "done");
  EXPECT_EQ(parent.usage_count(), 0);
}

TEST_F(ResumeWithParent, ParentComesUpWithTheChildsRequestTakenOver) {
  enable_both();
  ASSERT_EQ(text(child.request_resume()), "done");
  parent_driver.on_resume = [this] { EXPECT_EQ(child.pending(), Pending::none); };
  EXPECT_EQ(text(child.resume()), "done");
}

class SuspendIrqSafe : public Parent {
 protected:
  port::SpinLock lock{"test"};
};

TEST_F(SuspendIrqSafe, SucceededIrqSafeLeavesParentAndSuppliersUp) {
  parent.enable();
  EXPECT_EQ(text(child.set_irq_safe()), "done");
  EXPECT_EQ(parent.usage_count(), 1);
  child.enable();
  EXPECT_EQ(text(child.resume()), "done");
  EXPECT_EQ(parent.child_count(), 1);
  EXPECT_EQ(text(child.suspend()), "done");
  EXPECT_EQ(parent.child_count(), 0);
  machine.executor.run_work();
  EXPECT_EQ(parent.status(), Status::active);
  EXPECT_EQ(log, (Calls{"parent resume", "child resume", "child suspend"}));
}

TEST_F(SuspendIrqSafe, RequestsWorkUnderASpinLock) {
  ASSERT_EQ(text(child.set_irq_safe()), "done");
  child.enable();
  const port::Hold hold(lock);
  EXPECT_EQ(text(child.get_sync()), "done");
  EXPECT_EQ(text(child.put_sync_suspend()), "done");
  EXPECT_EQ(log, (Calls{"child resume", "child suspend"}));
}

TEST_F(SuspendIrqSafe, MustBeSaidBeforeTheDeviceIsEnabled) {
  child.enable();
  EXPECT_DEATH(static_cast<void>(child.set_irq_safe()), "check failed");
}

TEST_F(SuspendIrqSafe, ParentThatDoesNotComeUpRefusesIt) {
  parent.enable();
  parent_driver.resume_errors = {CallbackError::failed};
  EXPECT_EQ(text(child.set_irq_safe()), "failed");
  EXPECT_EQ(parent.usage_count(), 0);
}

TEST_F(Parent, QuestionsOfInterruptHandlersWorkUnderASpinLock) {
  make_active();
  port::SpinLock lock("test");
  const port::Hold hold(lock);
  EXPECT_EQ(text(device.get_if_active()), "true");
  device.put();
  EXPECT_EQ(text(device.get()), "already");
  device.put_autosuspend();
  EXPECT_EQ(text(device.get_if_in_use()), "false");
}

}  // namespace
}  // namespace faultline::power
