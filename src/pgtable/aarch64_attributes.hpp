// SPDX-License-Identifier: Apache-2.0
//
// How a Protection becomes the attribute bits of an AArch64 leaf, and MAIR to go with them. Memory
// is inner shareable when it is cacheable and outer shareable otherwise, which is what the
// architecture makes of non-cacheable and device memory anyway. DDI 0487, VMSAv8-64 descriptor
// formats, memory region attributes.
#pragma once
#include <array>
#include <cstdint>

#include "pgtable/protection.hpp"
#include "reg/value.hpp"
#include "spec/cb/attributes.hpp"
#include "spec/descriptors.hpp"

namespace faultline::pgtable::aarch64 {

enum class Stage : std::uint8_t { one, two };

// Where in MAIR each kind of memory is.
enum class AttrIndx : std::uint32_t { normal_non_cacheable = 0, normal_write_back = 1, device = 2 };

[[nodiscard]] constexpr spec::Shareability shareability(Protection protection) {
  const bool shared_inside =
      has(protection, Protection::cacheable) && !has(protection, Protection::device);
  return shared_inside ? spec::Shareability::inner : spec::Shareability::outer;
}

[[nodiscard]] constexpr AttrIndx attribute_index(Protection protection) {
  if (has(protection, Protection::device)) return AttrIndx::device;
  return has(protection, Protection::cacheable) ? AttrIndx::normal_write_back
                                                : AttrIndx::normal_non_cacheable;
}

// Everything but type and address. The access flag is set: nobody handles access-flag faults. nG:
// entries belong to an ASID. UXN, because AP alone keeps the unprivileged from data and not from
// instructions: what they may not read they could still run.
[[nodiscard]] constexpr std::uint64_t stage1_attributes(Protection protection) {
  using Leaf = spec::vmsa64::Stage1Leaf;
  using Access = spec::vmsa64::Stage1Access;
  const bool privileged = has(protection, Protection::privileged);
  const bool no_execute = has(protection, Protection::no_execute);
  const Access access = has(protection, Protection::write)
                            ? (privileged ? Access::privileged_read_write : Access::read_write)
                            : (privileged ? Access::privileged_read_only : Access::read_only);
  return reg::Value<Leaf>()
      .with<Leaf::AttrIndx>(static_cast<std::uint32_t>(attribute_index(protection)))
      .with<Leaf::AP>(access)
      .with<Leaf::SH>(shareability(protection))
      .with<Leaf::AF>(true)
      .with<Leaf::nG>(true)
      .with<Leaf::PXN>(no_execute)
      .with<Leaf::UXN>(no_execute || privileged)
      .bits();
}

[[nodiscard]] constexpr std::uint64_t stage2_attributes(Protection protection) {
  using Leaf = spec::vmsa64::Stage2Leaf;
  constexpr std::array memory = {spec::vmsa64::stage2_memory::normal_non_cacheable,
                                 spec::vmsa64::stage2_memory::normal_write_back,
                                 spec::vmsa64::stage2_memory::device_nGnRE};
  const unsigned access = (has(protection, Protection::read) ? 1U : 0U) |
                          (has(protection, Protection::write) ? 2U : 0U);
  return reg::Value<Leaf>()
      .with<Leaf::MemAttr>(memory[static_cast<std::size_t>(attribute_index(protection))])
      .with<Leaf::S2AP>(static_cast<spec::vmsa64::Stage2Access>(access))
      .with<Leaf::SH>(shareability(protection))
      .with<Leaf::AF>(true)
      .with<Leaf::XN>(has(protection, Protection::no_execute))
      .bits();
}

[[nodiscard]] constexpr std::uint64_t attributes(Stage stage, Protection protection) {
  return stage == Stage::one ? stage1_attributes(protection) : stage2_attributes(protection);
}

// All of them, so that a map loads its attributes.
template <Stage stage>
inline constexpr auto attribute_table = [] {
  std::array<std::uint64_t, 1U << protection_bits> table{};
  for (unsigned i = 0; i < table.size(); ++i) {
    table[i] = attributes(stage, static_cast<Protection>(i));
  }
  return table;
}();

[[nodiscard]] constexpr reg::Value<spec::cb::MAIR0> mair0() {
  using MAIR0 = spec::cb::MAIR0;
  return reg::Value<MAIR0>()
      .with<MAIR0::Attr0>(spec::vmsa64::mair::normal_non_cacheable)
      .with<MAIR0::Attr1>(spec::vmsa64::mair::normal_write_back)
      .with<MAIR0::Attr2>(spec::vmsa64::mair::device_nGnRE);
}

}  // namespace faultline::pgtable::aarch64
