// SPDX-License-Identifier: Apache-2.0
//
// The state of one page table, shared by the walkers, and the interface that hides a format from
// its user. Only walkers and Table look inside.
#pragma once
#include <cstdint>

#include "pgtable/flush_sink.hpp"
#include "pgtable/layout.hpp"
#include "pgtable/leaf_cache.hpp"
#include "pgtable/table_list.hpp"
#include "port/atomic.hpp"
#include "port/barrier.hpp"
#include "port/page_memory.hpp"

namespace faultline::pgtable {

struct Tree {
  Tree(port::PageMemory& page_memory, FlushSink& flush_sink)
      : memory(page_memory), sink(flush_sink) {}

  port::PageMemory& memory;
  FlushSink& sink;
  Layout layout;
  PhysAddr root;
  LeafCache leaf_cache;
  port::Atomic<std::uint32_t> readers{0};  // how many ReadGuards live
  ParkedTables retired;      // no walk of the hardware can reach them; a ReadGuard may
  ParkedTables quarantined;  // the sink could not say that; until close()
};

// While one lives, no table that could be reached when it began is released: for readers that know
// nothing of who maps what at the moment (dumps, fault reports). Any context.
class ReadGuard {
 public:
  explicit ReadGuard(Tree& tree) : tree_(tree) {
    tree_.readers.fetch_add(1);
    port::full_barrier();  // counted before the first entry is read: the other side unlinks, then
                           // counts
  }
  ~ReadGuard() { tree_.readers.fetch_sub(1); }
  ReadGuard(const ReadGuard&) = delete;
  ReadGuard& operator=(const ReadGuard&) = delete;

 private:
  Tree& tree_;
};

}  // namespace faultline::pgtable
