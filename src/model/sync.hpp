// SPDX-License-Identifier: Apache-2.0
//
// TLB maintenance from the register write to its end: operands, invalidations at once or at the
// next sync, syncs that take time. IHI 0062, chapter on TLB maintenance; SMMU_CBn_TLBSYNC,
// SMMU_sTLBGSYNC.
#pragma once
#include <optional>

#include "model/device.hpp"

namespace faultline::model {

// The invalidation that a write of `operand` to the register at `offset` of a bank, or of global
// space 0, asks for; nothing if that register is no such operation, or not one for a bank of this
// kind.
[[nodiscard]] std::optional<Invalidate> bank_invalidation(const Device& device, BankIndex index,
                                                          std::uint32_t offset,
                                                          std::uint64_t operand);
[[nodiscard]] std::optional<Invalidate> global_invalidation(const Device& device,
                                                            std::uint32_t offset,
                                                            std::uint64_t operand);

// Applies it now or, with Invalidation::at_sync, when its sync ends.
void invalidate(Device& device, const Invalidate& what);

// Applies all that waits for a sync.
void apply_all_pending(Device& device);

void start_bank_sync(Device& device, BankIndex index);
void start_global_sync(Device& device);
// Ends what is due.
void complete_due_syncs(Device& device);
// When the next sync ends, if one is under way and can end by time alone.
[[nodiscard]] std::optional<std::uint64_t> next_sync_end_ns(const Device& device);

}  // namespace faultline::model
