// SPDX-License-Identifier: Apache-2.0
//
// Where a page table sends the invalidations that its changes call for. The table has stored the
// entries, cleaned them for a walker that does not snoop and issued port::table_barrier() before
// each call: a walk that starts now sees the new entries. What remains is what translation and walk
// caches hold. docs/decisions/0021-table-lifetime.md.
#pragma once
#include <cstdint>

#include "base/types.hpp"

namespace faultline::pgtable {

class FlushSink {
 public:
  // Leaf entries that translate [start, start + size_bytes) are gone; one call per batch. Tables
  // above them stay, so that invalidating last-level entries is enough. No page in the range is
  // smaller than `stride_bytes`: one invalidation per stride reaches each of them. The caller of
  // unmap() decides what may be deferred by the sink that it passes.
  virtual void range(Iova start, std::uint64_t size_bytes, std::uint64_t stride_bytes) = 0;

  // Tables below [start, start + size_bytes) were taken out and nothing was mapped there; cached
  // walks may still lead to them. True when no walk can reach them any more, which lets their
  // memory be reused; false when that could not be brought about (a time-out), and the table then
  // keeps the memory until close(). Never deferred.
  [[nodiscard]] virtual bool walk(Iova start, std::uint64_t size_bytes,
                                  std::uint64_t stride_bytes) = 0;

  // The whole table is going away. True as for walk().
  [[nodiscard]] virtual bool all() = 0;

 protected:
  ~FlushSink() = default;
};

}  // namespace faultline::pgtable
