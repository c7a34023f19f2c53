// SPDX-License-Identifier: Apache-2.0
//
// Device links: an active consumer holds its suppliers up, whenever the link came, and gives them
// back whatever happens.
#include "power/link.hpp"

#include "power/testing/fixture.hpp"

namespace faultline::power {
namespace {

using testing::Calls;
using testing::Driver;
using testing::ManualMachine;
using testing::text;

class Link : public ::testing::Test {
 protected:
  void enable_all() {
    for (Device* device : {&supplier, &other, &consumer}) device->enable();
  }
  void connect_both() {
    ASSERT_EQ(text(link.connect()), "done");
    ASSERT_EQ(text(other_link.connect()), "done");
  }

  ManualMachine machine;
  Driver::Log log;
  Driver supplier_driver{"supplier ", log};
  Driver other_driver{"other ", log};
  Driver consumer_driver{"consumer ", log};
  Device supplier{machine.core, "supplier", 1, &supplier_driver};
  Device other{machine.core, "other", 2, &other_driver};
  Device consumer{machine.core, "consumer", 3, &consumer_driver};
  DeviceLink link{consumer, supplier};
  DeviceLink other_link{consumer, other};
};

TEST_F(Link, SuppliersComeUpBeforeTheConsumerAndGoDownAfterIt) {
  enable_all();
  connect_both();
  consumer_driver.on_resume = [this] {
    EXPECT_EQ(supplier.usage_count(), 1);
    EXPECT_EQ(supplier.status(), Status::active);
  };
  EXPECT_EQ(text(consumer.get_sync()), "done");
  EXPECT_EQ(supplier.usage_count(), 1);
  EXPECT_EQ(other.usage_count(), 1);
  consumer_driver.on_suspend = [this] { EXPECT_EQ(supplier.usage_count(), 1); };
  EXPECT_EQ(text(consumer.put_sync()), "done");
  EXPECT_EQ(supplier.usage_count(), 0);
  machine.executor.run_work();
  EXPECT_EQ(log, (Calls{"supplier resume", "other resume", "consumer resume", "consumer suspend",
                        "supplier suspend", "other suspend"}));
}

TEST_F(Link, SupplierThatFailsGivesTheOthersBack) {
  enable_all();
  connect_both();
  other_driver.resume_errors = {CallbackError::failed};
  EXPECT_EQ(text(consumer.resume_and_get()), "failed");
  EXPECT_EQ(consumer.status(), Status::suspended);
  EXPECT_EQ(supplier.usage_count(), 0);
  EXPECT_EQ(other.usage_count(), 0);
  machine.executor.run_work();
  EXPECT_EQ(supplier.status(), Status::suspended);
  EXPECT_EQ(log, (Calls{"supplier resume", "other resume", "supplier suspend"}));
  EXPECT_EQ(text(consumer.resume_and_get()), "done");
}

TEST_F(Link, ConsumerThatFailsToResumeGivesThemBack) {
  enable_all();
  connect_both();
  consumer_driver.resume_errors = {CallbackError::failed};
  EXPECT_EQ(text(consumer.resume()), "failed");
  EXPECT_EQ(supplier.usage_count(), 0);
  machine.executor.run_work();
  EXPECT_EQ(supplier.status(), Status::suspended);
  EXPECT_EQ(other.status(), Status::suspended);
}

TEST_F(Link, ConsumerThatRefusesToSuspendKeepsThem) {
  enable_all();
  connect_both();
  ASSERT_EQ(text(consumer.get_sync()), "done");
  consumer_driver.suspend_errors = {CallbackError::busy};
  EXPECT_EQ(text(consumer.put_sync_suspend()), "busy");
  EXPECT_EQ(supplier.usage_count(), 1);
}

TEST_F(Link, DisabledSupplierIsReferencedButNotResumed) {
  consumer.enable();
  connect_both();
  EXPECT_EQ(text(consumer.get_sync()), "done");
  EXPECT_EQ(supplier.usage_count(), 1);
  EXPECT_EQ(log, Calls{"consumer resume"});
  EXPECT_EQ(text(consumer.put_sync()), "done");
  EXPECT_EQ(supplier.usage_count(), 0);
}

TEST_F(Link, AddedWhileTheConsumerIsActiveReferencesTheSupplier) {
  enable_all();
  ASSERT_EQ(text(consumer.get_sync()), "done");
  EXPECT_EQ(text(link.connect()), "done");
  EXPECT_EQ(supplier.usage_count(), 1);
  EXPECT_EQ(supplier.status(), Status::active);
  EXPECT_EQ(text(consumer.put_sync()), "done");
  EXPECT_EQ(supplier.usage_count(), 0);
}

TEST_F(Link, AddedWhileTheConsumerIsSuspendedTakesNothing) {
  enable_all();
  EXPECT_EQ(text(link.connect()), "done");
  EXPECT_EQ(supplier.usage_count(), 0);
  EXPECT_EQ(supplier.status(), Status::suspended);
}

TEST_F(Link, AddedFromTheNextResumeOnTakesNothingYet) {
  enable_all();
  ASSERT_EQ(text(consumer.get_sync()), "done");
  EXPECT_EQ(text(link.connect(LinkStart::next_resume)), "done");
  EXPECT_EQ(supplier.usage_count(), 0);
  EXPECT_EQ(text(consumer.put_sync()), "done");
  EXPECT_EQ(supplier.usage_count(), 0);
  EXPECT_EQ(text(consumer.get_sync()), "done");
  EXPECT_EQ(supplier.usage_count(), 1);
}

TEST_F(Link, AddedWithAnActiveSupplierHoldsItUntilTheConsumerSuspends) {
  enable_all();
  EXPECT_EQ(text(link.connect(LinkStart::supplier_active)), "done");
  EXPECT_EQ(supplier.usage_count(), 1);
  EXPECT_EQ(text(consumer.get_sync()), "done");
  EXPECT_EQ(supplier.usage_count(), 1);
  EXPECT_EQ(text(consumer.put_sync()), "done");
  EXPECT_EQ(supplier.usage_count(), 0);
}

TEST_F(Link, ThatCannotBringItsSupplierUpIsNotAdded) {
  enable_all();
  ASSERT_EQ(text(consumer.get_sync()), "done");
  supplier_driver.resume_errors = {CallbackError::again};
  EXPECT_EQ(text(link.connect()), "again");
  EXPECT_EQ(supplier.usage_count(), 0);
  EXPECT_FALSE(consumer.depends_on(supplier));
}

TEST_F(Link, RemovedWhileTheConsumerIsActiveLetsTheSupplierGo) {
  enable_all();
  connect_both();
  ASSERT_EQ(text(consumer.get_sync()), "done");
  link.disconnect();
  EXPECT_EQ(supplier.usage_count(), 0);
  machine.executor.run_work();
  EXPECT_EQ(supplier.status(), Status::suspended);
  EXPECT_EQ(text(consumer.put_sync()), "done");
  EXPECT_EQ(supplier.underflow_count(), 0u);
}

TEST_F(Link, RemovedInsideTheConsumersCallbackIsCountedOnce) {
  enable_all();
  connect_both();
  ASSERT_EQ(text(consumer.get_sync()), "done");
  consumer_driver.on_suspend = [this] { link.disconnect(); };
  EXPECT_EQ(text(consumer.put_sync()), "done");
  EXPECT_EQ(supplier.usage_count(), 0);
  EXPECT_EQ(other.usage_count(), 0);
}

TEST_F(Link, FollowsAStatusThatIsSet) {
  supplier.enable();
  connect_both();
  EXPECT_EQ(text(consumer.set_active()), "done");
  EXPECT_EQ(text(consumer.set_active()), "done");
  EXPECT_EQ(supplier.usage_count(), 1);
  EXPECT_EQ(supplier.status(), Status::active);
  EXPECT_EQ(text(consumer.set_suspended()), "done");
  EXPECT_EQ(supplier.usage_count(), 0);
  machine.executor.run_work();
  EXPECT_EQ(supplier.status(), Status::suspended);
}

TEST_F(Link, SupplierThatFailsRefusesSetActive) {
  enable_all();
  consumer.disable();
  connect_both();
  supplier_driver.resume_errors = {CallbackError::failed};
  EXPECT_EQ(text(consumer.set_active()), "failed");
  EXPECT_EQ(consumer.status(), Status::suspended);
  EXPECT_EQ(supplier.usage_count() + other.usage_count(), 0);
}

TEST_F(Link, ChainIsResumedFromTheFarEnd) {
  enable_all();
  DeviceLink chain(supplier, other);
  ASSERT_EQ(text(link.connect()), "done");
  ASSERT_EQ(text(chain.connect()), "done");
  EXPECT_TRUE(consumer.depends_on(other));
  EXPECT_EQ(text(consumer.get_sync()), "done");
  EXPECT_EQ(log, (Calls{"other resume", "supplier resume", "consumer resume"}));
  consumer.put_noidle();
  EXPECT_EQ(text(consumer.suspend()), "done");
  machine.executor.run_work();
  EXPECT_EQ(other.status(), Status::suspended);
}

TEST_F(Link, CircleIsAProgrammingError) {
  DeviceLink back(supplier, consumer);
  ASSERT_EQ(text(link.connect()), "done");
  EXPECT_DEATH(static_cast<void>(back.connect()), "check failed");
}

}  // namespace
}  // namespace faultline::power
