// SPDX-License-Identifier: Apache-2.0
//
// Locks, wait queues and context checks of the AArch64 backend.
#include "port/lock.hpp"

#include "base/check.hpp"
#include "cpu.hpp"
#include "executor.hpp"
#include "port/context.hpp"
#include "port/wait.hpp"

namespace faultline::port {

const char backend_name[] = "AArch64";

inline namespace aarch64_backend {

using machine::aarch64::Cpu;
using machine::aarch64::mask_interrupts;
using machine::aarch64::restore_interrupts;
using machine::aarch64::this_cpu;

bool in_hard_interrupt() {
  return this_cpu().hard_interrupts > 0;
}

void may_sleep(const char*) {
  const Cpu& cpu = this_cpu();
  FL_CHECK(cpu.spin_locks == 0 && cpu.no_preemption == 0 && cpu.hard_interrupts == 0);
}

NoPreemption::NoPreemption() {
  ++this_cpu().no_preemption;
}
NoPreemption::~NoPreemption() {
  --this_cpu().no_preemption;
}

void SpinLock::lock() FL_NO_THREAD_SAFETY_ANALYSIS {  // it is the lock
  const std::uint64_t daif = mask_interrupts();
  Cpu& cpu = this_cpu();
  if (cpu.spin_locks++ == 0) cpu.daif_before_locks = daif;
  while (held_.exchange(1) != 0) {
    while (held_.load() != 0) relax();
  }
}

void SpinLock::unlock() FL_NO_THREAD_SAFETY_ANALYSIS {
  Cpu& cpu = this_cpu();
  FL_CHECK(cpu.spin_locks > 0);
  held_.store(0);
  if (--cpu.spin_locks == 0) restore_interrupts(cpu.daif_before_locks);
}

void Mutex::lock() FL_NO_THREAD_SAFETY_ANALYSIS {
  may_sleep(name_);
  for (;;) {
    const unsigned seen = releases_.load();
    if (held_.exchange(1) == 0) return;
    this_cpu().executor->watch(releases_, seen, 0);
  }
}

void Mutex::unlock() FL_NO_THREAD_SAFETY_ANALYSIS {
  held_.store(0);
  releases_.fetch_add(1);
}

// Wake-ups are counted from before the lock is given up, so that none is missed.
void WaitQueue::wait(SpinLock& held) {
  const unsigned seen = wakes_.load();
  held.unlock();
  may_sleep(name_);
  this_cpu().executor->watch(wakes_, seen, 0);
  held.lock();
}

bool WaitQueue::wait_until(SpinLock& held, std::uint64_t deadline_ns) {
  const unsigned seen = wakes_.load();
  held.unlock();
  may_sleep(name_);
  const std::uint64_t not_never_ns = deadline_ns == 0 ? 1 : deadline_ns;
  const bool woken = this_cpu().executor->watch(wakes_, seen, not_never_ns);
  held.lock();
  return woken;
}

}  // namespace aarch64_backend
}  // namespace faultline::port
