// SPDX-License-Identifier: Apache-2.0
//
// Joining ranges. Sums are taken from the lower start, so that a range at the very top of the
// address space does not wrap.
#include "pgtable/gather.hpp"

#include <algorithm>

#include "base/check.hpp"

namespace faultline::pgtable {

Gather::~Gather() {
  FL_CHECK(empty());
}

bool Gather::touches(Iova start, std::uint64_t size_bytes) const {
  return start >= start_ ? start - start_ <= size_bytes_ : start_ - start <= size_bytes;
}

void Gather::range(Iova start, std::uint64_t size_bytes, std::uint64_t stride_bytes) {
  if (size_bytes == 0) return;
  if (!empty() && (stride_bytes != stride_bytes_ || !touches(start, size_bytes))) flush();
  if (empty()) {
    start_ = start;
    size_bytes_ = size_bytes;
    stride_bytes_ = stride_bytes;
    return;
  }
  const Iova low = std::min(start_, start);
  size_bytes_ = std::max((start_ - low) + size_bytes_, (start - low) + size_bytes);
  start_ = low;
}

bool Gather::walk(Iova start, std::uint64_t size_bytes, std::uint64_t stride_bytes) {
  return sink_.walk(start, size_bytes, stride_bytes);
}

bool Gather::all() {
  return sink_.all();
}

void Gather::flush() {
  if (empty()) return;
  sink_.range(start_, size_bytes_, stride_bytes_);
  size_bytes_ = 0;
}

}  // namespace faultline::pgtable
