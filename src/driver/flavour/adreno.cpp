// SPDX-License-Identifier: Apache-2.0
//
// Which bank is the GPU's, and what its SCTLR needs.
#include "driver/flavour/adreno.hpp"

#include <algorithm>

#include "driver/domain.hpp"
#include "driver/flavour/mmu500.hpp"
#include "driver/smmu.hpp"

namespace faultline::driver::flavour {

BankRange Adreno::banks(const Capabilities& capabilities, const DomainOptions& options,
                        bool stage2) const {
  const BankRange any = Flavour::banks(capabilities, options, stage2);
  if (options.gpu) return {0, any.first == 0 ? 1U : 0U};
  return {std::max(any.first, 1U), any.end};
}

void Adreno::prepare(BankControl& control, const DomainOptions& /*options*/) const {
  control.hupcf = true;
}

void AdrenoSmmuV2::adjust(Smmu& smmu, Capabilities& capabilities) {
  Qcom::adjust(smmu, capabilities);
  capabilities.granule_16k = false;
}

void AdrenoMmu500::reset(Smmu& smmu) {
  mmu500::reset(smmu);
}

void AdrenoMmu500::reset_bank(Smmu& smmu, BankIndex bank) {
  mmu500::reset_bank(smmu, bank);
  Adreno::reset_bank(smmu, bank);
}

}  // namespace faultline::driver::flavour
