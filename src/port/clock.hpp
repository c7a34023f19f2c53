// SPDX-License-Identifier: Apache-2.0
//
// Time. It never goes backwards, and is the same on all CPUs.
#pragma once
#include <cstdint>

namespace faultline::port {

class Clock {
 public:
  // Nanoseconds since the machine started. Any context.
  [[nodiscard]] virtual std::uint64_t now_ns() = 0;
  // Spins for at least `duration_ns`. Any context; keep it short.
  virtual void delay_ns(std::uint64_t duration_ns) = 0;
  // Sleeps for at least `duration_ns`. Thread context only, no spin lock held.
  virtual void sleep_ns(std::uint64_t duration_ns) = 0;

 protected:
  ~Clock() = default;
};

}  // namespace faultline::port
