// SPDX-License-Identifier: Apache-2.0
//
// Global faults: transactions that reach no usable context, and malformed register accesses.
// Recorded in sGFSR, sGFAR and sGFSYNR0 to 2. IHI 0062, chapter on fault handling; SMMU_sGFSR.
#pragma once
#include "model/device.hpp"

namespace faultline::model {

struct GlobalFault {
  std::uint32_t sGFSR_bit = 0;
  std::uint64_t address = 0;
  std::uint32_t sGFSYNR0 = 0;
  StreamId stream{};
  std::uint16_t source = 0;
};

// Records the fault, or MULTI when one stands already; raises the line where enabled.
FaultId record_global_fault(Device& device, const GlobalFault& fault);

// A transaction that ends in a global fault. `nested`: met in the second stage.
[[nodiscard]] Outcome fault_globally(Device& device, std::uint64_t sGFSR_bit, StreamId stream,
                                     Iova iova, Access access, bool nested);

// A register access of a size or alignment that no register has. True: the bus answers with an
// error (sCR0.GCFGFRE).
[[nodiscard]] bool refuse_register_access(Device& device, std::uint32_t offset, bool write);

}  // namespace faultline::model
