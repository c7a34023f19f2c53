// SPDX-License-Identifier: Apache-2.0
//
// Chains of page tables that are linked through their first entry. A link is a table address; its
// low bits are clear, which in every format is an invalid descriptor: a walker that still reads a
// chained table finds nothing in it.
#pragma once
#include <cstdint>
#include <optional>

#include "port/atomic.hpp"
#include "port/entry.hpp"
#include "port/page_memory.hpp"

namespace faultline::pgtable {

// Tables that one thread holds: spares before they are installed, subtrees after they were taken
// out.
template <typename Entry>
class TableList {
 public:
  explicit TableList(port::PageMemory& memory) : memory_(memory) {}

  void push(PhysAddr table) {
    port::store_entry(first_entry(table), static_cast<Entry>(head_));
    head_ = table.value;
  }
  // The table comes back with a clear first entry.
  [[nodiscard]] std::optional<PhysAddr> pop() {
    if (head_ == 0) return std::nullopt;
    const PhysAddr table(head_);
    head_ = port::load_entry(first_entry(table));
    port::store_entry(first_entry(table), Entry{0});
    return table;
  }

 private:
  Entry& first_entry(PhysAddr table) const { return *static_cast<Entry*>(memory_.pointer(table)); }

  port::PageMemory& memory_;
  std::uint64_t head_ = 0;
};

// Tables that nobody can reach from the root but that somebody may still be reading. Several
// threads may push and take.
class ParkedTables {
 public:
  template <typename Entry>
  void push(port::PageMemory& memory, PhysAddr table) {
    Entry& first_entry = *static_cast<Entry*>(memory.pointer(table));
    std::uint64_t head = head_.load();
    do {
      port::store_entry(first_entry, static_cast<Entry>(head));
    } while (!head_.compare_exchange(head, table.value));
  }
  // Empties the chain into `list`.
  template <typename Entry>
  void take_all(port::PageMemory& memory, TableList<Entry>& list) {
    std::uint64_t at = head_.exchange(0);
    while (at != 0) {
      const std::uint64_t next =
          port::load_entry(*static_cast<Entry*>(memory.pointer(PhysAddr(at))));
      list.push(PhysAddr(at));
      at = next;
    }
  }

 private:
  port::Atomic<std::uint64_t> head_{0};
};

}  // namespace faultline::pgtable
