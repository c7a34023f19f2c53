// SPDX-License-Identifier: Apache-2.0
//
// A crowd on the simulated machine: threads, a timer's interrupt, the worker and autosuspend, on
// two linked devices in one domain, in many random interleavings of every lock, atomic, timer and
// wait. A seed that fails, fails again.
#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

#include "power/device.hpp"
#include "power/domain.hpp"
#include "power/link.hpp"
#include "power/testing/supply.hpp"
#include "sim/executor.hpp"
#include "sim/interrupt_controller.hpp"
#include "sim/kernel.hpp"

namespace faultline::power {
namespace {

// Whatever can happen may happen next, also a timer whose time has not come.
class AnythingNext final : public sim::Scheduler {
 public:
  explicit AnythingNext(std::uint64_t seed) : random_(seed) {}
  std::size_t pick(std::span<const sim::Candidate> candidates) override {
    return random_.below(candidates.size());
  }
  bool in_virtual_time() const override { return false; }

 private:
  sim::Random random_;
};

class CrowdedDriver final : public RuntimeCallbacks {
 public:
  CrowdedDriver(sim::Kernel& kernel, testing::Supply& supply) : kernel_(kernel), supply_(supply) {}

  CallbackResult suspend() override {
    const Inside inside(*this);
    EXPECT_TRUE(supply_.on && powered);
    kernel_.spend(100);
    if (refusing && ++calls_ % 5 == 0) return base::error(CallbackError::busy);
    powered = false;
    return {};
  }
  CallbackResult resume() override {
    const Inside inside(*this);
    EXPECT_TRUE(supply_.on && !powered);
    kernel_.spend(100);
    if (refusing && ++calls_ % 7 == 0) return base::error(CallbackError::failed);
    powered = true;
    return {};
  }
  bool has_idle() const override { return true; }

  bool powered = false;
  bool refusing = true;

 private:
  // Callbacks of one device exclude each other.
  struct Inside {
    explicit Inside(CrowdedDriver& its_driver) : driver(its_driver) {
      EXPECT_FALSE(driver.inside_);
      driver.inside_ = true;
    }
    ~Inside() { driver.inside_ = false; }
    CrowdedDriver& driver;
  };
  sim::Kernel& kernel_;
  testing::Supply& supply_;
  bool inside_ = false;
  unsigned calls_ = 0;
};

constexpr std::int64_t delay_ns = 3000;

class Crowd final : public trace::Sink {
 public:
  Crowd(sim::Scheduler& scheduler, std::uint64_t seed, bool refusing)
      : kernel_(2, scheduler, sim::Costs{}), random_(seed) {
    kernel_.recorder().add(*this);
    kernel_.set_limits(10'000'000'000, 400'000);
    smmu_driver_.refusing = gpu_driver_.refusing = refusing;
    for (std::uint8_t i = 0; i < thread_count; ++i) {
      kernel_.spawn(sim::ContextKind::thread, "user", i % 2, port::Priority::normal,
                    port::Callback::to<&Crowd::use>(*this));
    }
  }

  sim::Stop run() {
    prepare();
    return kernel_.run();
  }
  void record(const trace::Event& event) override {
    if (event.kind == trace::Kind::sleep_forbidden) ADD_FAILURE() << event.text << " may sleep";
  }
  // What is left when nothing can happen any more.
  void expect_everything_off() {
    EXPECT_TRUE(kernel_.stuck().empty());
    EXPECT_TRUE(smmu_.suspended() && gpu_.suspended());
    EXPECT_FALSE(supply_.on);
    EXPECT_EQ(smmu_.usage_count() + gpu_.usage_count(), 0);
    EXPECT_EQ(smmu_.underflow_count() + gpu_.underflow_count(), 0u);
    EXPECT_GT(uses_, 0u);
  }
  void take_apart() {
    for (Device* device : {&gpu_, &smmu_}) {
      device->disable();
      domain_.detach(*device);
    }
  }

 private:
  static constexpr int thread_count = 3;
  static constexpr int operations = 25;

  void prepare() {
    for (Device* device : {&smmu_, &gpu_}) {
      EXPECT_TRUE(domain_.attach(*device));
      device->set_autosuspend_delay(delay_ns);
      device->use_autosuspend();
    }
    EXPECT_TRUE(link_.connect());
    for (Device* device : {&smmu_, &gpu_}) {
      device->enable();
      domain_.sync(*device);
    }
    executor_.arm(interrupt_, 500);
  }

  Device& device(bool first) { return first ? smmu_ : gpu_; }
  CrowdedDriver& driver(bool first) { return first ? smmu_driver_ : gpu_driver_; }

  // A linked consumer that is active has a supplier that is.
  bool has_power(bool first) { return driver(first).powered && (!linked_ || smmu_driver_.powered); }

  // A fault handler, as it were.
  void on_interrupt() {
    const bool first = random_.one_in(2);
    const auto taken = device(first).get_if_active();
    if (taken && *taken) {
      EXPECT_TRUE(driver(first).powered);
      kernel_.spend(50);
      EXPECT_TRUE(driver(first).powered);
      device(first).put_autosuspend();
    }
    if (active_threads_ > 0) executor_.arm(interrupt_, kernel_.now_ns() + 1000);
  }

  void hold(bool first, std::uint64_t how) {
    if (!device(first).resume_and_get()) return;
    ++uses_;
    EXPECT_TRUE(has_power(first));
    kernel_.spend(200);
    EXPECT_TRUE(has_power(first));
    switch (how % 4) {
      case 0: device(first).put(); break;
      case 1: static_cast<void>(device(first).put_sync()); break;
      case 2: static_cast<void>(device(first).put_sync_suspend()); break;
      default: device(first).put_autosuspend(); break;
    }
  }

  void do_something() {
    const bool first = random_.one_in(2);
    const std::uint64_t how = random_.below(16);
    if (how < 8) return hold(first, how);
    if (how < 10) return static_cast<void>(device(first).request_resume());
    if (how < 12) return static_cast<void>(device(first).suspend());
    if (how < 13) return device(first).barrier();
    if (how < 14) return static_cast<void>(device(first).schedule_suspend(100));
    if (how < 15) {
      link_mutex_.lock();
      linked_ = false;
      link_.disconnect();
      while (!link_.connect()) {
      }
      linked_ = true;
      link_mutex_.unlock();
      return;
    }
    gpu_.disable();
    gpu_.enable();
  }

  void use() {
    for (int i = 0; i < operations; ++i) do_something();
    if (--active_threads_ > 0) return;
    // The last one out turns off the light; a callback that refuses is asked again.
    smmu_driver_.refusing = gpu_driver_.refusing = false;
    static_cast<void>(gpu_.request_idle());
    static_cast<void>(smmu_.request_idle());
  }

  sim::Kernel kernel_;
  sim::InterruptController controller_{kernel_};
  sim::Executor executor_{kernel_, 2};
  sim::Clock clock_{kernel_};
  Core core_{executor_, clock_, kernel_.recorder()};
  sim::Random random_;
  testing::Supply supply_;
  Domain domain_{"domain", supply_};
  CrowdedDriver smmu_driver_{kernel_, supply_};
  CrowdedDriver gpu_driver_{kernel_, supply_};
  Device smmu_{core_, "smmu", 1, &smmu_driver_};
  Device gpu_{core_, "gpu", 2, &gpu_driver_};
  DeviceLink link_{gpu_, smmu_};
  port::Mutex link_mutex_{"link"};
  port::Timer interrupt_{"interrupt", port::Callback::to<&Crowd::on_interrupt>(*this)};
  bool linked_ = true;
  int active_threads_ = thread_count;
  unsigned uses_ = 0;
};

TEST(PowerCrowd, EverybodyHasPowerAndAllGoesOffInTheEndInAnyOrder) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    SCOPED_TRACE(seed);
    AnythingNext scheduler(seed);
    Crowd crowd(scheduler, seed, true);
    ASSERT_EQ(crowd.run(), sim::Stop::quiet);
    crowd.expect_everything_off();
    crowd.take_apart();
    if (HasFailure()) return;
  }
}

// One device, one user, virtual time.
TEST(PowerInTime, IdleDeviceSuspendsOneDelayAfterItsLastUse) {
  sim::TimedScheduler scheduler(1);
  sim::Kernel kernel(2, scheduler, sim::Costs{});
  kernel.set_limits(1'000'000'000, 100'000);
  sim::Executor executor(kernel, 1);
  sim::Clock clock(kernel);
  Core core{executor, clock, kernel.recorder()};
  Device device(core, "device", 1, nullptr);
  device.set_autosuspend_delay(20'000'000);
  device.use_autosuspend();
  device.enable();
  std::uint64_t last_use_ns = 0;
  auto use = [&] {
    for (int i = 0; i < 3; ++i) {
      EXPECT_TRUE(device.resume_and_get());
      kernel.spend(7'000'000);
      last_use_ns = kernel.now_ns();
      device.put_autosuspend();
      kernel.spend(5'000'000);
    }
  };
  kernel.spawn(sim::ContextKind::thread, "user", 0, port::Priority::normal,
               {[](void* body) { (*static_cast<decltype(use)*>(body))(); }, &use});
  EXPECT_EQ(kernel.run(), sim::Stop::quiet);
  EXPECT_TRUE(device.suspended());
  EXPECT_GE(kernel.now_ns(), last_use_ns + 20'000'000);
  EXPECT_LE(kernel.now_ns(), last_use_ns + 20'000'000 + 20'000);
}

}  // namespace
}  // namespace faultline::power
