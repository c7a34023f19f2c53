// SPDX-License-Identifier: Apache-2.0
//
// The context fault handler. Registers are touched in two short stretches, each under a token of
// its own: to take the record, and, after the client has thought about it for as long as it likes,
// to answer a stalled transaction. docs/protocol.md, Handler.
#include "driver/domain.hpp"
#include "driver/fault_read.hpp"
#include "driver/faults.hpp"
#include "driver/smmu.hpp"

namespace faultline::driver {

irq::Verdict Faults::on_context_interrupt(BankIndex bank) {
  FaultVisit visit;
  visit.record.bank = bank;
  {
    // Refused: the sources were masked and that was read back before the gate began to close, so
    // that the line, if it is asserted, is asserted by somebody else.
    const Token token = smmu_.policy().try_enter(Purpose::context_fault);
    if (!token) return decline(smmu_.bank(bank).faults.counters, bank.value);
    visit.record.epoch = token.epoch();
    if (!run_fault_steps(smmu_, smmu_.config().sequences.faults.take, visit)) {
      smmu_.emit(trace::Kind::fault_declined, bank.value);
      return irq::Verdict::none;
    }
  }
  if (!tells_something(visit.record)) return irq::Verdict::handled;
  // No token from here on: the client may sleep, and may even wait for this SMMU to wake up.
  visit.verdict = report(visit.record);
  if (visit.record.stalled()) answer_stall(visit);
  return irq::Verdict::handled;
}

irq::Verdict Faults::decline(FaultCounters& counters, std::uint64_t bank) {
  counters.declined.fetch_add(1);
  smmu_.emit(trace::Kind::fault_declined, bank);
  return irq::Verdict::none;
}

void Faults::answer_stall(FaultVisit& visit) {
  {
    // Admitted while the gate is closing, too: the sweep waits for us.
    const Token token = smmu_.policy().try_continue(Purpose::context_fault);
    // Refused: the sweep terminates the transaction. Another epoch: it has done so already, and
    // what stalls now, if anything, is another transaction.
    if (token && token.epoch() == visit.record.epoch) {
      run_fault_steps(smmu_, smmu_.config().sequences.faults.answer, visit);
      return;
    }
  }
  drop_verdict(visit.record, visit.verdict);
}

void Faults::drop_verdict(const ContextFaultRecord& record, Verdict verdict) {
  Bank& bank = smmu_.bank(record.bank);
  bank.faults.counters.dropped_verdicts.fetch_add(1);
  smmu_.emit(trace::Kind::verdict_dropped, record.bank.value, record.iova().value,
             static_cast<std::uint64_t>(verdict));
  const Domain* domain = bank.domain();
  if (domain && domain->fault_handler())
    domain->fault_handler()->on_verdict_dropped(record, verdict);
}

}  // namespace faultline::driver
