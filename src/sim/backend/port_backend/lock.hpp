// SPDX-License-Identifier: Apache-2.0
//
// Locks in the simulator: taking one is a visible operation, and one that is held elsewhere makes
// its CPU spin in virtual time. Outside of a running machine (set-up code) there is nobody to wait
// for, and a lock is only a flag.
#pragma once
#include "base/thread_safety.hpp"

namespace faultline::sim {
struct Context;
}

namespace faultline::port {
inline namespace sim_backend {

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
  void release() FL_RELEASE();  // what follows in a step that has begun

  const char* name_;
  bool held_ = false;
  sim::Context* owner_ = nullptr;
  sim::Context* waiting_ = nullptr;  // spinning, in the order in which they came
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
  bool held_ = false;
  sim::Context* owner_ = nullptr;
  sim::Context* waiting_ = nullptr;  // asleep, in the order in which they came
};

}  // namespace sim_backend

// Each backend defines this once, beside its locks: a program that links two of them does not link.
extern const char backend_name[];

}  // namespace faultline::port
