// SPDX-License-Identifier: Apache-2.0
//
// Brings all banks to what their shadows say.
#include "driver/reset.hpp"

#include "driver/smmu.hpp"

namespace faultline::driver {

void reset_banks(Smmu& smmu) {
  smmu.flavour().reset(smmu);
  for (std::uint32_t at = 0; at < smmu.bank_count(); ++at) {
    const BankIndex index(static_cast<std::uint8_t>(at));
    smmu.flavour().reset_bank(smmu, index);
    smmu.bank(index).write(smmu.registers(), index);
  }
}

}  // namespace faultline::driver
