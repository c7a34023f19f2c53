// SPDX-License-Identifier: Apache-2.0
//
// Where the architecture has a domain's bank: the first banks may do stage 2 only.
#include "driver/flavour.hpp"

namespace faultline::driver {

BankRange Flavour::banks(const Capabilities& capabilities, const DomainOptions& /*options*/,
                         bool stage2) const {
  return {stage2 ? 0 : capabilities.stage2_banks, capabilities.banks};
}

}  // namespace faultline::driver
