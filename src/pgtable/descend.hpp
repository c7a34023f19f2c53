// SPDX-License-Identifier: Apache-2.0
//
// The steps that all walkers share: tables as arrays, the index of an address in one, the way down.
// Addresses inside a tree are offsets from the beginning of its region, so that the upper region
// needs no special case here.
#pragma once
#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "base/bits.hpp"
#include "pgtable/format.hpp"
#include "pgtable/tree.hpp"
#include "port/entry.hpp"

namespace faultline::pgtable {

// What one map or unmap covers.
struct Area {
  std::uint64_t offset;
  std::uint64_t bytes;
};

// Turns what a caller asks for into an Area: unsupported_size, misaligned, out_of_range. No pages
// make an empty area.
inline Result<Area, Error> admit(const Layout& layout, Iova iova, std::uint64_t page_bytes,
                                 std::uint64_t page_count) {
  if (!base::is_power_of_two(page_bytes) || (page_bytes & layout.page_sizes) == 0) [[unlikely]] {
    return base::error(Error::unsupported_size);
  }
  if (!base::is_aligned(iova.value, page_bytes)) [[unlikely]]
    return base::error(Error::misaligned);
  const std::uint64_t offset = iova.value - layout.input_base;
  const auto page_shift = static_cast<unsigned>(std::countr_zero(page_bytes));
  if (offset >= layout.input_bytes || page_count > (layout.input_bytes - offset) >> page_shift)
      [[unlikely]] {
    return base::error(Error::out_of_range);
  }
  return Area{offset, page_count << page_shift};
}

template <typename F>
typename F::Entry* entries_of(const Tree& tree, PhysAddr table) {
  return static_cast<typename F::Entry*>(tree.memory.pointer(table));
}

// How many input bytes one entry of `level` covers.
template <typename F>
constexpr std::uint64_t extent(unsigned level) {
  return std::uint64_t{1} << F::shift(level);
}

template <typename F>
std::size_t entry_count(const Tree& tree, unsigned level) {
  return level == tree.layout.start_level ? tree.layout.root_entries
                                          : F::table_bytes(level) / sizeof(typename F::Entry);
}

// The index of `offset` in the table of `level` that covers it. A root may be larger or smaller
// than a table.
template <typename F>
std::size_t index_of(const Tree& tree, unsigned level, std::uint64_t offset) {
  return (offset >> F::shift(level)) & (entry_count<F>(tree, level) - 1);
}

// An entry: its table, and the table's level.
template <typename F>
struct Place {
  typename F::Entry* table;
  unsigned level;
  std::size_t index;
  bool settled;  // each table descriptor on the way is marked as visible to the walker

  typename F::Entry& entry() const { return table[index]; }
};

// Goes down from the root as far as there are tables, but no further than `level`.
template <typename F>
Place<F> descend(const Tree& tree, std::uint64_t offset, unsigned level) {
  Place<F> place{entries_of<F>(tree, tree.root), tree.layout.start_level, 0, true};
  for (;;) {
    place.index = index_of<F>(tree, place.level, offset);
    if (place.level == level) return place;
    const typename F::Entry entry = port::load_entry(place.entry());
    if (F::kind(place.level, entry) != Kind::table) return place;
    place.settled &= (entry & F::settled) != 0;
    place.table = entries_of<F>(tree, F::table_address(place.level, entry));
    ++place.level;
  }
}

// How many entries from `place` on, in the same table, cover [offset, end).
template <typename F>
std::size_t run_length(const Tree& tree, const Place<F>& place, std::uint64_t offset,
                       std::uint64_t end) {
  const std::uint64_t wanted = (end - offset) >> F::shift(place.level);
  return std::min<std::uint64_t>(wanted, entry_count<F>(tree, place.level) - place.index);
}

// How the leaf cache of a tree of this format is laid out. A region is what one table of the last
// level covers.
template <typename F>
struct LeafRegion {
  static constexpr unsigned shift = F::shift(F::last_level - 1);
  static constexpr auto frame_shift =
      static_cast<unsigned>(std::countr_zero(F::table_bytes(F::last_level)));
  using Word = LeafCacheWord<F::max_input_bits - shift, frame_shift>;
};

// The entry of the last level for `offset`, if the leaf cache knows its table; else null.
template <typename F>
[[gnu::always_inline]] inline typename F::Entry* cached_entry(const Tree& tree,
                                                              std::uint64_t offset) {
  using Leaf = LeafRegion<F>;
  constexpr std::size_t count = F::table_bytes(F::last_level) / sizeof(typename F::Entry);
  const std::uint64_t region = offset >> Leaf::shift;
  const std::uint64_t word = tree.leaf_cache.load(region);
  if (!Leaf::Word::holds(word, region)) [[unlikely]]
    return nullptr;
  const std::size_t index = (offset >> F::shift(F::last_level)) & (count - 1);
  return entries_of<F>(tree, Leaf::Word::table(word)) + index;
}

template <typename F>
void remember_leaf_table(Tree& tree, std::uint64_t offset, const typename F::Entry* table) {
  using Leaf = LeafRegion<F>;
  if (tree.layout.start_level == F::last_level) return;  // a root may be wider than a region
  const std::uint64_t region = offset >> Leaf::shift;
  tree.leaf_cache.remember(region, Leaf::Word::pack(region, tree.memory.physical(table)));
}

}  // namespace faultline::pgtable
