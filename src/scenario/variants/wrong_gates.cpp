// SPDX-License-Identifier: Apache-2.0
//
// What the wrong gates do, and the tables of those that do without the gate's word.
#include "scenario/variants/wrong_gates.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

#include "scenario/variants/wrong_tables.hpp"

namespace faultline::scenario::variants {

using driver::Admission;
using driver::Purpose;
using driver::Smmu;
using driver::StepResult;

namespace {

bool is_handler(Purpose purpose) {
  return purpose == Purpose::context_fault || purpose == Purpose::global_fault;
}

Admission with_epoch(Admission admission, std::uint64_t mask) {
  admission.epoch &= mask;
  return admission;
}

}  // namespace

Admission NoEpoch::admit(Purpose purpose) {
  return with_epoch(OverGate::admit(purpose), 0);
}
Admission NoEpoch::readmit(Purpose purpose) {
  return with_epoch(OverGate::readmit(purpose), 0);
}

Admission OneBitEpoch::admit(Purpose purpose) {
  return with_epoch(OverGate::admit(purpose), 1);
}
Admission OneBitEpoch::readmit(Purpose purpose) {
  return with_epoch(OverGate::readmit(purpose), 1);
}

Admission RefusesAnswers::readmit(Purpose purpose) {
  return admit(purpose);
}

Admission MarksBusy::admit(Purpose purpose) {
  Admission admission = OverGate::admit(purpose);
  if (admission.admitted && is_handler(purpose)) {
    admission.reference = device().get_if_active().value_or(false);
  }
  return admission;
}
void MarksBusy::release(Purpose purpose, const Admission& admission) {
  OverGate::release(purpose, admission);
  if (admission.reference) device().put_autosuspend();
}

irq::Verdict NotMine::on_context_interrupt(Smmu& smmu, BankIndex bank) {
  static_cast<void>(OverGate::on_context_interrupt(smmu, bank));
  return irq::Verdict::none;
}

// What is asked for is done here, so that the driver, which would write it once more, is refused.
Admission ReadsToWrite::admit(Purpose purpose) {
  const Admission admission = OverGate::admit(purpose);
  if (purpose != Purpose::stall_switch || !admission.admitted) return admission;
  using spec::cb::SCTLR;
  driver::Registers& registers = smmu().registers();
  for (std::uint32_t at = 0; at < smmu().bank_count(); ++at) {
    const BankIndex bank(static_cast<std::uint8_t>(at));
    const driver::BankControl control = smmu().bank(bank).shadow().control;
    if (!control.translate) continue;
    const auto found = registers.read<SCTLR>(bank);
    registers.write(bank, found.with<SCTLR::CFCFG>(control.stall));
    registers.flush_writes(bank);
  }
  OverGate::release(purpose, admission);
  return {};
}

namespace {

template <typename Policy>
Policy& policy_of(Smmu& smmu) {
  return static_cast<Policy&>(smmu.policy());
}

StepResult put_last(Smmu& smmu) {
  if (!policy_of<TornCount>(smmu).put_last()) return base::error(driver::StepError::busy);
  return {};
}
void get_first(Smmu& smmu) {
  policy_of<TornCount>(smmu).get_first();
}

StepResult close_flag(Smmu& smmu) {
  if (!policy_of<OneFlag>(smmu).close()) return base::error(driver::StepError::busy);
  return {};
}
void open_flag(Smmu& smmu) {
  policy_of<OneFlag>(smmu).open();
}

}  // namespace

driver::Sequences TornCount::sequences() const {
  static const auto suspend = with_step(driver::default_sequences().suspend, "close gate",
                                        {"put last", variants::put_last, variants::get_first});
  static const auto resume = with_step(driver::default_sequences().resume, "open gate",
                                       {"get first", driver::always<variants::get_first>, nullptr});
  driver::Sequences sequences = driver::default_sequences();
  sequences.suspend = suspend;
  sequences.resume = resume;
  return sequences;
}

Admission TornCount::admit(Purpose) {
  const std::uint32_t users = users_.load();
  if (users == 0) return {};
  users_.store(users + 1);
  return {.admitted = true, .epoch = 1};
}
void TornCount::release(Purpose, const Admission&) {
  users_.store(users_.load() - 1);
}
bool TornCount::put_last() {
  if (users_.load() != 1) return false;
  users_.store(0);
  return true;
}

driver::Sequences OneFlag::sequences() const {
  static const auto suspend = with_step(driver::default_sequences().suspend, "close gate",
                                        {"close flag", close_flag, open_flag});
  static const auto resume = with_step(driver::default_sequences().resume, "open gate",
                                       {"open flag", driver::always<open_flag>, nullptr});
  driver::Sequences sequences = driver::default_sequences();
  sequences.suspend = suspend;
  sequences.resume = resume;
  return sequences;
}

// The flag before the question, so that whoever closes sees one or is seen.
Admission OneFlag::admit(Purpose) {
  busy_.store(true);
  if (!closed_.load()) return {.admitted = true, .epoch = 1};
  busy_.store(false);
  return {};
}
void OneFlag::release(Purpose, const Admission&) {
  busy_.store(false);
}
bool OneFlag::close() {
  closed_.store(true);
  if (!busy_.load()) return true;
  closed_.store(false);
  return false;
}

}  // namespace faultline::scenario::variants
