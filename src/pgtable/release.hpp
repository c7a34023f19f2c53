// SPDX-License-Identifier: Apache-2.0
//
// What becomes of tables that are taken out of a tree, and of all of them in the end.
// docs/decisions/0021-table-lifetime.md.
#pragma once
#include "pgtable/descend.hpp"

namespace faultline::pgtable {

// Whether the table at `table`, of `level`, and all below it map nothing. Not for a root.
template <typename F>
bool is_empty(const Tree& tree, PhysAddr table, unsigned level) {
  const auto* const entries = entries_of<F>(tree, table);
  const std::size_t count = F::table_bytes(level) / sizeof(typename F::Entry);
  for (std::size_t i = 0; i < count; ++i) {
    const typename F::Entry entry = port::load_entry(entries[i]);
    if (entry == 0) continue;
    if (F::kind(level, entry) != Kind::table ||
        !is_empty<F>(tree, F::table_address(level, entry), level + 1)) {
      return false;
    }
  }
  return true;
}

// Chains `table`, of `level`, and the tables below it. Its first entry becomes the link.
template <typename F>
void collect(const Tree& tree, PhysAddr table, unsigned level, TableList<typename F::Entry>& list) {
  if (level < F::last_level) {
    const auto* const entries = entries_of<F>(tree, table);
    const std::size_t count = F::table_bytes(level) / sizeof(typename F::Entry);
    for (std::size_t i = 0; i < count; ++i) {
      const typename F::Entry entry = port::load_entry(entries[i]);
      if (F::kind(level, entry) != Kind::table) continue;
      collect<F>(tree, F::table_address(level, entry), level + 1, list);
    }
  }
  list.push(table);
}

template <typename F>
void release_list(Tree& tree, TableList<typename F::Entry>& list) {
  while (const std::optional<PhysAddr> table = list.pop()) {
    tree.memory.release(*table, F::table_bytes(F::last_level));
  }
}

// For tables that were taken out. Releases them, and those that were retired before, unless
// somebody reads: then they are retired, and the next one to come here tries again. If the hardware
// may still walk them, they are kept until the tree goes.
template <typename F>
void dispose(Tree& tree, TableList<typename F::Entry>& removed, bool unreachable) {
  if (!unreachable) {
    while (const auto table = removed.pop()) {
      tree.quarantined.push<typename F::Entry>(tree.memory, *table);
    }
    return;
  }
  tree.retired.take_all(tree.memory, removed);
  port::full_barrier();  // all of them were unlinked before readers are counted; a ReadGuard
                         // counts, then reads
  if (tree.readers.load() == 0) {
    release_list<F>(tree, removed);
    return;
  }
  while (const auto table = removed.pop()) {
    tree.retired.push<typename F::Entry>(tree.memory, *table);
  }
}

// Format::release: every table of a tree that nobody walks or reads any more.
template <typename F>
void release(Tree& tree) {
  TableList<typename F::Entry> list(tree.memory);
  const unsigned level = tree.layout.start_level;
  if (level < F::last_level) {
    const auto* const entries = entries_of<F>(tree, tree.root);
    for (std::size_t i = 0; i < tree.layout.root_entries; ++i) {
      const typename F::Entry entry = port::load_entry(entries[i]);
      if (F::kind(level, entry) != Kind::table) continue;
      collect<F>(tree, F::table_address(level, entry), level + 1, list);
    }
  }
  tree.retired.take_all(tree.memory, list);
  tree.quarantined.take_all(tree.memory, list);
  release_list<F>(tree, list);
  tree.memory.release(tree.root, tree.layout.root_bytes);
}

}  // namespace faultline::pgtable
