// SPDX-License-Identifier: Apache-2.0
//
// The tables, and the steps that the shipped driver does not have.
#include "scenario/variants/mainline_sequences.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "driver/resume.hpp"
#include "driver/smmu.hpp"
#include "driver/suspend.hpp"

namespace faultline::scenario::variants {
namespace {

using driver::always;
using driver::Smmu;
using driver::Step;
namespace steps = driver::steps;

template <typename Visit>
void for_each_bank(Smmu& smmu, Visit&& visit) {
  for (std::uint32_t at = 0; at < smmu.bank_count(); ++at) {
    visit(BankIndex(static_cast<std::uint8_t>(at)));
  }
}

// --- Suspend ---

void mask_bank(driver::Registers& registers, BankIndex bank) {
  using spec::cb::SCTLR;
  const auto found = registers.read<SCTLR>(bank);
  registers.write(bank, found.with<SCTLR::CFRE>(false).with<SCTLR::CFIE>(false));
}

void mask_global(driver::Registers& registers) {
  using spec::gr0::sCR0;
  registers.write(registers.read<sCR0>()
                      .with<sCR0::GFRE>(false)
                      .with<sCR0::GFIE>(false)
                      .with<sCR0::GCFGFRE>(false)
                      .with<sCR0::GCFGFIE>(false));
}

void mask_by_reading(Smmu& smmu) {
  mask_global(smmu.registers());
  for_each_bank(smmu, [&smmu](BankIndex bank) { mask_bank(smmu.registers(), bank); });
}

void wait_for_handlers(Smmu& smmu) {
  const driver::Wiring& wiring = smmu.config().wiring;
  irq::Core& core = smmu.config().interrupts;
  for (const LineNumber line : wiring.global_lines) core.synchronise(line);
  for (const LineNumber line : wiring.context_lines.first(smmu.bank_count())) {
    core.synchronise(line);
  }
}

constexpr std::array mainline_table{Step{"cut clocks", always<steps::cut_clocks>}};
constexpr std::array masking_table{Step{"mask by reading", always<mask_by_reading>},
                                   Step{"cut clocks", always<steps::cut_clocks>}};
constexpr std::array waiting_table{Step{"mask by reading", always<mask_by_reading>},
                                   Step{"wait for handlers", always<wait_for_handlers>},
                                   Step{"cut clocks", always<steps::cut_clocks>}};

// --- Resume ---

void clear_global_status(Smmu& smmu) {
  smmu.registers().clear(reg::clear_all<spec::gr0::sGFSR>());
}

// All groups, free ones included: they may hold anything.
void write_streams(Smmu& smmu) {
  using spec::gr0::S2CR;
  using spec::gr0::StreamType;
  const driver::Capabilities& has = smmu.capabilities();
  const auto when_free = smmu.options().disable_bypass ? StreamType::fault : StreamType::bypass;
  for (std::uint32_t group = 0; group < has.stream_groups; ++group) {
    if (smmu.config().streams[group].users > 0) continue;
    smmu.registers().write(group, reg::Value<S2CR>().with<S2CR::TYPE>(when_free));
    if (has.stream_matching) smmu.registers().write(group, reg::Value<spec::gr0::SMR>());
  }
  smmu.streams().restore();
}

// The bank's interrupt is enabled before its status is cleared.
void write_banks(Smmu& smmu) {
  for_each_bank(smmu, [&smmu](BankIndex bank) {
    smmu.bank(bank).write(smmu.registers(), bank);
    smmu.registers().clear(bank, reg::clear_all<spec::cb::FSR>());
  });
}

void reset_implementation(Smmu& smmu) {
  smmu.flavour().reset(smmu);
  for_each_bank(smmu, [&smmu](BankIndex bank) { smmu.flavour().reset_bank(smmu, bank); });
}

void write_control(Smmu& smmu) {
  smmu.registers().write(smmu.control(Smmu::Sources::unmasked));
}

constexpr std::array resume_table{Step{"turn clocks on", steps::turn_clocks_on, steps::cut_clocks},
                                  Step{"clear global status", always<clear_global_status>},
                                  Step{"write streams", always<write_streams>},
                                  Step{"write banks", always<write_banks>},
                                  Step{"invalidate all", steps::forget_translations},
                                  Step{"reset implementation", always<reset_implementation>},
                                  // Until here every client bypasses after a power loss.
                                  Step{"write control", always<write_control>}};

// --- Probe ---

// The shipped table with the global interrupts before the reset.
std::vector<Step> early_interrupts() {
  const auto shipped = driver::default_sequences().probe;
  const auto named = [](std::string_view name) {
    return [name](const Step& step) { return step.name == name; };
  };
  std::vector<Step> table(shipped.begin(), shipped.end());
  const auto reset = std::ranges::find_if(table, named("reset"));
  const auto request = std::ranges::find_if(table, named("request interrupts"));
  FL_CHECK(reset < request && request != table.end());
  std::rotate(reset, request, request + 1);
  return table;
}

}  // namespace

driver::Sequences mainline_sequences(std::span<const Step> suspend) {
  static const std::vector<Step> probe = early_interrupts();
  driver::Sequences sequences = driver::default_sequences();
  sequences.probe = probe;
  sequences.suspend = suspend;
  sequences.resume = resume_table;
  return sequences;
}

std::span<const Step> mainline_suspend() {
  return mainline_table;
}
std::span<const Step> masking_suspend() {
  return masking_table;
}
std::span<const Step> waiting_suspend() {
  return waiting_table;
}

}  // namespace faultline::scenario::variants
