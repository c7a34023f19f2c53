// SPDX-License-Identifier: Apache-2.0
//
// A sink that saves up the ranges of several unmaps and hands them on as one. What was unmapped
// through it may be translated until flush() returns: the pages behind it must not be reused
// before.
#pragma once
#include "pgtable/flush_sink.hpp"

namespace faultline::pgtable {

// For one thread at a time. It must be flushed before it is destroyed.
class Gather final : public FlushSink {
 public:
  // `sink` is where ranges go in the end; it outlives the gather.
  explicit Gather(FlushSink& sink) : sink_(sink) {}
  ~Gather();
  Gather(const Gather&) = delete;
  Gather& operator=(const Gather&) = delete;

  // Joins a range that touches or overlaps what is held and has the same stride; for any other,
  // first hands on what is held.
  void range(Iova start, std::uint64_t size_bytes, std::uint64_t stride_bytes) override;
  // Both are handed on at once.
  [[nodiscard]] bool walk(Iova start, std::uint64_t size_bytes,
                          std::uint64_t stride_bytes) override;
  [[nodiscard]] bool all() override;

  // Hands on what is held; afterwards nothing is.
  void flush();
  [[nodiscard]] bool empty() const { return size_bytes_ == 0; }

 private:
  [[nodiscard]] bool touches(Iova start, std::uint64_t size_bytes) const;

  FlushSink& sink_;
  Iova start_;
  std::uint64_t size_bytes_ = 0;
  std::uint64_t stride_bytes_ = 0;
};

}  // namespace faultline::pgtable
