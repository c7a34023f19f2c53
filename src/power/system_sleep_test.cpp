// SPDX-License-Identifier: Apache-2.0
//
// System sleep: order, what the core does around each callback, and the way back when somebody
// refuses.
#include "power/system_sleep.hpp"

#include "power/domain.hpp"
#include "power/link.hpp"
#include "power/testing/fixture.hpp"
#include "power/testing/supply.hpp"

namespace faultline::power {
namespace {

using testing::Calls;
using testing::Driver;
using testing::ManualMachine;
using testing::millisecond;
using testing::text;

// Notes its calls; refuses in one phase; looks at its device in each.
class Sleepy final : public SleepCallbacks {
 public:
  Sleepy(std::string prefix, Driver::Log& log) : prefix_(std::move(prefix)), log_(log) {}

  CallbackResult prepare() override { return call("prepare"); }
  CallbackResult suspend() override { return call("suspend"); }
  CallbackResult suspend_late() override { return call("suspend_late"); }
  CallbackResult suspend_noirq() override { return call("suspend_noirq"); }
  CallbackResult resume_noirq() override { return call("resume_noirq"); }
  CallbackResult resume_early() override { return call("resume_early"); }
  CallbackResult resume() override { return call("resume"); }
  void complete() override { static_cast<void>(call("complete")); }

  std::string refuses;
  std::function<void(std::string_view)> on_call;

 private:
  CallbackResult call(const std::string& what) {
    log_.push_back(prefix_ + what);
    if (on_call) on_call(what);
    if (what == refuses) return base::error(CallbackError::busy);
    return {};
  }
  std::string prefix_;
  Driver::Log& log_;
};

class Interrupts final : public SleepInterrupts {
 public:
  explicit Interrupts(Driver::Log& log) : log_(log) {}
  void suspend_interrupts() override { log_.emplace_back("interrupts off"); }
  void resume_interrupts() override { log_.emplace_back("interrupts on"); }

 private:
  Driver::Log& log_;
};

class Sleep : public ::testing::Test {
 protected:
  Sleep() {
    // Added in the wrong order on purpose.
    sleep.add(consumer_sleeper);
    sleep.add(supplier_sleeper);
    EXPECT_EQ(text(link.connect()), "done");
    supplier.enable();
    consumer.enable();
  }
  SleepFailure failure_of_suspend() {
    const auto result = sleep.suspend();
    EXPECT_FALSE(result);
    return result ? SleepFailure{} : result.error();
  }

  ManualMachine machine;
  Driver::Log log;
  Driver driver;
  Device supplier{machine.core, "supplier", 1, nullptr};
  Device consumer{machine.core, "consumer", 2, &driver};
  DeviceLink link{consumer, supplier};
  Sleepy supplier_callbacks{"s ", log};
  Sleepy consumer_callbacks{"c ", log};
  Sleeper supplier_sleeper{supplier, &supplier_callbacks};
  Sleeper consumer_sleeper{consumer, &consumer_callbacks};
  Interrupts interrupts{log};
  SystemSleep sleep{machine.core, &interrupts};
};

TEST_F(Sleep, TakesConsumersDownFirstAndUpLast) {
  ASSERT_TRUE(sleep.suspend());
  EXPECT_EQ(log, (Calls{"s prepare", "c prepare", "c suspend", "s suspend", "c suspend_late",
                        "s suspend_late", "interrupts off", "c suspend_noirq", "s suspend_noirq"}));
  EXPECT_EQ(sleep.phase(), SleepPhase::suspend_noirq);
  log.clear();
  ASSERT_TRUE(sleep.resume());
  EXPECT_EQ(log, (Calls{"s resume_noirq", "c resume_noirq", "interrupts on", "s resume_early",
                        "c resume_early", "s resume", "c resume", "c complete", "s complete"}));
  EXPECT_EQ(sleep.phase(), SleepPhase::none);
}

TEST_F(Sleep, HoldsAReferenceFromPrepareToComplete) {
  consumer_callbacks.on_call = [this](std::string_view) { EXPECT_EQ(consumer.usage_count(), 1); };
  ASSERT_TRUE(sleep.suspend());
  ASSERT_TRUE(sleep.resume());
  EXPECT_EQ(consumer.usage_count(), 0);
}

TEST_F(Sleep, DisablesRuntimePmFromSuspendLateToResumeEarly) {
  consumer_callbacks.on_call = [this](std::string_view phase) {
    const bool on =
        phase == "prepare" || phase == "suspend" || phase == "resume" || phase == "complete";
    EXPECT_EQ(consumer.enabled(), on) << phase;
    EXPECT_EQ(text(consumer.get_if_active()), on ? "false" : "invalid") << phase;
  };
  ASSERT_TRUE(sleep.suspend());
  ASSERT_TRUE(sleep.resume());
  EXPECT_TRUE(consumer.enabled());
}

TEST_F(Sleep, LeavesTheStatusOfAnActiveDeviceActive) {
  ASSERT_EQ(text(consumer.get_sync()), "done");
  ASSERT_TRUE(sleep.suspend());
  EXPECT_EQ(consumer.status(), Status::active);  // although its driver may have cut its clocks
  ASSERT_TRUE(sleep.resume());
  EXPECT_EQ(consumer.usage_count(), 1);
  EXPECT_TRUE(driver.log() == Calls{"resume"});
}

TEST_F(Sleep, BarrierRunsAPendingResumeBeforeSuspend) {
  ASSERT_EQ(text(consumer.request_resume()), "done");
  consumer_callbacks.on_call = [this](std::string_view phase) {
    if (phase != "suspend") return;
    EXPECT_EQ(consumer.status(), Status::active);
  };
  ASSERT_TRUE(sleep.suspend());
  EXPECT_EQ(driver.log(), Calls{"resume"});
  ASSERT_TRUE(sleep.resume());
}

TEST_F(Sleep, CompleteLetsTheDeviceGoIdle) {
  ASSERT_EQ(text(consumer.get_sync()), "done");
  consumer.put_noidle();
  ASSERT_TRUE(sleep.suspend());
  ASSERT_TRUE(sleep.resume());
  machine.executor.run_work();
  EXPECT_EQ(driver.log(), (Calls{"resume", "suspend"}));
}

TEST_F(Sleep, RefusedPrepareCompletesThoseThatWerePrepared) {
  consumer_callbacks.refuses = "prepare";
  const SleepFailure failure = failure_of_suspend();
  EXPECT_EQ(failure.phase, SleepPhase::prepare);
  EXPECT_EQ(failure.device, &consumer);
  EXPECT_EQ(failure.error, Error::busy);
  EXPECT_EQ(log, (Calls{"s prepare", "c prepare", "s complete"}));
  EXPECT_EQ(supplier.usage_count() + consumer.usage_count(), 0);
}

TEST_F(Sleep, RefusedSuspendResumesThoseThatWereSuspended) {
  supplier_callbacks.refuses = "suspend";
  EXPECT_EQ(failure_of_suspend().device, &supplier);
  EXPECT_EQ(log, (Calls{"s prepare", "c prepare", "c suspend", "s suspend", "c resume",
                        "c complete", "s complete"}));
  EXPECT_EQ(supplier.usage_count() + consumer.usage_count(), 0);
  EXPECT_EQ(sleep.phase(), SleepPhase::none);
}

TEST_F(Sleep, RefusedSuspendLateEnablesEverybodyAgain) {
  supplier_callbacks.refuses = "suspend_late";
  EXPECT_EQ(failure_of_suspend().phase, SleepPhase::suspend_late);
  EXPECT_EQ(log, (Calls{"s prepare", "c prepare", "c suspend", "s suspend", "c suspend_late",
                        "s suspend_late", "c resume_early", "s resume", "c resume", "c complete",
                        "s complete"}));
  EXPECT_TRUE(supplier.enabled());
  EXPECT_TRUE(consumer.enabled());
}

TEST_F(Sleep, RefusedSuspendNoirqTurnsInterruptsOnAgain) {
  supplier_callbacks.refuses = "suspend_noirq";
  EXPECT_EQ(failure_of_suspend().phase, SleepPhase::suspend_noirq);
  EXPECT_EQ(log, (Calls{"s prepare", "c prepare", "c suspend", "s suspend", "c suspend_late",
                        "s suspend_late", "interrupts off", "c suspend_noirq", "s suspend_noirq",
                        "c resume_noirq", "interrupts on", "s resume_early", "c resume_early",
                        "s resume", "c resume", "c complete", "s complete"}));
  supplier_callbacks.refuses.clear();
  ASSERT_TRUE(sleep.suspend());
  ASSERT_TRUE(sleep.resume());
}

TEST_F(Sleep, ErrorOnTheWayUpIsReportedAndTheRestGoesOn) {
  supplier_callbacks.refuses = "resume_early";
  consumer_callbacks.refuses = "resume";
  ASSERT_TRUE(sleep.suspend());
  const auto result = sleep.resume();
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().phase, SleepPhase::resume_early);
  EXPECT_EQ(result.error().device, &supplier);
  EXPECT_EQ(log.back(), "s complete");
  EXPECT_TRUE(supplier.enabled());
}

TEST_F(Sleep, IsUnsupportedWithoutRuntimePm) {
  machine.core.runtime_pm_supported = false;
  EXPECT_EQ(failure_of_suspend().error, Error::unsupported);
  EXPECT_TRUE(log.empty());
}

TEST_F(Sleep, OrdersChildrenAfterTheirParents) {
  Device child(machine.core, "child", 3, nullptr, &consumer);
  Sleepy callbacks("child ", log);
  Sleeper sleeper(child, &callbacks);
  sleep.add(sleeper);
  ASSERT_TRUE(sleep.suspend());
  EXPECT_EQ(log[2], "child prepare");
  EXPECT_EQ(log[3], "child suspend");
  ASSERT_TRUE(sleep.resume());
  sleep.remove(sleeper);
}

class SleepWithDomain : public Sleep {
 protected:
  SleepWithDomain() {
    for (Device* device : {&supplier, &consumer}) {
      device->disable();
      EXPECT_EQ(text(domain.attach(*device)), "done");
      device->enable();
    }
  }
  ~SleepWithDomain() override {
    for (Device* device : {&supplier, &consumer}) {
      device->disable();
      domain.detach(*device);
    }
  }
  void let_go() {
    domain.sync(supplier);
    domain.sync(consumer);
  }
  testing::Supply supply;
  Domain domain{"domain", supply};
};

TEST_F(SleepWithDomain, PowerStaysUntilTheLastDeviceIsPastNoirq) {
  ASSERT_EQ(text(consumer.get_sync()), "done");
  const auto powered = [this](std::string_view phase) { EXPECT_TRUE(supply.on) << phase; };
  supplier_callbacks.on_call = powered;
  consumer_callbacks.on_call = powered;
  ASSERT_TRUE(sleep.suspend());
  EXPECT_FALSE(supply.on);
  ASSERT_TRUE(sleep.resume());
  EXPECT_TRUE(supply.on);
  EXPECT_EQ(text(consumer.put_sync()), "done");
}

TEST_F(SleepWithDomain, RuntimeSuspendDoesNotCutItOnTheWayDown) {
  consumer_callbacks.on_call = [this](std::string_view phase) {
    if (phase != "suspend") return;
    EXPECT_EQ(text(consumer.force_suspend()), "done");
    EXPECT_TRUE(supply.on);
  };
  ASSERT_EQ(text(consumer.get_sync()), "done");
  ASSERT_TRUE(sleep.suspend());
  EXPECT_FALSE(supply.on);
  consumer_callbacks.on_call = [this](std::string_view phase) {
    if (phase != "resume") return;
    EXPECT_EQ(text(consumer.force_resume()), "done");
  };
  ASSERT_TRUE(sleep.resume());
  EXPECT_TRUE(supply.on);
  EXPECT_EQ(text(consumer.put_sync()), "done");
}

TEST_F(SleepWithDomain, PowerGoesOffAtTheEndWhenNobodyWantsIt) {
  let_go();
  ASSERT_FALSE(supply.on);
  ASSERT_TRUE(sleep.suspend());
  ASSERT_TRUE(sleep.resume());
  EXPECT_FALSE(supply.on);
}

TEST_F(SleepWithDomain, PowerThatDoesNotComeBackIsReported) {
  ASSERT_TRUE(sleep.suspend());
  supply.refusals = 1;
  const auto result = sleep.resume();
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().phase, SleepPhase::resume_noirq);
  EXPECT_EQ(result.error().device, &supplier);
}

}  // namespace
}  // namespace faultline::power
