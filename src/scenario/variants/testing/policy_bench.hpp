// SPDX-License-Identifier: Apache-2.0
//
// A policy of the discussion driven by hand: over a bag of registers, with a power device whose
// status is what a test makes it, and a client that looks around while it is told of a fault.
#pragma once
#include <functional>
#include <optional>

#include "driver/testing/bench.hpp"
#include "power/testing/manual_machine.hpp"
#include "scenario/variants/mainline.hpp"

namespace faultline::scenario::variants::testing {

// Lets a test act while the device suspends, before the driver does anything, and while it resumes,
// when the driver has done everything.
class Callbacks final : public power::RuntimeCallbacks {
 public:
  power::CallbackResult suspend() override {
    while_suspending();
    return smmu->suspend();
  }
  power::CallbackResult resume() override {
    FL_TRY(smmu->resume());
    while_resuming();
    return {};
  }
  driver::Smmu* smmu = nullptr;
  std::function<void()> while_suspending = [] {};
  std::function<void()> while_resuming = [] {};
};

enum class Handlers : std::uint8_t { hard, threaded };

// In service, active, with a domain on bank 0, and nobody's reference.
template <typename Policy>
class PolicyBench : public driver::testing::Bench {
 public:
  explicit PolicyBench(Handlers handlers = Handlers::threaded) {
    flavour.threaded = handlers == Handlers::threaded;
    config.policy = &policy;
    config.sequences = policy.sequences();
    callbacks.smmu = &make();
    policy.meet(*smmu, device);
    EXPECT_TRUE(smmu->probe(&device));
    domain.emplace(*smmu);
    EXPECT_TRUE(domain->open({.fault_handler = &client}));
    EXPECT_EQ(domain->bank(), bank);
    forget();
  }
  ~PolicyBench() {
    EXPECT_TRUE(domain->close());
    smmu->remove();
  }

  irq::Verdict context_interrupt() { return policy.on_context_interrupt(*smmu, bank); }
  irq::Verdict global_interrupt() { return policy.on_global_interrupt(*smmu); }

  // A translation fault, and a context interrupt; what the usage count is while the client is told.
  std::optional<std::int32_t> usage_while_told() {
    std::optional<std::int32_t> usage;
    client.during = [&] { usage = device.usage_count(); };
    raise(spec::cb::FSR::TF::mask, 0x1000);
    static_cast<void>(context_interrupt());
    return usage;
  }
  // The same of a global fault: at the first register access.
  std::optional<std::int32_t> usage_while_read() {
    std::optional<std::int32_t> usage;
    bus.after = [&](const auto&) { usage = usage.value_or(device.usage_count()); };
    bus.set<spec::gr0::sGFSR>(spec::gr0::sGFSR::USF::mask);
    static_cast<void>(global_interrupt());
    bus.after = [](const auto&) {};
    return usage;
  }
  // Whether a handler leaves the registers alone and says "not mine".
  bool declines_context() {
    forget();
    return context_interrupt() == irq::Verdict::none && bus.accesses.empty();
  }
  bool declines_global() {
    forget();
    return global_interrupt() == irq::Verdict::none && bus.accesses.empty();
  }
  void suspend() { EXPECT_TRUE(device.suspend()); }

  static constexpr BankIndex bank{0};
  power::testing::ManualMachine machine;
  Callbacks callbacks;
  Policy policy;
  power::Device device{machine.core, "smmu", 7, &callbacks};
  driver::testing::TestClient client;
  std::optional<driver::Domain> domain;
};

}  // namespace faultline::scenario::variants::testing
