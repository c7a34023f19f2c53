// SPDX-License-Identifier: Apache-2.0
//
// One IO page table. It knows formats and memory, and no SMMU: what has to be invalidated goes to a
// FlushSink, what has to be programmed comes out as a Configuration. The format is chosen when the
// table is opened; each call dispatches once.
//
// Threads. map, unmap and lookup may run at the same time in ranges that do not overlap, without
// locks, in any context that may call PageMemory and the sinks; none of them blocks. Two calls at
// the same time for the same range are the caller's error, with one exception: lookup may run
// beside map and unmap of the same range unless a block is mapped where smaller pages were. walk
// and visit may run beside everything but open and close.
//
// Nothing is half done: a call that returns an error has changed nothing.
#pragma once
#include <cstdint>
#include <optional>

#include "base/result.hpp"
#include "pgtable/format.hpp"
#include "pgtable/tree.hpp"

namespace faultline::pgtable {

class Table {
 public:
  // Both outlive the table. The sink is for tables that are taken out; unmap gets its own.
  Table(port::PageMemory& memory, FlushSink& sink) : tree_(memory, sink) {}
  // The table must have been closed.
  ~Table();
  Table(const Table&) = delete;
  Table& operator=(const Table&) = delete;

  // Makes an empty table of `format`, a constant. bad_parameters, out_of_tables. The table must not
  // be open.
  [[nodiscard]] Result<void, Error> open(const Format& format, const Parameters& wanted);
  // Flushes all and releases all memory. No context bank may point to the table any more, nothing
  // else may be running in it. On flush_failed the table is still open: close it again when the
  // SMMU has been reset.
  [[nodiscard]] Result<void, Error> close();
  [[nodiscard]] bool is_open() const { return format_ != nullptr; }

  // From here on the table must be open.

  // Maps `page_count` pages of `page_bytes`, which is in page_sizes(), from `iova` to `address` on.
  // Walks that begin after the call see them; there is nothing to invalidate. No pages: nothing
  // happens. unsupported_size, misaligned, out_of_range, no_access, overlap, out_of_tables.
  [[nodiscard]] Result<void, Error> map(Iova iova, PhysAddr address, std::uint64_t page_bytes,
                                        std::uint64_t page_count, Protection protection) {
    return format_->map(tree_, iova, address, page_bytes, page_count, protection);
  }
  // Unmaps [iova, iova + page_bytes * page_count), which may have been mapped by several calls and
  // with several page sizes. The range goes to `sink` in one call, before unmap returns; what
  // caches hold may be used until the sink has flushed. unsupported_size, misaligned, out_of_range,
  // not_mapped (a hole), splits_block (docs/decisions/0020-partial-unmap.md).
  [[nodiscard]] Result<void, Error> unmap(Iova iova, std::uint64_t page_bytes,
                                          std::uint64_t page_count, FlushSink& sink) {
    return format_->unmap(tree_, iova, page_bytes, page_count, sink);
  }
  // Where `iova` leads; nothing when it is not mapped or outside of the table.
  [[nodiscard]] std::optional<Mapping> lookup(Iova iova) const {
    return format_->lookup(tree_, iova);
  }

  // What a walk of `iova` meets; empty outside of the table.
  [[nodiscard]] Path walk(Iova iova) { return format_->walk(tree_, iova); }
  // Shows everything. Slow: reads every entry of every table.
  void visit(EntryVisitor& visitor) { format_->visit(tree_, visitor); }

  [[nodiscard]] Configuration configuration() const {
    return format_->configuration(tree_.layout, tree_.root);
  }
  // A set of powers of two.
  [[nodiscard]] std::uint64_t page_sizes() const { return tree_.layout.page_sizes; }
  [[nodiscard]] const Layout& layout() const { return tree_.layout; }
  [[nodiscard]] const Format& format() const { return *format_; }

 private:
  const Format* format_ = nullptr;
  Tree tree_;
};

}  // namespace faultline::pgtable
