// SPDX-License-Identifier: Apache-2.0
//
// A GPU's driver over the driver of an SMMU on a table: what the GPU is and does, a test says.
#pragma once
#include <deque>
#include <functional>
#include <optional>
#include <string>

#include "client/adreno.hpp"
#include "driver/testing/bench.hpp"
#include "power/testing/fixture.hpp"

namespace faultline::client::testing {

inline constexpr std::uint64_t millisecond = 1'000'000;

class FakeWatchedGpu final : public WatchedGpu {
 public:
  std::uint64_t finished() override { return done; }
  std::uint64_t progress() override { return place; }
  bool stalled_on_fault() override { return stalled; }
  void recover(std::uint64_t submit) override {
    recovered.push_back(submit);
    const auto now = during;  // which may set another one
    now();
    done = submit;
  }

  std::uint64_t done = 0;
  std::uint64_t place = 0;
  bool stalled = false;
  std::function<void()> during = [] {};
  std::vector<std::uint64_t> recovered;
};

// Has scratch registers while the GPU's power device says that it has power.
class FakeGpu final : public GpuHardware {
 public:
  explicit FakeGpu(power::Device& power) : power_(power) {}

  Scratch scratch() override {
    EXPECT_EQ(power_.status(), power::Status::active);
    EXPECT_GT(power_.usage_count(), 0);
    ++reads;
    during();
    return {{11, 12, 13, 14}};
  }
  std::string_view block(std::uint32_t fsynr1) override { return fsynr1 == 3 ? "CCU" : "UNKNOWN"; }

  unsigned reads = 0;
  std::function<void()> during = [] {};

 private:
  power::Device& power_;
};

// The SMMU stands still; the GPU has a clock and power of its own.
class GpuBench : public driver::testing::Bench {
 public:
  static constexpr BankIndex bank{0};

  GpuBench() {
    serve();
    domain.emplace(*smmu);
    EXPECT_TRUE(domain->open({.stall = true, .gpu = true}));
    context.emplace(*domain);
    gpu.emplace("gpu", *context,
                AdrenoGpu::Machine{machine.clock, log, hardware, power, &hangcheck, &processes});
    power.use_autosuspend();
    power.set_autosuspend_delay(static_cast<std::int64_t>(millisecond));
    power.enable();
    forget();
  }
  ~GpuBench() {
    hangcheck.stop();
    machine.advance_far();
    EXPECT_TRUE(domain->close());
    smmu->remove();
  }

  // What the SMMU's driver hands over for a fault that stalled, or did not.
  static driver::ContextFaultRecord fault(std::uint32_t fsr, std::uint64_t address = 0x1234'5000) {
    driver::ContextFaultRecord record;
    record.FSR = reg::Value<spec::cb::FSR>(fsr);
    record.FAR = reg::Value<spec::cb::FAR>(address);
    record.TTBR0 = reg::Value<spec::cb::TTBR0>(0x0007'0000'0000'9000);
    record.CONTEXTIDR = reg::Value<spec::cb::CONTEXTIDR>(5);
    record.FSYNR1 = reg::Value<spec::cb::FSYNR1>(3);
    return record;
  }
  void deliver(std::uint32_t fsr) {
    EXPECT_EQ(gpu->on_fault(fault(fsr)), driver::Verdict::terminate);
  }
  // As the hardware has it.
  [[nodiscard]] bool stalls() {
    return spec::cb::SCTLR::CFCFG::decode(bus.get<spec::cb::SCTLR>(bank));
  }

  struct Machine : power::testing::ManualMachine {
    void advance_far() {
      executor.run_work();
      executor.advance(10 * millisecond);
      executor.run_work();
    }
  };

  Machine machine;
  power::testing::Driver power_driver;
  power::Device power{machine.core, "gpu", 9, &power_driver};
  FakeGpu hardware{power};
  FakeWatchedGpu watched;
  Hangcheck hangcheck{"gpu", {machine.clock, machine.executor, log, watched}};
  Processes processes;
  std::optional<driver::Domain> domain;
  std::optional<driver::flavour::AdrenoContext> context;
  std::optional<AdrenoGpu> gpu;
};

}  // namespace faultline::client::testing
