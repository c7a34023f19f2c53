// SPDX-License-Identifier: Apache-2.0
//
// The walkers for people: what a walk of one address meets, and all there is. They hold a
// ReadGuard, so that they may run at any time.
#pragma once
#include "pgtable/descend.hpp"

namespace faultline::pgtable {

template <typename F>
EntryView view_of(const Tree& tree, unsigned level, typename F::Entry entry, std::uint64_t offset) {
  EntryView view{.start = Iova(tree.layout.input_base + base::align_down(offset, extent<F>(level))),
                 .size_bytes = extent<F>(level),
                 .level = level,
                 .kind = F::kind(level, entry),
                 .raw = entry,
                 .output = PhysAddr(0)};
  if (view.kind == Kind::table) view.output = F::table_address(level, entry);
  if (view.kind == Kind::leaf) view.output = F::leaf_address(level, entry);
  return view;
}

// Table::walk.
template <typename F>
Path walk(Tree& tree, Iova iova) {
  Path path{};
  const std::uint64_t offset = iova.value - tree.layout.input_base;
  if (offset >= tree.layout.input_bytes) return path;
  ReadGuard guard(tree);
  PhysAddr table = tree.root;
  for (unsigned level = tree.layout.start_level; level <= F::last_level; ++level) {
    const auto entry =
        port::load_entry(entries_of<F>(tree, table)[index_of<F>(tree, level, offset)]);
    const EntryView view = view_of<F>(tree, level, entry, offset);
    path.entries[path.size++] = view;
    if (view.kind != Kind::table) break;
    table = view.output;
  }
  return path;
}

// False when the visitor has had enough. `offset` is the first one that the table covers.
template <typename F>
bool visit_table(const Tree& tree, PhysAddr table, unsigned level, std::uint64_t offset,
                 EntryVisitor& visitor) {
  const auto* const entries = entries_of<F>(tree, table);
  for (std::size_t i = 0; i < entry_count<F>(tree, level); ++i) {
    const std::uint64_t start = offset + (std::uint64_t{i} << F::shift(level));
    const EntryView view = view_of<F>(tree, level, port::load_entry(entries[i]), start);
    if (view.kind == Kind::none) continue;
    if (!visitor.visit(view)) return false;
    if (view.kind == Kind::table && !visit_table<F>(tree, view.output, level + 1, start, visitor)) {
      return false;
    }
  }
  return true;
}

// Table::visit.
template <typename F>
void visit(Tree& tree, EntryVisitor& visitor) {
  ReadGuard guard(tree);
  static_cast<void>(visit_table<F>(tree, tree.root, tree.layout.start_level, 0, visitor));
}

}  // namespace faultline::pgtable
