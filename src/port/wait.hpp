// SPDX-License-Identifier: Apache-2.0
//
// Waiting for a condition that a spin lock guards. The backend defines WaitQueue(const char* name):
//   wait(SpinLock& held)                              releases `held`, sleeps, takes it again; may
//   wake for nothing. wait_until(SpinLock& held, uint64_t deadline_ns)  the same, but no later than
//   the deadline (Clock time); false when it passed. wake_all() any context, with or without the
//   lock.
// Thread context only for the waits; the caller loops on its condition, which `await` does for it.
#pragma once
#include <port_backend/wait.hpp>

#include "port/lock.hpp"

namespace faultline::port {

// Sleeps until `condition()`, evaluated with `held` held, is true. Thread context.
template <typename Condition>
void await(WaitQueue& queue, SpinLock& held, Condition&& condition) FL_REQUIRES(held) {
  while (!condition()) queue.wait(held);
}

// The same with a deadline; false when the condition is still false after it.
template <typename Condition>
[[nodiscard]] bool await_until(WaitQueue& queue, SpinLock& held, std::uint64_t deadline_ns,
                               Condition&& condition) FL_REQUIRES(held) {
  while (!condition()) {
    if (!queue.wait_until(held, deadline_ns)) return condition();
  }
  return true;
}

}  // namespace faultline::port
