// SPDX-License-Identifier: Apache-2.0
//
// Configurations of known implementations. Numbers of banks and stream groups are chosen by whoever
// builds the chip, and are arguments. DDI 0517 for MMU-500; the others publish no manual, and what
// is here is what public drivers rely on.
#pragma once
#include <cstdint>

#include "model/configuration.hpp"

namespace faultline::model {

// Arm MMU-500: 64 KiB register pages, no 16K granule, no address translation operations for a
// non-secure driver, five bits of sCR0 fixed, ACTLR locked after reset.
[[nodiscard]] Configuration mmu500(std::uint8_t banks = 16, std::uint8_t stream_groups = 48);

// Qualcomm's MMU-500: as above, with more of ACTLR.
[[nodiscard]] Configuration qcom_smmu500(std::uint8_t banks = 16, std::uint8_t stream_groups = 48);

// Qualcomm's own SMMUv2 (in front of Adreno GPUs, for example): 4 KiB register pages, every
// granule, translation operations.
[[nodiscard]] Configuration qcom_smmu_v2(std::uint8_t banks = 5, std::uint8_t stream_groups = 16);

// Cavium ThunderX: AArch64 only, never stalls, ignores HUPCF.
[[nodiscard]] Configuration cavium_thunderx(std::uint8_t banks = 128,
                                            std::uint8_t stream_groups = 128);

}  // namespace faultline::model
