// SPDX-License-Identifier: Apache-2.0
//
// Tells of a fault: the client first, and the log if the client does not know what to make of it.
// Called without a token and without a lock.
#include "driver/domain.hpp"
#include "driver/fault_log.hpp"
#include "driver/faults.hpp"
#include "driver/smmu.hpp"

namespace faultline::driver {

Verdict Faults::report(const ContextFaultRecord& record) {
  Bank& bank = smmu_.bank(record.bank);
  FaultCounters& counters = bank.faults.counters;
  counters.reported.fetch_add(1);
  if (record.overflowed()) counters.overflowed.fetch_add(1);
  smmu_.emit(trace::Kind::fault_reported, record.bank.value, record.iova().value,
             record.FSR.bits());
  const Domain* domain = bank.domain();
  FaultHandler* client = domain ? domain->fault_handler() : nullptr;
  const Verdict verdict = client ? client->on_fault(record) : Verdict::not_handled;
  if (verdict != Verdict::not_handled) return verdict;
  if (may_log(bank.faults.log_limit)) {
    log(record);
  } else {
    counters.suppressed.fetch_add(1);
    smmu_.emit(trace::Kind::fault_suppressed, record.bank.value, record.iova().value,
               record.FSR.bits());
  }
  return verdict;
}

bool Faults::may_log(RateLimit& limit) {
  const RateLimit::Answer answer = limit.ask(smmu_.config().clock.now_ns());
  if (answer.suppressed_before > 0) {
    smmu_.log(port::Severity::warning, suppressed_line(answer.suppressed_before).view());
  }
  return answer.allowed;
}

void Faults::log(const ContextFaultRecord& record) {
  smmu_.log(port::Severity::error, context_fault_line(record).view());
  smmu_.log(port::Severity::error, fault_status_line(record).view());
  smmu_.log(port::Severity::error, fault_syndrome_line(record).view());
}

void Faults::log(const GlobalFaultRecord& record) {
  const bool strict = smmu_.options().disable_bypass;
  smmu_.log(port::Severity::error, global_fault_line(record, strict).view());
  smmu_.log(port::Severity::error, global_registers_line(record).view());
}

}  // namespace faultline::driver
