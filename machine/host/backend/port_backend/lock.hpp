// SPDX-License-Identifier: Apache-2.0
//
// Locks over host threads. A spin lock is a mutex of the C++ library, which the thread sanitizer
// understands, and a count of how many this thread holds stands for "interrupts are masked":
// whoever sleeps meanwhile is caught by may_sleep().
#pragma once
#include <mutex>

#include "base/thread_safety.hpp"

namespace faultline::port {
inline namespace host_backend {

class FL_CAPABILITY("spin lock") SpinLock {
 public:
  explicit SpinLock(const char* name) : name_(name) {}
  SpinLock(const SpinLock&) = delete;
  SpinLock& operator=(const SpinLock&) = delete;

  void lock() FL_ACQUIRE();
  void unlock() FL_RELEASE();
  const char* name() const { return name_; }

 private:
  friend class WaitQueue;
  std::mutex mutex_;
  const char* name_;
};

class FL_CAPABILITY("mutex") Mutex {
 public:
  explicit Mutex(const char* name) : name_(name) {}
  Mutex(const Mutex&) = delete;
  Mutex& operator=(const Mutex&) = delete;

  void lock() FL_ACQUIRE();
  void unlock() FL_RELEASE();
  const char* name() const { return name_; }

 private:
  std::mutex mutex_;
  const char* name_;
};

}  // namespace host_backend

// Each backend defines this once, beside its locks: a program that links two of them does not link.
extern const char backend_name[];

}  // namespace faultline::port
