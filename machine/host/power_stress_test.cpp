// SPDX-License-Identifier: Apache-2.0
//
// The power core under a crowd: users, interrupts, a worker and a timer on two linked devices in
// one domain. Run it under the thread sanitizer, too. What must hold all the time is checked in the
// callbacks and by every holder of a reference; the rest at the end.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <random>
#include <thread>
#include <vector>

#include "clock.hpp"
#include "context.hpp"
#include "executor.hpp"
#include "power/device.hpp"
#include "power/domain.hpp"
#include "power/link.hpp"
#include "trace/sink.hpp"

namespace faultline::machine::host {
namespace {

using power::CallbackError;
using power::CallbackResult;
using power::Device;
using power::Status;

class CountingSupply final : public port::Supply {
 public:
  Result<void, port::SupplyError> enable() override {
    on = true;
    return {};
  }
  void disable() override { on = false; }
  std::atomic<bool> on{false};
};

// Counts its calls in plain fields: callbacks exclude each other, so that nothing guards them but
// the core. it but the core.
class CrowdedDriver final : public power::RuntimeCallbacks {
 public:
  CrowdedDriver(CountingSupply& supply, CrowdedDriver* its_supplier)
      : supplier(its_supplier), supply_(supply) {}

  CallbackResult suspend() override {
    EXPECT_TRUE(supply_.on && powered.load());
    if (++suspends_ % 7 == 0) return base::error(CallbackError::busy);
    powered = false;
    return {};
  }
  CallbackResult resume() override {
    EXPECT_TRUE(supply_.on && !powered.load());
    EXPECT_TRUE(!supplier || supplier->powered.load());
    if (++resumes_ % 11 == 0) return base::error(CallbackError::failed);
    powered = true;
    return {};
  }
  bool has_idle() const override { return true; }

  std::atomic<bool> powered{false};
  CrowdedDriver* supplier;

 private:
  CountingSupply& supply_;
  unsigned suspends_ = 0;
  unsigned resumes_ = 0;
};

constexpr int operations = 10000;
constexpr std::int64_t delay_ns = 20'000;

class PowerCrowd : public ::testing::Test {
 protected:
  PowerCrowd() {
    for (Device* device : {&smmu, &gpu}) {
      EXPECT_TRUE(domain.attach(*device));
      device->set_autosuspend_delay(delay_ns);
      device->use_autosuspend();
    }
    EXPECT_TRUE(link.connect());
    smmu.enable();
    gpu.enable();
    domain.sync(smmu);
    domain.sync(gpu);
  }
  ~PowerCrowd() override {
    gpu.disable();
    smmu.disable();
    link.disconnect();
    domain.detach(gpu);
    domain.detach(smmu);
  }

  Device& device(bool first) { return first ? smmu : gpu; }
  CrowdedDriver& driver(bool first) { return first ? smmu_driver : gpu_driver; }

  // A reference that a handler took in interrupt context.
  void interrupt(bool first, bool mark) {
    const HardInterrupt context;
    const auto taken = device(first).get_if_active();
    if (!taken || !*taken) return;
    EXPECT_TRUE(driver(first).powered.load());
    if (mark) {
      device(first).put_autosuspend();
    } else {
      device(first).put_autosuspend_unmarked();
    }
  }
  void use(bool first, unsigned how) {
    if (!device(first).resume_and_get()) return;
    EXPECT_TRUE(driver(first).powered.load());
    EXPECT_TRUE(first || smmu_driver.powered.load());
    switch (how % 4) {
      case 0: device(first).put(); break;
      case 1: static_cast<void>(device(first).put_sync()); break;
      case 2: static_cast<void>(device(first).put_sync_suspend()); break;
      default: device(first).put_autosuspend(); break;
    }
  }
  void do_something(unsigned choice) {
    const bool first = choice % 2 == 0;
    const unsigned how = choice / 2 % 64;
    if (how < 20) return use(first, how);
    if (how < 40) return interrupt(first, how % 2 == 0);
    if (how < 46) return static_cast<void>(device(first).request_resume());
    if (how < 52) return static_cast<void>(device(first).suspend());
    if (how < 55) return device(first).barrier();
    if (how < 58) return static_cast<void>(device(first).schedule_suspend(1000));
    if (how < 60) return device(first).demand_no_latency(how == 58);
    gpu.disable();  // not the supplier: disabled while suspended it would be passed over
    gpu.enable();
  }

  HostClock clock;
  HostExecutor executor;
  trace::NullSink sink;
  power::Core core{executor, clock, sink};
  CountingSupply supply;
  power::Domain domain{"domain", supply};
  CrowdedDriver smmu_driver{supply, nullptr};
  CrowdedDriver gpu_driver{supply, &smmu_driver};
  Device smmu{core, "smmu", 1, &smmu_driver};
  Device gpu{core, "gpu", 2, &gpu_driver};
  power::DeviceLink link{gpu, smmu};
};

TEST_F(PowerCrowd, NobodyMeetsADeviceWithoutPowerAndAllGoesOffInTheEnd) {
  std::vector<std::thread> crowd;
  for (unsigned seed = 1; seed <= 4; ++seed) {
    crowd.emplace_back([this, seed] {
      std::mt19937 random(seed);
      for (int i = 0; i < operations; ++i) do_something(static_cast<unsigned>(random()));
    });
  }
  for (std::thread& thread : crowd) thread.join();
  for (Device* each : {&gpu, &smmu}) {
    each->demand_no_latency(false);
    each->set_autosuspend_delay(0);
  }
  // Callbacks refuse now and then, so that it may take some asking.
  const auto asleep = [this] { return gpu.suspended() && smmu.suspended() && !supply.on; };
  for (int i = 0; i < 1000 && !asleep(); ++i) {
    static_cast<void>(gpu.suspend());
    static_cast<void>(smmu.suspend());
    clock.sleep_ns(1'000'000);
  }
  EXPECT_TRUE(asleep());
  EXPECT_EQ(gpu.usage_count() + smmu.usage_count(), 0);
  EXPECT_EQ(gpu.underflow_count() + smmu.underflow_count(), 0u);
}

TEST_F(PowerCrowd, LinkThatComesAndGoesKeepsTheCountsRight) {
  gpu_driver.supplier = nullptr;  // it may well resume while there is no link
  std::atomic<bool> stop{false};
  std::thread linker([&] {
    while (!stop) {
      link.disconnect();
      // A supplier that refuses to come up is asked again.
      while (!link.connect()) {
      }
      const auto active = gpu.get_if_active();
      if (active && *active) {
        EXPECT_TRUE(smmu_driver.powered.load());
        gpu.put();
      }
    }
  });
  std::vector<std::thread> users;
  for (unsigned seed = 1; seed <= 2; ++seed) {
    users.emplace_back([this, seed] {
      std::mt19937 random(seed);
      for (int i = 0; i < operations; ++i) {
        if (!gpu.resume_and_get()) continue;
        EXPECT_TRUE(gpu_driver.powered.load());
        static_cast<void>(random() % 2 == 0 ? gpu.put_sync() : gpu.put_sync_suspend());
      }
    });
  }
  for (std::thread& thread : users) thread.join();
  stop = true;
  linker.join();
  gpu.set_autosuspend_delay(0);
  for (int i = 0; i < 1000 && !gpu.suspended(); ++i) {
    static_cast<void>(gpu.suspend());
    clock.sleep_ns(1'000'000);
  }
  EXPECT_EQ(smmu.usage_count(), 0);
  EXPECT_EQ(smmu.underflow_count(), 0u);
}

}  // namespace
}  // namespace faultline::machine::host
