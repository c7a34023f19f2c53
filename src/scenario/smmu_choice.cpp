// SPDX-License-Identifier: Apache-2.0
//
// From a compatible string to a model and a flavour.
#include "scenario/smmu_choice.hpp"

#include <algorithm>
#include <bit>

#include "model/flavour.hpp"

namespace faultline::scenario {

namespace {

using Kind = driver::flavour::Kind;
using fdt::SmmuKind;

constexpr std::uint32_t page_4k = 0x1000;
constexpr std::uint32_t page_64k = 0x10000;
constexpr std::uint32_t banks_at_most = 128;

// The register map is twice as many pages as there is room for banks, that number being a power of
// two of at least 2.
std::uint32_t room_for_banks(std::uint64_t window_bytes, std::uint32_t page_bytes) {
  const std::uint64_t pages = window_bytes / page_bytes / 2;
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(std::bit_floor(pages), banks_at_most));
}

Kind flavour_of(SmmuKind kind) {
  switch (kind) {
    case SmmuKind::mmu500: return Kind::mmu500;
    case SmmuKind::cavium: return Kind::cavium;
    case SmmuKind::marvell: return Kind::marvell;
    case SmmuKind::nvidia: return Kind::nvidia;
    case SmmuKind::qcom_smmu_v2: return Kind::qcom_v2;
    case SmmuKind::qcom_smmu_500: return Kind::qcom_mmu500;
    case SmmuKind::adreno_smmu_v2: return Kind::adreno_v2;
    case SmmuKind::adreno_smmu_500: return Kind::adreno_mmu500;
    default: return Kind::generic;
  }
}

model::Configuration configuration_of(SmmuKind kind, std::uint8_t banks, std::uint8_t groups) {
  switch (kind) {
    case SmmuKind::mmu500:
    case SmmuKind::nvidia: return model::mmu500(banks, groups);
    case SmmuKind::marvell: {
      model::Configuration configuration = model::mmu500(banks, groups);
      configuration.errata.splits_64bit_accesses = true;
      return configuration;
    }
    case SmmuKind::qcom_smmu_500:
    case SmmuKind::adreno_smmu_500: return model::qcom_smmu500(banks, groups);
    case SmmuKind::qcom_smmu_v2:
    case SmmuKind::adreno_smmu_v2: return model::qcom_smmu_v2(banks, groups);
    case SmmuKind::cavium: return model::cavium_thunderx(banks, groups);
    default: {
      model::Configuration configuration;
      configuration.size.banks = banks;
      configuration.size.stream_groups = groups;
      return configuration;
    }
  }
}

}  // namespace

Result<SmmuChoice, std::string> choose(const fdt::SmmuNode& node, const SmmuWishes& wishes) {
  const std::uint64_t window = node.regions.empty() ? 0 : node.regions.front().size_bytes;
  const std::uint32_t room = room_for_banks(window, page_4k);
  if (room < 1) return base::error(node.path + ": the register window has no room for a bank");
  const auto interrupts = static_cast<std::uint32_t>(node.context_interrupts.size());
  const std::uint32_t wanted = wishes.banks.value_or(std::max(interrupts, 1u));
  if (wanted < 1 || wanted > banks_at_most) {
    return base::error(std::string("the number of banks must be from 1 to 128"));
  }
  const std::uint32_t groups = wishes.stream_groups.value_or(128);
  if (groups < 1 || groups > 128) {
    return base::error(std::string("the number of stream-match groups must be from 1 to 128"));
  }
  const std::uint32_t banks = std::min(wanted, room);
  SmmuChoice choice;
  choice.configuration = configuration_of(node.kind, static_cast<std::uint8_t>(banks),
                                          static_cast<std::uint8_t>(groups));
  choice.configuration.size.pages_64k = room_for_banks(window, page_64k) >= std::bit_ceil(banks);
  choice.configuration.features.coherent_walk = node.dma_coherent;
  choice.flavour = flavour_of(node.kind);
  choice.architecture =
      fdt::is_version_1(node.kind) ? driver::Architecture::smmu_v1 : driver::Architecture::smmu_v2;
  choice.window_bytes = static_cast<std::uint32_t>(std::min<std::uint64_t>(window, 1u << 28));
  return choice;
}

}  // namespace faultline::scenario
