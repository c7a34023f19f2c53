// SPDX-License-Identifier: Apache-2.0
//
// What kind of code is running in the simulator.
#pragma once

namespace faultline::port {
inline namespace sim_backend {

[[nodiscard]] bool in_hard_interrupt();
// Emits sleep_forbidden when the caller may not block here.
void may_sleep(const char* what);
void relax();

class NoPreemption {
 public:
  NoPreemption();
  ~NoPreemption();
  NoPreemption(const NoPreemption&) = delete;
  NoPreemption& operator=(const NoPreemption&) = delete;
};

}  // namespace sim_backend
}  // namespace faultline::port
