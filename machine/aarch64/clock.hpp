// SPDX-License-Identifier: Apache-2.0
//
// Time from the generic timer's virtual count (DDI 0487, D12: CNTVCT_EL0, CNTFRQ_EL0).
#pragma once
#include "port/clock.hpp"

namespace faultline::machine::aarch64 {

// Nanoseconds of the virtual count. Any context.
[[nodiscard]] std::uint64_t count_ns();

class GenericTimerClock final : public port::Clock {
 public:
  [[nodiscard]] std::uint64_t now_ns() override;
  void delay_ns(std::uint64_t duration_ns) override;
  void sleep_ns(std::uint64_t duration_ns) override;
};

}  // namespace faultline::machine::aarch64
