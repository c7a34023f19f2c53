// SPDX-License-Identifier: Apache-2.0
//
// Mainline's fault handlers. The guard spans all of a handler, the client is told before the fault
// is cleared, and nothing is read back.
#include "driver/fault_read.hpp"
#include "driver/smmu.hpp"
#include "driver/stall.hpp"
#include "scenario/variants/mainline.hpp"

namespace faultline::scenario::variants {
namespace {

using driver::Purpose;
using driver::Token;

constexpr std::uint64_t no_bank = 0xff;  // in traces

irq::Verdict not_mine(driver::Smmu& smmu, std::uint64_t bank) {
  smmu.emit(trace::Kind::fault_declined, bank);
  return irq::Verdict::none;
}

}  // namespace

irq::Verdict Mainline::on_context_interrupt(driver::Smmu& smmu, BankIndex bank) {
  const Token token = try_enter(Purpose::context_fault);
  if (!token) return not_mine(smmu, bank.value);
  const auto record = driver::read_context_fault(smmu, bank);
  if (!record) return not_mine(smmu, bank.value);
  const driver::Verdict verdict = smmu.faults().report(*record);
  driver::clear_fault(smmu, *record);
  if (record->stalled()) {
    using spec::cb::Resume;
    const bool again = verdict == driver::Verdict::retry;
    driver::resume_stalled(smmu, bank, again ? Resume::retry : Resume::terminate);
  }
  return irq::Verdict::handled;
}

irq::Verdict Mainline::on_global_interrupt(driver::Smmu& smmu) {
  const Token token = try_enter(Purpose::global_fault);
  if (!token) return not_mine(smmu, no_bank);
  const auto record = driver::read_global_fault(smmu);
  if (!record) return not_mine(smmu, no_bank);
  smmu.faults().report(*record);
  driver::clear_fault(smmu, *record);
  return irq::Verdict::handled;
}

}  // namespace faultline::scenario::variants
