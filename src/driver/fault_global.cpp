// SPDX-License-Identifier: Apache-2.0
//
// The global fault handler: streams that nobody knows or that are blocked, conflicts, and what the
// SMMU could not put down to a bank. There is no client to ask, and nothing stalls.
#include "driver/fault_read.hpp"
#include "driver/faults.hpp"
#include "driver/smmu.hpp"
#include "driver/suspend.hpp"

namespace faultline::driver {

namespace {
constexpr std::uint64_t no_bank = 0xff;  // in traces
}

irq::Verdict Faults::on_global_interrupt() {
  std::optional<GlobalFaultRecord> record;
  {
    const Token token = smmu_.policy().try_enter(Purpose::global_fault);
    if (!token) return decline(global_counters_, no_bank);
    record = read_global_fault(smmu_);
    if (!record) {
      smmu_.emit(trace::Kind::fault_declined, no_bank);
      return irq::Verdict::none;
    }
    record->epoch = token.epoch();
    clear_fault(smmu_, *record);
    steps::flush_writes(smmu_);  // as for context faults
  }
  report(*record);
  return irq::Verdict::handled;
}

void Faults::report(const GlobalFaultRecord& record) {
  global_counters_.reported.fetch_add(1);
  if (record.overflowed()) global_counters_.overflowed.fetch_add(1);
  smmu_.emit(trace::Kind::fault_reported, no_bank, record.sGFAR.bits(), record.sGFSR.bits());
  if (may_log(global_limit_)) return log(record);
  global_counters_.suppressed.fetch_add(1);
  smmu_.emit(trace::Kind::fault_suppressed, no_bank, record.sGFAR.bits(), record.sGFSR.bits());
}

}  // namespace faultline::driver
