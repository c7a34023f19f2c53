// SPDX-License-Identifier: Apache-2.0
//
// Locks on AArch64. A spin lock masks interrupts on its CPU from the first lock taken to the last
// one given back (PSTATE.I), in whatever order they are given back. A mutex hands the CPU to other
// threads of the executor (machine/aarch64/executor.hpp) while it waits.
#pragma once
#include "base/thread_safety.hpp"
#include "port_backend/atomic.hpp"

namespace faultline::port {
inline namespace aarch64_backend {

class FL_CAPABILITY("spin lock") SpinLock {
 public:
  explicit SpinLock(const char* name) : name_(name) {}
  SpinLock(const SpinLock&) = delete;
  SpinLock& operator=(const SpinLock&) = delete;

  void lock() FL_ACQUIRE();
  void unlock() FL_RELEASE();
  const char* name() const { return name_; }

 private:
  const char* name_;
  Atomic<unsigned> held_;
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
  const char* name_;
  Atomic<unsigned> held_;
  Atomic<unsigned> releases_;
};

}  // namespace aarch64_backend

// Each backend defines this once, beside its locks: a program that links two of them does not link.
extern const char backend_name[];

}  // namespace faultline::port
