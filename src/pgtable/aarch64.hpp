// SPDX-License-Identifier: Apache-2.0
//
// The AArch64 format for one granule and stage: a level resolves as many bits as a granule holds
// 8-byte entries, level 3 holds pages. DDI 0487, VMSAv8-64.
#pragma once
#include "base/bits.hpp"
#include "pgtable/aarch64_attributes.hpp"
#include "pgtable/format.hpp"
#include "spec/descriptors.hpp"

namespace faultline::pgtable::aarch64 {

template <unsigned granule_shift, Stage stage>
struct Description {
  using Entry = std::uint64_t;
  using Type = spec::vmsa64::DescriptorType;
  using Table = spec::vmsa64::Table;
  using Leaf = spec::vmsa64::Stage1Leaf;  // type and address are where Stage2Leaf has them
  static_assert(Leaf::OutputAddress::mask == spec::vmsa64::Stage2Leaf::OutputAddress::mask);

  static constexpr unsigned last_level = 3;
  static constexpr unsigned max_input_bits = 48;
  static constexpr unsigned index_bits = granule_shift - 3;
  // Level 0 has no blocks, level 1 only with 4K pages.
  static constexpr unsigned first_block_level = granule_shift == 12 ? 1 : 2;
  // The level that a full 48-bit walk begins at.
  static constexpr unsigned first_level = granule_shift == 16 ? 1 : 0;
  static constexpr Entry settled = Table::Ignored58_51::encode(1U << 4);  // bit 55

  static constexpr Entry single_page_bits = Leaf::Type::encode(Type::table_or_page);

  static constexpr unsigned shift(unsigned level) {
    return granule_shift + (last_level - level) * index_bits;
  }
  static constexpr std::size_t table_bytes(unsigned /*level*/) {
    return std::size_t{1} << granule_shift;
  }
  static constexpr Page page(std::uint64_t bytes) {
    for (unsigned level = last_level; level > first_block_level; --level) {
      if (bytes == std::uint64_t{1} << shift(level)) return {.level = level, .slots = 1};
    }
    return {.level = first_block_level, .slots = 1};
  }

  static constexpr Kind kind(unsigned level, Entry entry) {
    const Type type = Leaf::Type::decode(entry);
    if (type == Type::table_or_page) return level == last_level ? Kind::leaf : Kind::table;
    const bool block = type == Type::block && level != last_level && level >= first_block_level;
    return block ? Kind::leaf : Kind::none;
  }
  static constexpr Entry table_entry(unsigned /*level*/, PhysAddr table) {
    return table.value | Table::Type::encode(Type::table_or_page);
  }
  static constexpr PhysAddr table_address(unsigned /*level*/, Entry entry) {
    return PhysAddr(entry & Table::NextTable::mask);
  }

  // With the type, so that a batch adds nothing but addresses.
  static constexpr Entry attributes(Page page, Protection protection) {
    const Type type = page.level == last_level ? Type::table_or_page : Type::block;
    return Leaf::Type::encode(type) |
           attribute_table<stage>[static_cast<std::size_t>(protection) % (1U << protection_bits)];
  }
  static constexpr Entry leaf_entry(Page /*page*/, PhysAddr address, Entry attributes) {
    return address.value | attributes;
  }
  static constexpr PhysAddr leaf_address(unsigned /*level*/, Entry entry) {
    return PhysAddr(entry & Leaf::OutputAddress::mask);
  }
  static constexpr unsigned leaf_slots(unsigned /*level*/, Entry /*entry*/) { return 1; }

  static Result<Layout, Error> plan(const Parameters& wanted);
  static Configuration configuration(const Layout& layout, PhysAddr root);
};

}  // namespace faultline::pgtable::aarch64
