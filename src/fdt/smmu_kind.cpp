// SPDX-License-Identifier: Apache-2.0
//
// The names that SMMUs go by in device trees.
#include "fdt/smmu_kind.hpp"

#include <algorithm>

namespace faultline::fdt {
namespace {

using List = std::span<const std::string_view>;

bool lists(List compatible, std::string_view name) {
  return std::ranges::find(compatible, name) != compatible.end();
}

bool lists_ending(List compatible, std::string_view vendor, std::string_view ending) {
  return std::ranges::any_of(compatible, [&](std::string_view name) {
    return name.starts_with(vendor) && name.ends_with(ending);
  });
}

}  // namespace

std::optional<SmmuKind> classify(List compatible) {
  // Each chip has a name of its own ("qcom,sdm845-smmu-500"); the ending says what is inside.
  const bool qcom_500 = lists_ending(compatible, "qcom,", "smmu-500");
  const bool qcom_v2 = lists_ending(compatible, "qcom,", "smmu-v2");
  if (qcom_500 || qcom_v2) {
    const bool adreno = lists(compatible, "qcom,adreno-smmu");
    if (adreno) return qcom_500 ? SmmuKind::adreno_smmu_500 : SmmuKind::adreno_smmu_v2;
    return qcom_500 ? SmmuKind::qcom_smmu_500 : SmmuKind::qcom_smmu_v2;
  }
  // Tegra's older "nvidia,tegra210-smmu" is another device altogether, so only this name counts.
  if (lists(compatible, "nvidia,smmu-500")) return SmmuKind::nvidia;
  if (lists_ending(compatible, "marvell,", "smmu-500")) return SmmuKind::marvell;
  if (lists(compatible, "cavium,smmu-v2")) return SmmuKind::cavium;
  if (lists(compatible, "arm,mmu-500")) return SmmuKind::mmu500;
  if (lists(compatible, "arm,mmu-401")) return SmmuKind::mmu401;
  if (lists(compatible, "arm,mmu-400")) return SmmuKind::mmu400;
  if (lists(compatible, "arm,smmu-v2")) return SmmuKind::smmu_v2;
  if (lists(compatible, "arm,smmu-v1")) return SmmuKind::smmu_v1;
  return std::nullopt;
}

std::string_view name_of(SmmuKind kind) {
  switch (kind) {
    case SmmuKind::smmu_v1: return "smmu-v1";
    case SmmuKind::smmu_v2: return "smmu-v2";
    case SmmuKind::mmu400: return "mmu-400";
    case SmmuKind::mmu401: return "mmu-401";
    case SmmuKind::mmu500: return "mmu-500";
    case SmmuKind::cavium: return "cavium-smmu-v2";
    case SmmuKind::marvell: return "marvell-smmu-500";
    case SmmuKind::nvidia: return "nvidia-smmu-500";
    case SmmuKind::qcom_smmu_v2: return "qcom-smmu-v2";
    case SmmuKind::qcom_smmu_500: return "qcom-smmu-500";
    case SmmuKind::adreno_smmu_v2: return "adreno-smmu-v2";
    case SmmuKind::adreno_smmu_500: return "adreno-smmu-500";
  }
  return "unknown";
}

}  // namespace faultline::fdt
