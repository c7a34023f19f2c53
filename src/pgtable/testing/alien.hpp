// SPDX-License-Identifier: Apache-2.0
//
// A format that no hardware has. Each level keeps its descriptors in another place and signs them,
// so that reading or writing an entry with the wrong level stops the test; levels resolve different
// numbers of bits; each level has a page that takes one entry and one that repeats itself in
// sixteen, as the Short-descriptor format does.
#pragma once
#include "base/check.hpp"
#include "pgtable/format.hpp"

namespace faultline::pgtable::testing {

// With `mark_bit` 0, table descriptors have no bit that the walker ignores.
template <unsigned mark_bit>
struct Alien {
  using Entry = std::uint64_t;

  static constexpr unsigned last_level = 2;
  static constexpr unsigned max_input_bits = 36;
  static constexpr Entry settled = mark_bit == 0 ? 0 : Entry{1} << mark_bit;

  static constexpr Entry single_page_bits = 0;

  // Pages of 4K and 64K below tables of 128 entries, 512K and 8M below tables of 128, 64M in a root
  // of 1024 (8 KiB).
  static constexpr unsigned shift(unsigned level) { return level == 2 ? 12 : level == 1 ? 19 : 26; }
  static constexpr std::size_t table_bytes(unsigned /*level*/) { return 1024; }
  static constexpr Page page(std::uint64_t bytes) {
    for (unsigned level = 0; level <= last_level; ++level) {
      if (bytes == std::uint64_t{1} << shift(level)) return {level, 1};
      if (bytes == std::uint64_t{16} << shift(level)) return {level, 16};
    }
    FL_CHECK(false);
  }

  // Bits 63:60 sign the entry: 1 + level for a table, 5 + level for a leaf, 9 + level for a
  // sixteenth of one.
  enum class Sign : std::uint8_t { table = 1, leaf = 5, part = 9 };
  static Entry signed_entry(unsigned level, Sign sign, Entry payload) {
    return (static_cast<Entry>(sign) + level) << 60 | payload << (2 * level);
  }
  static Entry payload(unsigned level, Entry entry) {
    return (entry & ~settled & ~(Entry{15} << 60)) >> (2 * level);
  }
  static Sign sign_of(unsigned level, Entry entry) {
    const auto sign = static_cast<Sign>((entry >> 60) - level);
    FL_CHECK(sign == Sign::table || sign == Sign::leaf || sign == Sign::part);
    return sign;
  }

  static Kind kind(unsigned level, Entry entry) {
    if (entry == 0) return Kind::none;
    return sign_of(level, entry) == Sign::table ? Kind::table : Kind::leaf;
  }
  static Entry table_entry(unsigned level, PhysAddr table) {
    FL_CHECK(level < last_level && table.value % table_bytes(level + 1) == 0);
    return signed_entry(level, Sign::table, table.value);
  }
  static PhysAddr table_address(unsigned level, Entry entry) {
    FL_CHECK(sign_of(level, entry) == Sign::table);
    return PhysAddr(payload(level, entry));
  }
  static Entry attributes(Page /*page*/, Protection protection) {
    return static_cast<Entry>(protection);
  }
  static Entry leaf_entry(Page page, PhysAddr address, Entry attributes) {
    const std::uint64_t size_bytes = std::uint64_t{page.slots} << shift(page.level);
    const Sign sign = page.slots == 1 ? Sign::leaf : Sign::part;
    return signed_entry(page.level, sign, (address.value & ~(size_bytes - 1)) | attributes);
  }
  static PhysAddr leaf_address(unsigned level, Entry entry) {
    FL_CHECK(sign_of(level, entry) != Sign::table);
    return PhysAddr(payload(level, entry) & ~std::uint64_t{4095});
  }
  static unsigned leaf_slots(unsigned level, Entry entry) {
    return sign_of(level, entry) == Sign::part ? 16 : 1;
  }

  // 36 bits in, 40 bits out, whatever is wanted.
  static Result<Layout, Error> plan(const Parameters& wanted) {
    Layout layout;
    layout.input_bytes = std::uint64_t{1} << 36;
    layout.output_bytes = std::uint64_t{1} << 40;
    layout.page_sizes = 0x1000 | 0x1'0000 | 0x8'0000 | 0x80'0000 | 0x400'0000;
    layout.root_entries = 1024;
    layout.root_bytes = 8192;
    layout.coherent_walker = wanted.coherent_walker;
    return layout;
  }
  static Configuration configuration(const Layout& /*layout*/, PhysAddr root) {
    Configuration made;
    made.root = root;
    return made;
  }
};

}  // namespace faultline::pgtable::testing
