// SPDX-License-Identifier: Apache-2.0
//
// Waiting for a condition in the simulator.
#pragma once
#include <cstdint>

#include "port_backend/lock.hpp"

namespace faultline::port {
inline namespace sim_backend {

class WaitQueue {
 public:
  explicit WaitQueue(const char* name) : name_(name) {}
  WaitQueue(const WaitQueue&) = delete;
  WaitQueue& operator=(const WaitQueue&) = delete;

  void wait(SpinLock& held) FL_REQUIRES(held);
  // `deadline_ns` is virtual time.
  [[nodiscard]] bool wait_until(SpinLock& held, std::uint64_t deadline_ns) FL_REQUIRES(held);
  void wake_all();
  const char* name() const { return name_; }

 private:
  bool sleep(SpinLock& held, std::uint64_t deadline_ns) FL_REQUIRES(held);

  const char* name_;
  sim::Context* waiting_ = nullptr;
};

}  // namespace sim_backend
}  // namespace faultline::port
