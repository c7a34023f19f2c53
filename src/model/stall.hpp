// SPDX-License-Identifier: Apache-2.0
//
// Transactions that wait in the device: stalled by a fault of their own, or held behind another's,
// until software writes RESUME or deals with the fault. Slots are handed in; when all are taken,
// the next one is terminated instead. IHI 0062, chapter on fault handling; SMMU_CBn_RESUME;
// docs/decisions/0030-second-stall.md.
#pragma once
#include <optional>

#include "model/device.hpp"
#include "model/fault_record.hpp"

namespace faultline::model {

// Takes a slot for the transaction; nothing when none is free. `state` is stalled or held.
[[nodiscard]] std::optional<Outcome> wait(Device& device, Waiting::State state, BankIndex index,
                                          const Passage& passage);

// What becomes of a transaction before it is looked at, because of an outstanding fault of its
// banks or of any (sCR0.GSE).
enum class Gate : std::uint8_t {
  open,
  holds,       // it waits
  terminates,  // it ends, unless it faults for itself
};
struct Gated {
  Gate gate = Gate::open;
  BankIndex behind{};  // the bank whose fault it is
};
[[nodiscard]] Gated gate_of(const Device& device, const Passage& passage);

// A write of `value` to RESUME of the bank.
void resume(Device& device, BankIndex index, std::uint32_t value);

// Lets go of held transactions behind which no fault is outstanding any more.
void release_held(Device& device);

// Takes the slot of a transaction that was let go, for its second try.
[[nodiscard]] Waiting take_released(Device& device, StallId stall);

// All waiting transactions are lost.
void lose_all(Device& device);

}  // namespace faultline::model
