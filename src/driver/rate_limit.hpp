// SPDX-License-Identifier: Apache-2.0
//
// So many lines in so much time, with a count of those left out. Each bank has its own, so that one
// master's storm does not hide another's only fault.
#pragma once
#include <cstdint>

#include "port/lock.hpp"

namespace faultline::driver {

struct RateLimitSettings {
  std::uint32_t burst = 10;
  std::uint64_t interval_ns = 5'000'000'000;
};

class RateLimit {
 public:
  explicit RateLimit(const RateLimitSettings& settings = RateLimitSettings{})
      : settings_(settings) {}
  RateLimit(const RateLimit&) = delete;
  RateLimit& operator=(const RateLimit&) = delete;

  struct Answer {
    bool allowed = false;
    std::uint32_t suppressed_before = 0;  // how many the window that has just ended left out
  };
  // Whether something that happens at `now_ns` may be said. A window begins with the first question
  // after the end of the one before. Any context.
  [[nodiscard]] Answer ask(std::uint64_t now_ns) FL_EXCLUDES(lock_);

 private:
  const RateLimitSettings settings_;
  port::SpinLock lock_{"smmu rate limit"};
  bool begun_ FL_GUARDED_BY(lock_) = false;
  std::uint64_t window_start_ns_ FL_GUARDED_BY(lock_) = 0;
  std::uint32_t said_ FL_GUARDED_BY(lock_) = 0;
  std::uint32_t suppressed_ FL_GUARDED_BY(lock_) = 0;
};

}  // namespace faultline::driver
