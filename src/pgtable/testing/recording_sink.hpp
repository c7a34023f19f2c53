// SPDX-License-Identifier: Apache-2.0
//
// A flush sink for tests that writes down what it is told.
#pragma once
#include <functional>
#include <vector>

#include "pgtable/flush_sink.hpp"

namespace faultline::pgtable::testing {

struct Flush {
  std::uint64_t start;
  std::uint64_t size_bytes;
  std::uint64_t stride_bytes;
  bool operator==(const Flush&) const = default;
};

class RecordingSink final : public FlushSink {
 public:
  void range(Iova start, std::uint64_t size_bytes, std::uint64_t stride_bytes) override {
    ranges.push_back({start.value, size_bytes, stride_bytes});
    if (on_range) on_range();
  }
  bool walk(Iova start, std::uint64_t size_bytes, std::uint64_t stride_bytes) override {
    walks.push_back({start.value, size_bytes, stride_bytes});
    if (on_walk) on_walk();
    return succeeds;
  }
  bool all() override {
    ++alls;
    return succeeds;
  }

  std::vector<Flush> ranges;
  std::vector<Flush> walks;
  unsigned alls = 0;
  bool succeeds = true;            // what walk and all return
  std::function<void()> on_range;  // runs inside the call
  std::function<void()> on_walk;
};

}  // namespace faultline::pgtable::testing
