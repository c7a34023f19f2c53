// SPDX-License-Identifier: Apache-2.0
//
// What a bank makes of an address, without recording anything: transactions and address translation
// operations both ask here. IHI 0062, chapter on the translation process.
#pragma once
#include <expected>

#include "model/device.hpp"
#include "model/walk.hpp"

namespace faultline::model {

// All stages of the bank, permissions for `kind` (permissions.hpp) included. Fills the TLB.
[[nodiscard]] std::expected<TlbEntry, Failure> look_up(Device& device, BankIndex index,
                                                       std::uint64_t address, unsigned kind);

// The first stage alone: of a nested context the output is what stage 2 would be asked for, and
// nothing is kept.
[[nodiscard]] std::expected<TlbEntry, Failure> look_up_first_stage(Device& device, BankIndex index,
                                                                   std::uint64_t address,
                                                                   unsigned kind);

}  // namespace faultline::model
