// SPDX-License-Identifier: Apache-2.0
//
// The steps of remove and shutdown: both end like a suspend, which blocks all streams and shuts the
// gate for whoever comes later.
#include "driver/remove.hpp"

#include <array>

#include "driver/probe_power.hpp"
#include "driver/smmu.hpp"
#include "driver/suspend.hpp"

namespace faultline::driver {
namespace {

StepResult stop_serving(Smmu& smmu) {
  smmu.set_service(Service::shut_down);
  return {};
}

StepResult check_domains_closed(Smmu& smmu) {
  for (std::uint32_t at = 0; at < smmu.bank_count(); ++at) {
    FL_CHECK(smmu.bank(BankIndex(static_cast<std::uint8_t>(at))).domain() == nullptr);
  }
  FL_CHECK(smmu.streams().in_use() == 0);
  return {};
}

// An SMMU that does not wake has nothing to be put away; the steps after this see that.
StepResult wake(Smmu& smmu) {
  if (!hold_power(smmu)) smmu.log(port::Severity::error, "does not wake; left as it is");
  return {};
}

StepResult end_runtime_power(Smmu& smmu) {
  disable_runtime_power(smmu);
  return {};
}

StepResult free_interrupts(Smmu& smmu) {
  smmu.interrupts().free_global();
  smmu.faults().flush();
  return {};
}

StepResult announce(Smmu& smmu) {
  smmu.log(port::Severity::notice, "disabling translation");
  return {};
}

// Those who keep it busy hold tokens, and tokens are short. An SMMU that refuses again and again
// (its TLB does not answer) is blocked, and left without clocks all the same.
StepResult put_to_sleep(Smmu& smmu) {
  constexpr unsigned attempts = 3;
  for (unsigned i = 0; i < attempts && smmu.bringup().awake; ++i) {
    if (smmu.suspend()) return {};
  }
  if (!smmu.bringup().awake) return {};
  smmu.log(port::Severity::error, "does not go to sleep; forced");
  smmu.streams().block();
  smmu.gate().close_at_last();
  smmu.interrupts().disable();
  smmu.config().clocks.disable();
  smmu.bringup().awake = false;
  return {};
}

StepResult power_off(Smmu& smmu) {
  give_up_power(smmu);
  return {};
}

// After suspending, clients abort. Where they have to bypass instead, that is the last thing
// written.
StepResult let_clients_bypass(Smmu& smmu) {
  if (!smmu.options().bypass_at_shutdown) return {};
  if (!smmu.config().clocks.enable()) {
    smmu.log(port::Severity::error, "no clocks; clients do not bypass");
    return {};
  }
  using spec::gr0::sCR0;
  smmu.registers().write(reg::Value<sCR0>().with<sCR0::CLIENTPD>(true));
  steps::flush_writes(smmu);
  smmu.config().clocks.disable();
  return {};
}

StepResult release_flavour(Smmu& smmu) {
  if (const auto bank = smmu.flavour().bypass_bank()) smmu.bank(*bank).release();
  smmu.set_service(Service::absent);
  return {};
}

constexpr std::array remove_table = {
    Step{"stop serving", stop_serving},
    Step{"check domains closed", check_domains_closed},
    Step{"wake", wake},
    Step{"end runtime power", end_runtime_power},
    Step{"put to sleep", put_to_sleep},
    Step{"free interrupts", free_interrupts},
    Step{"let clients bypass", let_clients_bypass},
    Step{"power off", power_off},
    Step{"release flavour", release_flavour},
};

constexpr std::array shutdown_table = {
    Step{"stop serving", stop_serving},
    Step{"announce", announce},
    Step{"wake", wake},
    Step{"end runtime power", end_runtime_power},
    Step{"put to sleep", put_to_sleep},
    Step{"let clients bypass", let_clients_bypass},
    Step{"power off", power_off},
};

}  // namespace

std::span<const Step> remove_steps() {
  return remove_table;
}

std::span<const Step> shutdown_steps() {
  return shutdown_table;
}

}  // namespace faultline::driver
