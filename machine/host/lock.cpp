// SPDX-License-Identifier: Apache-2.0
//
// Locks and wait queues of the host backend.
#include "port/lock.hpp"

#include <chrono>

#include "context.hpp"
#include "port/context.hpp"
#include "port/wait.hpp"

namespace faultline::port {

const char backend_name[] = "host threads";

inline namespace host_backend {

using machine::host::this_thread;

void SpinLock::lock() FL_NO_THREAD_SAFETY_ANALYSIS {  // it is the lock
  mutex_.lock();
  ++this_thread().spin_locks;
}

void SpinLock::unlock() FL_NO_THREAD_SAFETY_ANALYSIS {
  --this_thread().spin_locks;
  mutex_.unlock();
}

void Mutex::lock() FL_NO_THREAD_SAFETY_ANALYSIS {
  may_sleep(name_);
  mutex_.lock();
}

void Mutex::unlock() FL_NO_THREAD_SAFETY_ANALYSIS {
  mutex_.unlock();
}

namespace {

// Lends the held mutex to the library for the time of a wait; counts it as given up.
class Lent {
 public:
  Lent(std::mutex& mutex, const char* name) : lock_(mutex, std::adopt_lock) {
    --this_thread().spin_locks;
    may_sleep(name);
  }
  ~Lent() {
    ++this_thread().spin_locks;
    lock_.release();
  }
  Lent(const Lent&) = delete;
  Lent& operator=(const Lent&) = delete;

  std::unique_lock<std::mutex>& lock() { return lock_; }

 private:
  std::unique_lock<std::mutex> lock_;
};

}  // namespace

void WaitQueue::wait(SpinLock& held) {
  Lent lent(held.mutex_, name_);
  changed_.wait(lent.lock());
}

bool WaitQueue::wait_until(SpinLock& held, std::uint64_t deadline_ns) {
  Lent lent(held.mutex_, name_);
  const std::chrono::steady_clock::time_point deadline{std::chrono::nanoseconds(deadline_ns)};
  return changed_.wait_until(lent.lock(), deadline) == std::cv_status::no_timeout;
}

}  // namespace host_backend
}  // namespace faultline::port
