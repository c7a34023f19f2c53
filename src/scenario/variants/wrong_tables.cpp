// SPDX-License-Identifier: Apache-2.0
//
// The steps that are wrong, and the tables that they are in.
#include "scenario/variants/wrong_tables.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "driver/smmu.hpp"
#include "driver/suspend.hpp"

namespace faultline::scenario::variants {

using driver::always;
using driver::FaultStep;
using driver::FaultVisit;
using driver::Sequences;
using driver::Smmu;
using driver::Step;

namespace {

using Table = std::vector<Step>;

auto place_of(auto& table, std::string_view name) {
  const auto place = std::ranges::find_if(table, [&](auto& step) { return step.name == name; });
  FL_CHECK(place != table.end());
  return place;
}

Table with_step_after(std::span<const Step> steps, std::string_view name, const Step& step) {
  Table table(steps.begin(), steps.end());
  table.insert(place_of(table, name) + 1, step);
  return table;
}

template <typename Visit>
void for_each_bank(Smmu& smmu, Visit&& visit) {
  for (std::uint32_t at = 0; at < smmu.bank_count(); ++at) {
    visit(BankIndex(static_cast<std::uint8_t>(at)));
  }
}

Sequences with_suspend(std::span<const Step> table) {
  Sequences sequences = driver::default_sequences();
  sequences.suspend = table;
  return sequences;
}

Sequences with_resume(std::span<const Step> table) {
  Sequences sequences = driver::default_sequences();
  sequences.resume = table;
  return sequences;
}

void wait_for_handlers(Smmu& smmu) {
  for_each_bank(smmu, [&](BankIndex bank) { smmu.interrupts().synchronise_context(bank); });
}

void tell_clients(Smmu& smmu) {
  smmu.faults().flush();
}

void mask_reports(Smmu& smmu) {
  driver::steps::mask_sources(smmu);
  using spec::cb::SCTLR;
  driver::Registers& registers = smmu.registers();
  for_each_bank(smmu, [&](BankIndex bank) {
    registers.write(bank, registers.read<SCTLR>(bank).with<SCTLR::CFRE>(false));
    registers.flush_writes(bank);
  });
}

void write_stale_streams(Smmu& smmu) {
  const auto now = smmu.config().streams;
  const std::vector<driver::StreamEntry> copy(now.begin(), now.end());
  smmu.streams().restore();
  using spec::gr0::S2CR;
  using spec::gr0::SMR;
  using spec::gr0::StreamType;
  for (std::uint32_t group = 0; group < copy.size(); ++group) {
    if (copy[group].users == 0 || copy[group].target.type != StreamType::translate) continue;
    smmu.registers().write(group, reg::Value<S2CR::Translation>()
                                      .with<S2CR::Translation::CBNDX>(copy[group].target.bank.value)
                                      .with<S2CR::Translation::TYPE>(StreamType::translate));
    smmu.registers().write(group, reg::Value<SMR::Basic>()
                                      .with<SMR::Basic::ID>(copy[group].match.id.value)
                                      .with<SMR::Basic::MASK>(copy[group].match.mask)
                                      .with<SMR::Basic::VALID>(true));
  }
  driver::steps::flush_writes(smmu);
}

void write_banks_alone(Smmu& smmu) {
  for_each_bank(smmu, [&](BankIndex bank) { smmu.bank(bank).write(smmu.registers(), bank); });
}

void free_context_lines(Smmu& smmu) {
  for_each_bank(smmu, [&](BankIndex bank) { smmu.interrupts().free_context(bank); });
}

bool clear_unless_stalled(Smmu& smmu, FaultVisit& visit) {
  return visit.record.stalled() || driver::fault_steps::clear_fault(smmu, visit);
}

bool clear_all(Smmu& smmu, FaultVisit& visit) {
  smmu.registers().clear(visit.record.bank, reg::clear_all<spec::cb::FSR>());
  return true;
}

namespace fs = driver::fault_steps;
constexpr FaultStep leaving_take[] = {{"read syndrome", fs::read_syndrome},
                                      {"clear unless stalled", clear_unless_stalled},
                                      {"end orphan", fs::end_orphan},
                                      {"flush writes", fs::flush_writes}};
constexpr FaultStep clearing_answer[] = {{"resume stall", fs::resume_stall},
                                         {"clear fault", fs::clear_fault},
                                         {"flush writes", fs::flush_writes}};
constexpr FaultStep clearing_take[] = {{"read syndrome", fs::read_syndrome},
                                       {"clear all", clear_all},
                                       {"end orphan", fs::end_orphan},
                                       {"flush writes", fs::flush_writes}};

}  // namespace

Table with_step(std::span<const Step> steps, std::string_view name, const Step& step) {
  Table table(steps.begin(), steps.end());
  *place_of(table, name) = step;
  return table;
}

Sequences waits_for_handlers() {
  static const Table table =
      with_step_after(driver::suspend_steps(), "mask sources",
                      {"wait for handlers", always<wait_for_handlers>, nullptr});
  return with_suspend(table);
}

Sequences waits_for_clients() {
  static const Table table = with_step_after(driver::suspend_steps(), "sweep faults",
                                             {"tell clients", always<tell_clients>, nullptr});
  return with_suspend(table);
}

Sequences masks_reports() {
  static const Table table =
      with_step(driver::suspend_steps(), "mask sources",
                {"mask sources", always<mask_reports>, driver::steps::unmask_sources});
  return with_suspend(table);
}

Sequences stale_streams() {
  const Sequences shipped = driver::default_sequences();
  static const Table table =
      with_step(shipped.resume, "restore streams",
                {"restore streams", always<write_stale_streams>, driver::steps::block_streams});
  return with_resume(table);
}

Sequences forgets_flavour() {
  static const Table table = with_step(driver::default_sequences().resume, "program banks",
                                       {"program banks", always<write_banks_alone>, nullptr});
  return with_resume(table);
}

Sequences deaf_banks() {
  static const Table table =
      with_step_after(driver::default_sequences().resume, "program banks",
                      {"free context lines", always<free_context_lines>, nullptr});
  return with_resume(table);
}

Sequences resumes_before_clear() {
  Sequences sequences = driver::default_sequences();
  sequences.faults.take = leaving_take;
  sequences.faults.answer = clearing_answer;
  return sequences;
}

Sequences clears_all() {
  Sequences sequences = driver::default_sequences();
  sequences.faults.take = clearing_take;
  return sequences;
}

}  // namespace faultline::scenario::variants
