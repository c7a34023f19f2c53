// SPDX-License-Identifier: Apache-2.0
//
// The steps of probe. IHI 0062, chapters on identification and on initialization.
#include "driver/probe.hpp"

#include <algorithm>
#include <array>

#include "driver/probe_power.hpp"
#include "driver/smmu.hpp"
#include "driver/suspend.hpp"

namespace faultline::driver {
namespace {

StepResult refuse(Smmu& smmu, ProbeError error) {
  smmu.bringup().error = error;
  return base::error(StepError::failed);
}

StepResult turn_clocks_on(Smmu& smmu) {
  smmu.log(port::Severity::notice, "probing hardware configuration...");
  if (!smmu.config().clocks.enable()) return refuse(smmu, ProbeError::clocks_refused);
  smmu.bringup().holds_clocks = true;
  return {};
}

// The reset takes clocks of its own, which it keeps.
void let_go_of_clocks(Smmu& smmu) {
  if (!smmu.bringup().holds_clocks) return;
  smmu.bringup().holds_clocks = false;
  smmu.config().clocks.disable();
}

StepResult identify_hardware(Smmu& smmu) {
  const Config& config = smmu.config();
  if (config.architecture != Architecture::smmu_v2) {
    return refuse(smmu, ProbeError::unsupported_architecture);
  }
  smmu.registers().set_wide_access(smmu.flavour().wide_access());
  const auto made = decode(identify(smmu.registers()), config.firmware);
  if (!made) return refuse(smmu, made.error());
  smmu.bringup().capabilities = *made;
  smmu.registers().set_pages(made->pages);
  return {};
}

StepResult check_demands(Smmu& smmu) {
  const Config& config = smmu.config();
  const Capabilities& has = smmu.capabilities();
  if (config.banks.size() < has.banks) return refuse(smmu, ProbeError::bank_storage_too_small);
  if (config.streams.size() < has.stream_groups) {
    return refuse(smmu, ProbeError::stream_storage_too_small);
  }
  const unsigned forced = config.options.force_stage.value_or(has.stage1 ? 1 : 2);
  if (forced != 2 ? !has.stage1 : !has.stage2) {
    return refuse(smmu, ProbeError::forced_stage_absent);
  }
  const std::uint64_t longest_ns =
      std::max(config.options.tlb_sync_timeout_ns, config.options.translation_timeout_ns);
  if (config.options.close_deadline_ns <= longest_ns) {
    return refuse(smmu, ProbeError::bad_deadlines);
  }
  if (!smmu.interrupts().check()) return refuse(smmu, ProbeError::missing_interrupt);
  if (config.wiring.global_lines.empty()) {
    smmu.log(port::Severity::warning, "no global interrupt: global faults will not be reported");
  }
  return {};
}

// The first write: from here on no client bypasses, and nothing is interrupted.
StepResult shut_clients_out(Smmu& smmu) {
  smmu.registers().write(smmu.control(Smmu::Sources::masked));
  return {};
}

// Undone by nothing; but this and what was written after it lands before the clocks go. Those of
// the reset are gone already, and what it wrote has landed.
void land_writes(Smmu& smmu) {
  if (smmu.bringup().holds_clocks) steps::flush_writes(smmu);
}

StepResult fit_flavour(Smmu& smmu) {
  Capabilities& has = smmu.bringup().capabilities;
  smmu.flavour().adjust(smmu, has);
  if (has.banks == 0) return refuse(smmu, ProbeError::no_context_banks);
  using spec::gr0::StreamType;
  StreamTarget bypass{.type = StreamType::bypass};
  if (const auto bank = smmu.flavour().bypass_bank()) {
    bypass = {.type = StreamType::translate, .bank = *bank};
    const bool taken = smmu.bank(*bank).take();
    FL_CHECK(taken);  // nobody else is here yet
  }
  const StreamTarget when_free =
      smmu.options().disable_bypass ? StreamTarget{.type = StreamType::fault} : bypass;
  smmu.streams().open(has, when_free, bypass);
  return {};
}

void take_flavour_back(Smmu& smmu) {
  if (const auto bank = smmu.flavour().bypass_bank()) smmu.bank(*bank).release();
}

StepResult probe_stream_masks(Smmu& smmu) {
  smmu.streams().probe_masks(smmu.bringup().capabilities);
  return {};
}

StepResult say_what_there_is(Smmu& smmu) {
  log_capabilities(smmu.config().log, smmu.config().name, smmu.capabilities());
  return {};
}

// Waking from nothing is waking: the same table, and the same guarantees.
StepResult reset(Smmu& smmu) {
  if (auto woken = run_steps(smmu, smmu.config().sequences.resume); !woken) {
    return refuse(smmu, ProbeError::sync_timed_out);
  }
  smmu.bringup().awake = true;
  let_go_of_clocks(smmu);
  return {};
}

void undo_reset(Smmu& smmu) {
  smmu.bringup().awake = false;
  undo_steps(smmu, smmu.config().sequences.resume);
  give_up_power(smmu);
}

StepResult set_up_power(Smmu& smmu) {
  if (!enable_runtime_power(smmu)) return refuse(smmu, ProbeError::power_refused);
  return {};
}

StepResult request_interrupts(Smmu& smmu) {
  if (!smmu.interrupts().request_global()) return refuse(smmu, ProbeError::interrupt_refused);
  return {};
}

void free_interrupts(Smmu& smmu) {
  smmu.interrupts().free_global();
}

StepResult serve(Smmu& smmu) {
  smmu.set_service(Service::serving);
  let_go_of_power(smmu);
  return {};
}

constexpr std::array table = {
    Step{"turn clocks on", turn_clocks_on, let_go_of_clocks},
    Step{"identify", identify_hardware},
    Step{"check demands", check_demands},
    Step{"shut clients out", shut_clients_out, land_writes},
    Step{"fit flavour", fit_flavour, take_flavour_back},
    Step{"probe stream masks", probe_stream_masks},
    Step{"say what there is", say_what_there_is},
    Step{"reset", reset, undo_reset},
    Step{"set up power", set_up_power, disable_runtime_power},
    Step{"request interrupts", request_interrupts, free_interrupts},
    Step{"serve", serve},
};

}  // namespace

std::span<const Step> probe_steps() {
  return table;
}

}  // namespace faultline::driver
