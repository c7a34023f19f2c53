// SPDX-License-Identifier: Apache-2.0
//
// The last look at the faults before the clocks go, and the worker that tells of what it found. The
// two are apart because whoever puts the SMMU to sleep must not call a client: the client may want
// the SMMU awake, and would wait for it for ever.
#include "driver/fault_log.hpp"
#include "driver/fault_read.hpp"
#include "driver/faults.hpp"
#include "driver/smmu.hpp"

namespace faultline::driver {
namespace {

constexpr std::uint64_t no_bank = 0xff;  // in traces

// True when it waits now.
template <typename Record>
bool queue(FaultSlot<Record>& slot, FaultCounters& counters, const Record& record) {
  const bool put = slot.put(record);
  (put ? counters.queued : counters.lost).fetch_add(1);
  return put;
}

}  // namespace

void Faults::sweep(BankIndex index) {
  FaultVisit visit;
  visit.record.bank = index;
  visit.record.epoch = smmu_.gate().epoch();
  run_fault_steps(smmu_, smmu_.config().sequences.faults.sweep, visit);
}

// MULTI alone counts, too: its syndrome is gone, but not the fact. A stall alone does not: its
// handler has told of it and waits for the client's verdict, which will be dropped.
void Faults::queue_swept(ContextFaultRecord record) {
  if (!tells_something(record)) return;
  record.after_the_fact = true;
  BankFaults& faults = smmu_.bank(record.bank).faults;
  if (queue(faults.slot, faults.counters, record)) {
    smmu_.emit(trace::Kind::fault_queued, record.bank.value, record.iova().value,
               record.FSR.bits());
  }
  swept_.store(true);
}

void Faults::sweep_global() {
  std::optional<GlobalFaultRecord> record = read_global_fault(smmu_);
  if (!record) return;
  record->epoch = smmu_.gate().epoch();
  if (queue(global_slot_, global_counters_, *record)) {
    smmu_.emit(trace::Kind::fault_queued, no_bank, record->sGFAR.bits(), record->sGFSR.bits());
  }
  swept_.store(true);
  clear_fault(smmu_, *record);
}

void Faults::deliver_later() {
  if (!swept_.exchange(false)) return;
  // Queued already is as good: it has not begun to look.
  static_cast<void>(smmu_.config().executor.queue(work_));
}

void Faults::flush() {
  smmu_.config().executor.flush(work_);
}

void Faults::deliver() {
  deliver_global();
  for (std::uint32_t at = 0; at < smmu_.bank_count(); ++at) {
    deliver_bank(BankIndex(static_cast<std::uint8_t>(at)));
  }
}

void Faults::deliver_bank(BankIndex index) {
  const auto content = smmu_.bank(index).faults.slot.take();
  if (content.missed > 0) log_missed(content.missed);
  if (!content.record) return;
  const ContextFaultRecord& record = *content.record;
  const Verdict verdict = report(record);
  // The sweep has terminated it, which is what any other verdict would have done.
  if (record.stalled() && verdict == Verdict::retry) drop_verdict(record, verdict);
}

void Faults::deliver_global() {
  const auto content = global_slot_.take();
  if (content.missed > 0) log_missed(content.missed);
  if (content.record) report(*content.record);
}

void Faults::log_missed(std::uint32_t count) {
  LogLine line;
  line.add_decimal(count).add(" faults were recorded on the way to sleep and lost");
  smmu_.log(port::Severity::warning, line.view());
}

}  // namespace faultline::driver
