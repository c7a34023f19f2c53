// SPDX-License-Identifier: Apache-2.0
//
// How far a search is, on standard error, while it takes time and somebody looks.
#pragma once
#include <chrono>
#include <cstdint>

#include "explore/search.hpp"

namespace faultline::cli {

// Of this process.
[[nodiscard]] double cpu_seconds();

class Progress {
 public:
  ~Progress();
  // After each execution; always true.
  bool operator()(const explore::Counts& counts);
  // Since it began until the last execution, by the wall clock.
  [[nodiscard]] double seconds() const { return seconds_; }

 private:
  std::uint64_t calls_ = 0;
  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  double seconds_ = 0;
  double last_told_ = 0;
  bool told_ = false;
};

}  // namespace faultline::cli
