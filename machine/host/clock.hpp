// SPDX-License-Identifier: Apache-2.0
//
// Real time, since the host started.
#pragma once
#include "port/clock.hpp"

namespace faultline::machine::host {

class HostClock final : public port::Clock {
 public:
  [[nodiscard]] std::uint64_t now_ns() override;
  void delay_ns(std::uint64_t duration_ns) override;
  void sleep_ns(std::uint64_t duration_ns) override;
};

}  // namespace faultline::machine::host
