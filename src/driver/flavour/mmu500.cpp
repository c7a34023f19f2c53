// SPDX-License-Identifier: Apache-2.0
//
// MMU-500's auxiliary registers. They come back as reset values after a power loss, so that all of
// this is done again at every resume.
#include "driver/flavour/mmu500.hpp"

#include "driver/smmu.hpp"
#include "spec/mmu500.hpp"

namespace faultline::driver::flavour::mmu500 {

void reset(Smmu& smmu) {
  using sACR = spec::mmu500::sACR;
  auto value =
      smmu.registers().read<sACR>().with<sACR::SMTNMB_TLBEN>(true).with<sACR::S2CRB_TLBEN>(true);
  if (smmu.capabilities().revision_major >= 2) value = value.with<sACR::CACHE_LOCK>(false);
  smmu.registers().write(value);
}

bool disable_prefetch(Smmu& smmu, BankIndex bank) {
  using ACTLR = spec::mmu500::ACTLR;
  Registers& registers = smmu.registers();
  registers.write(bank, registers.read<ACTLR>(bank).with<ACTLR::CPRE>(false));
  return !registers.read<ACTLR>(bank).get<ACTLR::CPRE>();
}

void reset_bank(Smmu& smmu, BankIndex bank) {
  if (disable_prefetch(smmu, bank)) return;
  smmu.log(port::Severity::warning,
           "Failed to disable prefetcher for errata workarounds, check SACR.CACHE_LOCK");
}

}  // namespace faultline::driver::flavour::mmu500
