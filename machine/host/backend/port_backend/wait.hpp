// SPDX-License-Identifier: Apache-2.0
//
// Waiting for a condition, over host threads.
#pragma once
#include <condition_variable>
#include <cstdint>

#include "port_backend/lock.hpp"

namespace faultline::port {
inline namespace host_backend {

class WaitQueue {
 public:
  explicit WaitQueue(const char* name) : name_(name) {}
  WaitQueue(const WaitQueue&) = delete;
  WaitQueue& operator=(const WaitQueue&) = delete;

  void wait(SpinLock& held) FL_REQUIRES(held);
  // `deadline_ns` is HostClock's time.
  [[nodiscard]] bool wait_until(SpinLock& held, std::uint64_t deadline_ns) FL_REQUIRES(held);
  void wake_all() { changed_.notify_all(); }
  const char* name() const { return name_; }

 private:
  std::condition_variable changed_;
  const char* name_;
};

}  // namespace host_backend
}  // namespace faultline::port
