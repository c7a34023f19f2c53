// SPDX-License-Identifier: Apache-2.0
//
// What kind of code is running on this CPU. The vectors say when they enter and leave a hard
// interrupt (machine/aarch64/cpu.hpp); sleeping where nothing may is a failed check.
#pragma once

namespace faultline::port {
inline namespace aarch64_backend {

[[nodiscard]] bool in_hard_interrupt();
void may_sleep(const char* what);

inline void relax() {
  asm volatile("yield" ::: "memory");
}

// Threads are cooperative: no other one runs before this one waits. That it does not is checked.
class NoPreemption {
 public:
  NoPreemption();
  ~NoPreemption();
  NoPreemption(const NoPreemption&) = delete;
  NoPreemption& operator=(const NoPreemption&) = delete;
};

}  // namespace aarch64_backend
}  // namespace faultline::port
