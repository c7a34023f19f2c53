// SPDX-License-Identifier: Apache-2.0
//
// What kind of code is running, over host threads. There is no interrupt to take, so a thread says
// that it plays one (machine/host/interrupt.hpp). Sleeping where nothing may is a failed check.
#pragma once

namespace faultline::port {
inline namespace host_backend {

[[nodiscard]] bool in_hard_interrupt();
void may_sleep(const char* what);
void relax();

// Host threads cannot stop each other; that nobody sleeps meanwhile is checked.
class NoPreemption {
 public:
  NoPreemption();
  ~NoPreemption();
  NoPreemption(const NoPreemption&) = delete;
  NoPreemption& operator=(const NoPreemption&) = delete;
};

}  // namespace host_backend
}  // namespace faultline::port
