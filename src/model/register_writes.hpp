// SPDX-License-Identifier: Apache-2.0
//
// What a write of one word leaves, and sets off, in each part of the register map. The register
// exists.
#pragma once
#include "model/device.hpp"

namespace faultline::model {

// SMR (`match`) or S2CR of a group.
void write_stream(Device& device, std::uint32_t& word, bool match, std::uint32_t value);
// Any other register of global space 0.
void write_global(Device& device, std::uint32_t offset, std::uint32_t value);
// CBAR, CBFRSYNRA or CBA2R of a bank; `offset` counts in global space 1.
void write_attribute(Device& device, BankIndex index, std::uint32_t& word, std::uint32_t offset,
                     std::uint32_t value);
// A register of a context bank.
void write_bank(Device& device, BankIndex index, std::uint32_t offset, std::uint32_t value);

// Whether the register at `offset` is there: some belong to one stage, and those of address
// translation operations to devices that have them.
[[nodiscard]] bool is_present(const Device& device, std::uint32_t offset);
[[nodiscard]] bool is_present(const Device& device, const Bank& bank, std::uint32_t offset);

// What sCR0, CBAR and CBA2R may hold in this device, whatever is written or remembered.
[[nodiscard]] std::uint32_t possible_sCR0(const Configuration& configuration, std::uint32_t value);
[[nodiscard]] std::uint32_t possible_CBAR(const Configuration& configuration, BankIndex index,
                                          std::uint32_t value);
[[nodiscard]] std::uint32_t possible_CBA2R(const Configuration& configuration, std::uint32_t value);
[[nodiscard]] std::uint32_t possible_sCR2(const Configuration& configuration, std::uint32_t value);
[[nodiscard]] std::uint32_t possible_SMR(const Device& device, std::uint32_t value);
[[nodiscard]] std::uint32_t possible_S2CR(const Device& device, std::uint32_t value);
[[nodiscard]] std::uint32_t possible_TCR2(const Configuration& configuration, std::uint32_t value);
[[nodiscard]] std::uint32_t possible_SCTLR(const Configuration& configuration, std::uint32_t value);

}  // namespace faultline::model
