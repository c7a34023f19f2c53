// SPDX-License-Identifier: Apache-2.0
//
// Counts lines in a window of time.
#include "driver/rate_limit.hpp"

namespace faultline::driver {

RateLimit::Answer RateLimit::ask(std::uint64_t now_ns) {
  port::Hold hold(lock_);
  Answer answer;
  if (!begun_ || now_ns - window_start_ns_ > settings_.interval_ns) {
    answer.suppressed_before = suppressed_;
    begun_ = true;
    window_start_ns_ = now_ns;
    said_ = 0;
    suppressed_ = 0;
  }
  answer.allowed = said_ < settings_.burst;
  ++(answer.allowed ? said_ : suppressed_);
  return answer;
}

}  // namespace faultline::driver
