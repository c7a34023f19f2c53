// SPDX-License-Identifier: Apache-2.0
//
// Loops over neighbouring entries of one table. They touch each entry once, through port/, four to
// a turn, since for batches the loop is what costs.
#pragma once
#include <cstddef>

#include "pgtable/descend.hpp"

namespace faultline::pgtable {

template <typename Entry>
[[gnu::always_inline]] inline bool any_present(const Entry* first, std::size_t count) {
  using port::load_entry;
  Entry seen = 0;
  std::size_t i = 0;
  for (; i + 4 <= count; i += 4) {
    seen |= load_entry(first[i]) | load_entry(first[i + 1]) | load_entry(first[i + 2]) |
            load_entry(first[i + 3]);
  }
  for (; i < count; ++i) seen |= load_entry(first[i]);
  return seen != 0;
}

// The bits that all of them have.
template <typename Entry>
[[gnu::always_inline]] inline Entry common_bits(const Entry* first, std::size_t count) {
  using port::load_entry;
  Entry common = ~Entry{0};
  std::size_t i = 0;
  for (; i + 4 <= count; i += 4) {
    common &= load_entry(first[i]) & load_entry(first[i + 1]) & load_entry(first[i + 2]) &
              load_entry(first[i + 3]);
  }
  for (; i < count; ++i) common &= load_entry(first[i]);
  return common;
}

// Each of `count` entries of the last level is a page of its own.
template <typename F>
[[gnu::always_inline]] inline bool all_single_pages(const typename F::Entry* first,
                                                    std::size_t count) {
  using Entry = typename F::Entry;
  if constexpr (F::single_page_bits != 0) {
    return (common_bits(first, count) & F::single_page_bits) == F::single_page_bits;
  } else {
    bool all = true;
    for (std::size_t i = 0; i < count; ++i) {
      const Entry entry = port::load_entry(first[i]);
      all &=
          F::kind(F::last_level, entry) == Kind::leaf && F::leaf_slots(F::last_level, entry) == 1;
    }
    return all;
  }
}

// Each of `count` entries of `level` is a page or block of its own.
template <typename F>
bool all_single_leaves(const typename F::Entry* first, std::size_t count, unsigned level) {
  if (level == F::last_level) return all_single_pages<F>(first, count);
  for (std::size_t i = 0; i < count; ++i) {
    const typename F::Entry entry = port::load_entry(first[i]);
    if (F::kind(level, entry) != Kind::leaf || F::leaf_slots(level, entry) != 1) return false;
  }
  return true;
}

// The leaves of `count` slots from `first` on.
template <typename F>
[[gnu::always_inline]] inline void store_leaves(typename F::Entry* first, std::size_t count,
                                                Page page, PhysAddr address,
                                                typename F::Entry attributes) {
  using port::store_entry;
  const std::uint64_t step = extent<F>(page.level);
  std::size_t i = 0;
  for (; i + 4 <= count; i += 4) {
    store_entry(first[i], F::leaf_entry(page, address, attributes));
    store_entry(first[i + 1], F::leaf_entry(page, address + step, attributes));
    store_entry(first[i + 2], F::leaf_entry(page, address + 2 * step, attributes));
    store_entry(first[i + 3], F::leaf_entry(page, address + 3 * step, attributes));
    address = address + 4 * step;
  }
  for (; i < count; ++i) {
    store_entry(first[i], F::leaf_entry(page, address, attributes));
    address = address + step;
  }
}

template <typename Entry>
[[gnu::always_inline]] inline void clear_entries(Entry* first, std::size_t count) {
  using port::store_entry;
  std::size_t i = 0;
  for (; i + 4 <= count; i += 4) {
    store_entry(first[i], Entry{0});
    store_entry(first[i + 1], Entry{0});
    store_entry(first[i + 2], Entry{0});
    store_entry(first[i + 3], Entry{0});
  }
  for (; i < count; ++i) store_entry(first[i], Entry{0});
}

}  // namespace faultline::pgtable
