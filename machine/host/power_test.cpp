// SPDX-License-Identifier: Apache-2.0
//
// The power core under real threads: the rows of its table that wait for somebody else, and who may
// call what where.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <semaphore>
#include <string>
#include <thread>
#include <vector>

#include "clock.hpp"
#include "context.hpp"
#include "executor.hpp"
#include "port/lock.hpp"
#include "power/device.hpp"
#include "trace/sink.hpp"

namespace faultline::machine::host {
namespace {

using power::CallbackError;
using power::CallbackResult;
using power::Device;
using power::Outcome;
using power::Status;
using Answer = Result<Outcome, power::Error>;

// Stays inside the next callback of a kind until the test lets it go.
class SlowDriver final : public power::RuntimeCallbacks {
 public:
  CallbackResult suspend() override { return call("suspend", slow_suspend); }
  CallbackResult resume() override { return call("resume", slow_resume); }
  bool has_idle() const override { return slow_idle; }
  CallbackResult idle() override { return call("idle", slow_idle); }

  void wait_until_inside() { entered_.acquire(); }
  void let_go() { leave_.store(true); }

  bool slow_suspend = false;
  bool slow_resume = false;
  bool slow_idle = false;
  std::vector<std::string> log;  // callbacks exclude each other

 private:
  CallbackResult call(const char* what, bool slow) {
    log.emplace_back(what);
    if (!slow) return {};
    entered_.release();
    while (!leave_.load()) std::this_thread::yield();  // an irq-safe callback must not sleep
    return {};
  }
  std::counting_semaphore<> entered_{0};
  std::atomic<bool> leave_{false};
};

class PowerThreads : public ::testing::Test {
 protected:
  void make_active() {
    ASSERT_TRUE(device.set_active());
    device.enable();
  }
  // Runs `second` while `first` is inside its slow callback; it must not return before that is
  // over.
  template <typename First, typename Second>
  void overlap(First first, Second second) {
    std::atomic<bool> returned{false};
    std::thread one(first);
    driver.wait_until_inside();
    std::thread two([&] {
      second();
      returned = true;
    });
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    EXPECT_FALSE(returned.load());
    driver.let_go();
    one.join();
    two.join();
  }

  HostClock clock;
  HostExecutor executor;
  trace::NullSink sink;
  power::Core core{executor, clock, sink};
  SlowDriver driver;
  Device device{core, "device", 1, &driver};
};

using Log = std::vector<std::string>;

TEST_F(PowerThreads, SuspendWaitsForASuspendUnderWay) {
  make_active();
  driver.slow_suspend = true;
  overlap([this] { EXPECT_EQ(device.suspend(), Answer(Outcome::done)); },
          [this] { EXPECT_EQ(device.suspend(), Answer(Outcome::already)); });
  EXPECT_EQ(driver.log, Log{"suspend"});
}

TEST_F(PowerThreads, ResumeWaitsForASuspendUnderWay) {
  make_active();
  driver.slow_suspend = true;
  overlap([this] { EXPECT_EQ(device.suspend(), Answer(Outcome::done)); },
          [this] { EXPECT_EQ(device.get_sync(), Answer(Outcome::done)); });
  EXPECT_EQ(driver.log, (Log{"suspend", "resume"}));
  EXPECT_EQ(device.status(), Status::active);
}

TEST_F(PowerThreads, ResumeWaitsForAResumeUnderWay) {
  device.enable();
  driver.slow_resume = true;
  overlap([this] { EXPECT_EQ(device.get_sync(), Answer(Outcome::done)); },
          [this] { EXPECT_EQ(device.get_sync(), Answer(Outcome::already)); });
  EXPECT_EQ(driver.log, Log{"resume"});
}

TEST_F(PowerThreads, BarrierWaitsForASuspendUnderWay) {
  make_active();
  driver.slow_suspend = true;
  overlap([this] { EXPECT_EQ(device.suspend(), Answer(Outcome::done)); },
          [this] {
            device.barrier();
            EXPECT_EQ(device.status(), Status::suspended);
          });
}

TEST_F(PowerThreads, DisableWaitsForTheIdleCallback) {
  make_active();
  driver.slow_idle = true;
  overlap([this] { EXPECT_EQ(device.idle(), Answer(base::error(power::Error::disabled))); },
          [this] { device.disable(); });
  EXPECT_EQ(driver.log, Log{"idle"});
}

TEST_F(PowerThreads, WorkerDoesNotWaitForASuspendThatBeganDuringItsIdleCallback) {
  make_active();
  driver.slow_idle = true;
  driver.slow_suspend = true;
  ASSERT_TRUE(device.request_idle());  // the worker is inside idle
  driver.wait_until_inside();
  std::thread suspender([this] { EXPECT_EQ(device.suspend(), Answer(Outcome::done)); });
  driver.wait_until_inside();  // and now somebody else inside suspend
  driver.let_go();
  suspender.join();
  device.disable();
  EXPECT_EQ(device.status(), Status::suspended);
  EXPECT_EQ(driver.log, (Log{"idle", "suspend"}));
}

TEST_F(PowerThreads, DeferredResumeIsRunByWhoeverSuspends) {
  make_active();
  driver.slow_suspend = true;
  std::thread suspender(
      [this] { EXPECT_EQ(device.suspend(), Answer(base::error(power::Error::again))); });
  driver.wait_until_inside();
  {
    const HardInterrupt interrupt;
    EXPECT_FALSE(*device.get_if_active());
    EXPECT_EQ(device.get(), Answer(Outcome::done));
  }
  driver.let_go();
  suspender.join();
  EXPECT_EQ(device.status(), Status::active);
  EXPECT_EQ(driver.log, (Log{"suspend", "resume"}));
}

TEST_F(PowerThreads, IrqSafeSpinsForASuspendUnderWay) {
  ASSERT_TRUE(device.set_irq_safe());
  make_active();
  driver.slow_suspend = true;
  overlap([this] { EXPECT_EQ(device.suspend(), Answer(Outcome::done)); },
          [this] {
            const HardInterrupt interrupt;
            EXPECT_EQ(device.get_sync(), Answer(Outcome::done));
          });
  EXPECT_EQ(driver.log, (Log{"suspend", "resume"}));
}

TEST_F(PowerThreads, IrqSafeSuspendSpinsForASuspendUnderWay) {
  ASSERT_TRUE(device.set_irq_safe());
  make_active();
  driver.slow_suspend = true;
  overlap([this] { EXPECT_EQ(device.suspend(), Answer(Outcome::done)); },
          [this] {
            const HardInterrupt interrupt;
            EXPECT_EQ(device.suspend(), Answer(Outcome::already));
          });
}

// Each function that may be called from a hard interrupt is, with a spin lock held on top; a sleep
// would be a failed check.
TEST_F(PowerThreads, InterruptHandlersMayAskAndDrop) {
  make_active();
  port::SpinLock lock("test");
  {
    const HardInterrupt interrupt;
    const port::Hold hold(lock);
    EXPECT_TRUE(*device.get_if_active());
    EXPECT_TRUE(*device.get_if_in_use());
    device.get_noresume();
    device.mark_last_busy();
    device.put_noidle();
    device.put_autosuspend();
    EXPECT_EQ(device.get(), Answer(Outcome::already));
    device.put_autosuspend_unmarked();
    EXPECT_EQ(device.get_sync(), Answer(Outcome::already));  // active: nothing to wait for
    device.put_noidle();
    device.put();
    static_cast<void>(device.request_idle());
    static_cast<void>(device.request_resume());
    static_cast<void>(device.schedule_suspend(1));
  }
  device.disable();
  EXPECT_EQ(device.usage_count(), 0);
}

using PowerThreadsDeathTest = PowerThreads;

TEST_F(PowerThreadsDeathTest, SynchronousRequestsInAnInterruptAreCaught) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  device.enable();
  const auto in_interrupt = [](const std::function<void()>& request) {
    const HardInterrupt interrupt;
    request();
  };
  EXPECT_DEATH(in_interrupt([this] { static_cast<void>(device.get_sync()); }), "may sleep");
  EXPECT_DEATH(in_interrupt([this] { static_cast<void>(device.suspend()); }), "may sleep");
  EXPECT_DEATH(in_interrupt([this] { device.disable(); }), "may sleep");
}

}  // namespace
}  // namespace faultline::machine::host
