// SPDX-License-Identifier: Apache-2.0
//
// Address translation operations: software asks what a bank makes of an address and finds the
// answer in PAR (of the bank) or GPAR. Nothing is recorded in FSR and nothing stalls. IHI 0062,
// chapter on address translation operations.
#pragma once
#include "model/device.hpp"

namespace faultline::model {

// Starts the operation whose register lies at `offset` of a stage 1 bank, or of global space 0.
// Does nothing at another offset, in a bank of stage 2, or where IDR0.ATOSNS is 1.
void start_bank_operation(Device& device, BankIndex index, std::uint32_t offset,
                          std::uint64_t operand);
void start_global_operation(Device& device, std::uint32_t offset, std::uint64_t operand);

// Ends what is due.
void complete_due_operations(Device& device);
[[nodiscard]] std::optional<std::uint64_t> next_operation_end_ns(const Device& device);

}  // namespace faultline::model
