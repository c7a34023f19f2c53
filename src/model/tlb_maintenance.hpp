// SPDX-License-Identifier: Apache-2.0
//
// An invalidation as data: which entries it is for. Decoded from the register that was written
// (tlb_operand.hpp), applied to a TLB at once or at the next sync. IHI 0062, chapter on TLB
// maintenance.
#pragma once
#include <cstdint>

#include "base/types.hpp"
#include "model/tlb_entry.hpp"

namespace faultline::model {

struct Invalidate {
  enum class Scope : std::uint8_t { stage1, stage2, both };
  enum class Regime : std::uint8_t { guest, hyp, every };

  Scope scope = Scope::both;
  Regime regime = Regime::guest;
  bool any_vmid = false;
  bool any_asid = false;  // else entries of `asid`, and global ones where an address is given
  bool any_address = false;
  bool last_level_only = false;  // leaves the memory of partial walks alone
  bool keeps_global = false;     // by ASID: global entries stay
  BankIndex bank{0xff};          // whose sync completes it; 0xff: the global sync
  Vmid vmid{};
  Asid asid{};
  std::uint64_t address = 0;

  [[nodiscard]] bool names(TlbTag tag) const;
  [[nodiscard]] bool names(const TlbEntry& entry) const;
  [[nodiscard]] bool names(const WalkEntry& entry) const;
};

}  // namespace faultline::model
