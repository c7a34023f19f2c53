// SPDX-License-Identifier: Apache-2.0
//
// Time from the generic timer.
#include "clock.hpp"

#include "cpu.hpp"
#include "executor.hpp"
#include "port/context.hpp"

namespace faultline::machine::aarch64 {

std::uint64_t count_ns() {
  constexpr std::uint64_t ns_per_s = 1'000'000'000;
  std::uint64_t count;
  std::uint64_t frequency_hz;
  // Without the ISB the count could be read before what stands in front of it.
  asm volatile("isb\n mrs %0, cntvct_el0\n mrs %1, cntfrq_el0"
               : "=r"(count), "=r"(frequency_hz)::"memory");
  const std::uint64_t seconds = count / frequency_hz;
  const std::uint64_t rest = count % frequency_hz;
  return seconds * ns_per_s + rest * ns_per_s / frequency_hz;
}

std::uint64_t GenericTimerClock::now_ns() {
  return count_ns();
}

void GenericTimerClock::delay_ns(std::uint64_t duration_ns) {
  const std::uint64_t end_ns = count_ns() + duration_ns;
  while (count_ns() < end_ns) port::relax();
}

void GenericTimerClock::sleep_ns(std::uint64_t duration_ns) {
  port::may_sleep("sleep_ns");
  this_cpu().executor->sleep_until(count_ns() + duration_ns);
}

}  // namespace faultline::machine::aarch64
