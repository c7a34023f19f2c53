// SPDX-License-Identifier: Apache-2.0
//
// Arm MMU-500. DDI 0517; software developers' errata notice of MMU-500 for the prefetcher.
#pragma once
#include "driver/flavour.hpp"

namespace faultline::driver::flavour {

// What every SMMU built from an MMU-500 needs, for the flavours of those who build them.
namespace mmu500 {

// Translations that bypass for want of a match, or by S2CR, may use the TLB, and ACTLR may be
// written: since revision 2 it is locked until sACR.CACHE_LOCK is cleared.
void reset(Smmu& smmu);

// Errata 841119 and 826419: an entry that was prefetched next to another one escapes an
// invalidation by address. The prefetcher stays off. False: the bank would not have it.
[[nodiscard]] bool disable_prefetch(Smmu& smmu, BankIndex bank);
// The same, and says in the log when it did not work.
void reset_bank(Smmu& smmu, BankIndex bank);

}  // namespace mmu500

class Mmu500 : public Flavour {
 public:
  [[nodiscard]] const char* name() const override { return "mmu500"; }
  void reset(Smmu& smmu) override { mmu500::reset(smmu); }
  void reset_bank(Smmu& smmu, BankIndex bank) override { mmu500::reset_bank(smmu, bank); }

 protected:
  ~Mmu500() = default;
};

class ArmMmu500 final : public Mmu500 {};

}  // namespace faultline::driver::flavour
