// SPDX-License-Identifier: Apache-2.0
//
// Which SMMUv1 or SMMUv2 a node is, told from its `compatible` list. An implementation's own name
// decides, wherever in the list it stands, because lists end in the generic names that the
// implementation also answers to.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace faultline::fdt {

enum class SmmuKind : std::uint8_t {
  smmu_v1,
  smmu_v2,
  mmu400,
  mmu401,
  mmu500,
  cavium,   // ThunderX
  marvell,  // AP806, around an MMU-500
  nvidia,   // Tegra194 onwards: two mirrored MMU-500, or one
  qcom_smmu_v2,
  qcom_smmu_500,
  adreno_smmu_v2,  // a GPU's own SMMU
  adreno_smmu_500,
};

// None when the list names no SMMUv1 or SMMUv2.
[[nodiscard]] std::optional<SmmuKind> classify(std::span<const std::string_view> compatible);

// "adreno-smmu-500".
[[nodiscard]] std::string_view name_of(SmmuKind kind);

[[nodiscard]] constexpr bool is_adreno(SmmuKind kind) {
  return kind == SmmuKind::adreno_smmu_v2 || kind == SmmuKind::adreno_smmu_500;
}

// True for SMMUv1: context interrupts are shared by the banks, where SMMUv2 has one each.
[[nodiscard]] constexpr bool is_version_1(SmmuKind kind) {
  return kind == SmmuKind::smmu_v1 || kind == SmmuKind::mmu400 || kind == SmmuKind::mmu401;
}

}  // namespace faultline::fdt
