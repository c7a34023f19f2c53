// SPDX-License-Identifier: Apache-2.0
//
// Locks. The backend on the include path defines them:
//   SpinLock(const char* name)  lock() / unlock(): masks interrupts on this CPU while held, never
//   sleeps, works in hard-interrupt
//                               context; not recursive. Nothing that may sleep is called while one
//                               is held.
//   Mutex(const char* name)     lock() / unlock(): sleeps; thread context only; not recursive.
// Both carry clang's capability attribute. `name` is static text for traces and must outlive the
// lock.
#pragma once
#include <port_backend/lock.hpp>
#include <utility>

#include "base/thread_safety.hpp"

namespace faultline::port {

// Holds a lock for a scope.
template <typename Lock>
class FL_SCOPED_CAPABILITY Hold {
 public:
  explicit Hold(Lock& lock) FL_ACQUIRE(lock) : lock_(lock) { lock_.lock(); }
  ~Hold() FL_RELEASE() { lock_.unlock(); }
  Hold(const Hold&) = delete;
  Hold& operator=(const Hold&) = delete;

 private:
  Lock& lock_;
};

// Data that can be reached only with its lock held: `guarded.with([](T& data) { ... })`.
template <typename T, typename Lock>
class Guarded {
 public:
  template <typename... Args>
  explicit Guarded(const char* name, Args&&... args)
      : lock_(name), data_(std::forward<Args>(args)...) {}

  template <typename Function>
  auto with(Function&& function) {
    Hold hold(lock_);
    return std::forward<Function>(function)(data_);
  }

 private:
  Lock lock_;
  T data_;
};

}  // namespace faultline::port
