// SPDX-License-Identifier: Apache-2.0
//
// The ranges of input addresses of a stage, as TCR and the TTBRs of each format give them: size,
// granule, first level, table. DDI 0487, TCR_EL1 and VTCR_EL2; IHI 0062, SMMU_CBn_TCR and
// SMMU_CBn_TCR2.
#pragma once
#include "model/bank.hpp"
#include "model/configuration.hpp"

namespace faultline::model {

// Fills in `stage.ranges`, `output_bits` and what else TCR says. Sizes, granules and first levels
// that cannot be, and granules that the device does not have, leave a range that does not walk: its
// addresses fault.
void set_ranges(const Configuration& configuration, const Bank& bank, Stage& stage);

}  // namespace faultline::model
