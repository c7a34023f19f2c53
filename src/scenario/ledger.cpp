// SPDX-License-Identifier: Apache-2.0
//
// One account per bank and address.
#include "scenario/ledger.hpp"

#include "oracle/told.hpp"

namespace faultline::scenario {

namespace {

constexpr std::uint64_t global_bank = 0xff;

void count_transaction(Totals& totals, std::uint64_t outcome) {
  ++totals.transactions.total;
  switch (outcome) {
    case 0: ++totals.transactions.translated; break;
    case 1: ++totals.transactions.faulted; break;
    case 2: ++totals.transactions.stalled; break;
    default: ++totals.transactions.bypassed; break;
  }
}

}  // namespace

void Ledger::raised(const trace::Event& event, const Place& place) {
  if (event.subject == global_bank && last_look_.is_over(event.device)) {
    ++late_[place];
    ++totals_.faults.late;
    return;
  }
  ++recorded_;
  ++open_[place];
}

// What came late and was told all the same was not late.
void Ledger::told(const Place& place) {
  std::uint64_t& late = late_[place];
  if (open_[place] <= 0 && late > 0) {
    --late;
    --totals_.faults.late;
    ++recorded_;
    return;
  }
  --open_[place];
}

void Ledger::record(const trace::Event& event) {
  using trace::Kind;
  last_look_.see(event);
  const Place place{event.device, event.subject, event.value};
  switch (event.kind) {
    case Kind::transaction: count_transaction(totals_, event.extra & 7); break;
    case Kind::fault_raised: raised(event, place); break;
    case Kind::fault_overflowed:
    case Kind::fault_merged: ++totals_.faults.overflowed; break;
    case Kind::client_told:
      if (oracle::tells_of_a_fault(event.extra)) told(place);
      break;
    // Global faults have no client: the driver's word for each is its log line, or the counted lack
    // of one.
    case Kind::fault_reported:
      if (event.subject == global_bank && oracle::tells_of_a_fault(event.extra)) told(place);
      break;
    case Kind::fault_suppressed: ++totals_.faults.suppressed; break;
    case Kind::stall_entered: ++totals_.stalls.entered; break;
    case Kind::stall_left: ++totals_.stalls.resumed; break;
    case Kind::interrupt_entered: ++totals_.interrupts.delivered; break;
    case Kind::fault_declined: ++totals_.interrupts.declined; break;
    case Kind::line_disabled: ++totals_.interrupts.disabled_lines; break;
    case Kind::register_read:
    case Kind::register_write: ++totals_.accesses.total; break;
    case Kind::register_refused:
      ++totals_.accesses.while_off;
      if ((event.value & 0x80) == 0)
        ++totals_.accesses.total;  // a write was counted when it was sent
      break;
    case Kind::power_status:
      if (!power_devices_.contains(event.subject)) break;
      if (event.value == 2) ++totals_.power.suspends;
      if (event.value == 0) ++totals_.power.resumes;
      break;
    default: break;
  }
}

Totals Ledger::totals() const {
  Totals totals = totals_;
  for (const auto& [place, balance] : open_) {
    if (balance > 0) totals.faults.lost += static_cast<std::uint64_t>(balance);
    if (balance < 0) totals.faults.invented += static_cast<std::uint64_t>(-balance);
  }
  totals.faults.raised = recorded_ + totals.faults.overflowed;
  totals.faults.reported = recorded_ - totals.faults.lost;
  totals.stalls.left = totals.stalls.entered - totals.stalls.resumed;
  return totals;
}

}  // namespace faultline::scenario
