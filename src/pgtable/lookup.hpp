// SPDX-License-Identifier: Apache-2.0
//
// The walker that looks up: one load a level, with each level's shift a constant.
#pragma once
#include "pgtable/descend.hpp"

namespace faultline::pgtable {

template <typename F, unsigned level>
[[gnu::always_inline]] inline std::optional<Mapping> look_up_entry(const Tree& tree,
                                                                   const typename F::Entry& slot,
                                                                   std::uint64_t offset) {
  const typename F::Entry entry = port::load_entry(slot);
  const Kind kind = F::kind(level, entry);
  if constexpr (level < F::last_level) {
    if (kind == Kind::table) [[likely]] {
      constexpr std::size_t count = F::table_bytes(level + 1) / sizeof(typename F::Entry);
      const auto* const table = entries_of<F>(tree, F::table_address(level, entry));
      const std::size_t index = (offset >> F::shift(level + 1)) & (count - 1);
      return look_up_entry<F, level + 1>(tree, table[index], offset);
    }
  }
  if (kind == Kind::none) return std::nullopt;
  const std::uint64_t size_bytes = extent<F>(level) * F::leaf_slots(level, entry);
  return Mapping{F::leaf_address(level, entry) + (offset & (size_bytes - 1)), size_bytes};
}

// Begins at the level of the root, which is known only at run time.
template <typename F, unsigned level = 0>
[[gnu::always_inline]] inline std::optional<Mapping> look_up_from(const Tree& tree,
                                                                  std::uint64_t offset) {
  if constexpr (level < F::last_level) {
    if (tree.layout.start_level != level) return look_up_from<F, level + 1>(tree, offset);
  }
  const auto* const root = entries_of<F>(tree, tree.root);
  return look_up_entry<F, level>(tree, root[offset >> F::shift(level)], offset);
}

// Table::lookup.
template <typename F>
std::optional<Mapping> lookup(const Tree& tree, Iova iova) {
  const std::uint64_t offset = iova.value - tree.layout.input_base;
  if (offset >= tree.layout.input_bytes) [[unlikely]]
    return std::nullopt;
  return look_up_from<F>(tree, offset);
}

}  // namespace faultline::pgtable
