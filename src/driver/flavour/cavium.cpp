// SPDX-License-Identifier: Apache-2.0
//
// Says in the log that IDs are shifted, and leaves out banks whose VMID would not fit.
#include "driver/flavour/cavium.hpp"

#include <algorithm>

#include "driver/smmu.hpp"

namespace faultline::driver::flavour {

void Cavium::adjust(Smmu& smmu, Capabilities& capabilities) {
  smmu.log(port::Severity::notice, "\tenabling workaround for Cavium erratum 27704");
  const std::uint32_t vmids = capabilities.vmid16 ? 0x10000U : 0x100U;
  const std::uint32_t left = vmids > id_base_ + 1U ? vmids - id_base_ - 1U : 0U;
  capabilities.banks = std::min(capabilities.banks, left);
  capabilities.stage2_banks = std::min(capabilities.stage2_banks, capabilities.banks);
}

}  // namespace faultline::driver::flavour
