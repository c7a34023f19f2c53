// SPDX-License-Identifier: Apache-2.0
//
// Reads what a bank or the SMMU as a whole has recorded, and gives exactly that back to be recorded
// anew. The caller has access to the registers, and nobody else takes the same faults meanwhile.
// Any context. IHI 0062, SMMU_CBn_FSR, SMMU_sGFSR.
#pragma once
#include <optional>

#include "driver/fault_record.hpp"

namespace faultline::driver {

class Smmu;

// The whole syndrome; nothing when FSR shows nothing that wants attention.
[[nodiscard]] std::optional<ContextFaultRecord> read_context_fault(Smmu& smmu, BankIndex bank);
[[nodiscard]] std::optional<GlobalFaultRecord> read_global_fault(Smmu& smmu);

// Clears in FSR (sGFSR) what the record shows: a fault that came after the reading stays, and keeps
// the interrupt asserted.
void clear_fault(Smmu& smmu, const ContextFaultRecord& record);
void clear_fault(Smmu& smmu, const GlobalFaultRecord& record);

// Whether there is a fault to tell of: not so when only a stalled transaction is left, whose fault
// was taken before.
[[nodiscard]] bool tells_something(const ContextFaultRecord& record);

}  // namespace faultline::driver
