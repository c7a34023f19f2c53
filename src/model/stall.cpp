// SPDX-License-Identifier: Apache-2.0
//
// Holding transactions, and letting them go.
#include "model/stall.hpp"

#include <algorithm>
#include <utility>

#include "base/check.hpp"
#include "model/lines.hpp"
#include "spec/syndrome.hpp"

namespace faultline::model {
namespace {

using spec::cb::FSR;
using spec::cb::RESUME;
using spec::cb::SCTLR;
using spec::gr0::sCR0;

constexpr auto stalled_bit = static_cast<std::uint32_t>(FSR::SS::mask);

Gate gate_of_bank(const Device& device, BankIndex index) {
  const Bank& bank = device.bank(index);
  const bool enforced =
      device.configuration.behaviour.honours_hupcf && !bank.registers.field<SCTLR::HUPCF>();
  if (!enforced || !is_outstanding(bank)) return Gate::open;
  return stalls(device, bank) ? Gate::holds : Gate::terminates;
}

bool held_by_all(const Device& device) {
  return device.stalled_banks != 0 && device.global.field<sCR0::GSE>();
}

// Whether what holds `waiting` still stands.
bool still_held(const Device& device, const Waiting& waiting) {
  const Bank& bank = device.bank(waiting.bank);
  return held_by_all(device) || (is_outstanding(bank) && stalls(device, bank));
}

void let_go(Device& device, Waiting& waiting, Resolution resolution) {
  const StallId id = waiting.id;
  const bool aborted = device.bank(waiting.bank).registers.field<SCTLR::CFRE>();
  if (waiting.state == Waiting::State::stalled) {
    device.emit(trace::Kind::stall_left, waiting.bank.value, waiting.iova.value,
                std::uint64_t{id.value} << 1 | (resolution == Resolution::retry));
  }
  --device.waiting_count;
  waiting.state = resolution == Resolution::retry ? Waiting::State::released : Waiting::State::free;
  device.environment.stall_resolved(id, resolution, aborted);
}

}  // namespace

std::optional<Outcome> wait(Device& device, Waiting::State state, BankIndex index,
                            const Passage& passage) {
  for (Waiting& slot : device.resources.waiting) {
    if (slot.state != Waiting::State::free) continue;
    slot = {.state = state,
            .bank = index,
            .access = passage.access,
            .stream = passage.stream,
            .id = StallId(++device.last_stall),
            .iova = passage.iova};
    ++device.waiting_count;
    Outcome outcome;
    outcome.verdict = state == Waiting::State::stalled ? Verdict::stalled : Verdict::held;
    outcome.stall = slot.id;
    if (state == Waiting::State::stalled)
      device.emit(trace::Kind::stall_entered, index.value, passage.iova.value, slot.id.value);
    return outcome;
  }
  return std::nullopt;
}

Gated gate_of(const Device& device, const Passage& passage) {
  if (held_by_all(device)) return {Gate::holds, passage.bank};
  const Gate own = gate_of_bank(device, passage.bank);
  if (own != Gate::open || !passage.nested) return {own, passage.bank};
  return {gate_of_bank(device, passage.second_bank), passage.second_bank};
}

void resume(Device& device, BankIndex index, std::uint32_t value) {
  Bank& bank = device.bank(index);
  const std::uint32_t status = bank.registers.raw<FSR>();
  if ((status & stalled_bit) == 0) return;
  if (device.configuration.behaviour.resume_needs_clear_first &&
      (status & spec::context_fault_bits) != 0)
    return;
  const auto resolution = RESUME::TNR::decode(value) == spec::cb::Resume::retry
                              ? Resolution::retry
                              : Resolution::terminate;
  bank.registers.set_raw<FSR>(status & ~stalled_bit);
  for (Waiting& waiting : device.resources.waiting) {
    if (waiting.state == Waiting::State::stalled && waiting.bank == index)
      let_go(device, waiting, resolution);
  }
  fault_status_written(device, index, status);
}

void release_held(Device& device) {
  if (device.waiting_count == 0) return;
  for (Waiting& waiting : device.resources.waiting) {
    if (waiting.state == Waiting::State::held && !still_held(device, waiting))
      let_go(device, waiting, Resolution::retry);
  }
}

Waiting take_released(Device& device, StallId stall) {
  const auto is_it = [stall](const Waiting& waiting) {
    return waiting.state == Waiting::State::released && waiting.id == stall;
  };
  const auto slots = device.resources.waiting;
  const auto found = std::find_if(slots.begin(), slots.end(), is_it);
  FL_CHECK(found != slots.end());
  return std::exchange(*found, Waiting{});
}

// What was let go for another try is its master's by now, and comes again.
void lose_all(Device& device) {
  for (Waiting& waiting : device.resources.waiting) {
    if (waiting.state != Waiting::State::stalled && waiting.state != Waiting::State::held) continue;
    let_go(device, waiting, Resolution::lost);
    waiting = {};
  }
}

}  // namespace faultline::model
