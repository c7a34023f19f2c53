// SPDX-License-Identifier: Apache-2.0
//
// Real time over the C++ library's steady clock.
#include "clock.hpp"

#include <chrono>
#include <thread>

#include "port/context.hpp"

namespace faultline::machine::host {

std::uint64_t HostClock::now_ns() {
  const auto since_start = std::chrono::steady_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::nanoseconds>(since_start).count());
}

void HostClock::delay_ns(std::uint64_t duration_ns) {
  const std::uint64_t end_ns = now_ns() + duration_ns;
  while (now_ns() < end_ns) port::relax();
}

void HostClock::sleep_ns(std::uint64_t duration_ns) {
  port::may_sleep("sleep_ns");
  std::this_thread::sleep_for(std::chrono::nanoseconds(duration_ns));
}

}  // namespace faultline::machine::host
