// SPDX-License-Identifier: Apache-2.0
//
// Works out the context of a bank from its registers.
#pragma once
#include "model/device.hpp"

namespace faultline::model {

// The context of bank `index` as its registers have it now; worked out again only if a register
// that matters was written.
void derive_context(Device& device, Bank& bank);
[[nodiscard]] inline const Context& context_of(Device& device, BankIndex index) {
  Bank& bank = device.bank(index);
  if (bank.context_of != device.configuration_count) [[unlikely]]
    derive_context(device, bank);
  return bank.context;
}

// The VMID and ASID under which the bank's entries are kept.
[[nodiscard]] Vmid vmid_of(const Device& device, const Bank& bank);
[[nodiscard]] Asid asid_of(const Bank& bank);
// Bits of an ASID that the bank compares: 8 or 16.
[[nodiscard]] std::uint16_t asid_mask(const Bank& bank);
[[nodiscard]] bool is_stage2(const Bank& bank);
[[nodiscard]] Format format_of(const Bank& bank);
[[nodiscard]] TlbTag tag_of(const Device& device, const Bank& bank);

}  // namespace faultline::model
