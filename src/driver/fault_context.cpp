// SPDX-License-Identifier: Apache-2.0
//
// The context fault handler. Registers are touched in two short stretches, each under a token of
// its own: to take the record, and, after the client has thought about it for as long as it likes,
// to answer a stalled transaction. docs/protocol.md, Handler.
#include "driver/domain.hpp"
#include "driver/fault_read.hpp"
#include "driver/faults.hpp"
#include "driver/smmu.hpp"
#include "driver/stall.hpp"
#include "driver/suspend.hpp"

namespace faultline::driver {

irq::Verdict Faults::on_context_interrupt(BankIndex bank) {
  std::optional<ContextFaultRecord> record;
  {
    // Refused: the sources were masked and that was read back before the gate began to close, so
    // that the line, if it is asserted, is asserted by somebody else.
    const Token token = smmu_.policy().try_enter(Purpose::context_fault);
    if (!token) return decline(smmu_.bank(bank).faults.counters, bank.value);
    record = read_context_fault(smmu_, bank);
    if (!record) {
      smmu_.emit(trace::Kind::fault_declined, bank.value);
      return irq::Verdict::none;
    }
    record->epoch = token.epoch();
    // The line goes down here, unless there is a further fault. Before the client is called: a
    // threaded handler's line may be masked for as long as that takes, but a hard one's is not.
    clear_fault(smmu_, *record);
    if (!tells_something(*record)) {
      // A stall alone: its fault was told and answered before, or never recorded. There is no
      // verdict to come, since no other handler of this bank runs now.
      resume_stalled(smmu_, bank, spec::cb::Resume::terminate);
    }
    // What this CPU wrote has landed before the token goes, and with it perhaps the clocks: a read
    // by the CPU that cuts them would not wait for it.
    steps::flush_writes(smmu_);
  }
  if (!tells_something(*record)) return irq::Verdict::handled;
  // No token from here on: the client may sleep, and may even wait for this SMMU to wake up.
  const Verdict verdict = report(*record);
  if (record->stalled()) answer_stall(*record, verdict);
  return irq::Verdict::handled;
}

irq::Verdict Faults::decline(FaultCounters& counters, std::uint64_t bank) {
  counters.declined.fetch_add(1);
  smmu_.emit(trace::Kind::fault_declined, bank);
  return irq::Verdict::none;
}

// The fault bits were cleared when the record was taken, so RESUME comes after the clear.
void Faults::answer_stall(const ContextFaultRecord& record, Verdict verdict) {
  {
    // Admitted while the gate is closing, too: the sweep waits for us.
    const Token token = smmu_.policy().try_continue(Purpose::context_fault);
    // Refused: the sweep terminates the transaction. Another epoch: it has done so already, and
    // what stalls now, if anything, is another transaction.
    if (token && token.epoch() == record.epoch) {
      const bool again = verdict == Verdict::retry;
      resume_stalled(smmu_, record.bank,
                     again ? spec::cb::Resume::retry : spec::cb::Resume::terminate);
      steps::flush_writes(smmu_);
      return;
    }
  }
  drop_verdict(record, verdict);
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
