// SPDX-License-Identifier: Apache-2.0
//
// Waiting for a condition on AArch64: a count of wake-ups, which a waiting thread's executor
// watches. Nothing is linked, so that waking is one atomic addition in any context.
#pragma once
#include <cstdint>

#include "port_backend/lock.hpp"

namespace faultline::port {
inline namespace aarch64_backend {

class WaitQueue {
 public:
  explicit WaitQueue(const char* name) : name_(name) {}
  WaitQueue(const WaitQueue&) = delete;
  WaitQueue& operator=(const WaitQueue&) = delete;

  void wait(SpinLock& held) FL_REQUIRES(held);
  // `deadline_ns` is GenericTimerClock's time.
  [[nodiscard]] bool wait_until(SpinLock& held, std::uint64_t deadline_ns) FL_REQUIRES(held);
  void wake_all() { wakes_.fetch_add(1); }
  const char* name() const { return name_; }

 private:
  const char* name_;
  Atomic<unsigned> wakes_;
};

}  // namespace aarch64_backend
}  // namespace faultline::port
