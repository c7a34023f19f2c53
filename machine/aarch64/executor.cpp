// SPDX-License-Identifier: Apache-2.0
//
// Timers, work and waiting on one CPU. Threads and their change are in threads.cpp.
#include "executor.hpp"

#include "clock.hpp"
#include "port/context.hpp"

namespace faultline::machine::aarch64 {

using port::Hold;

void Executor::arm(port::Timer& timer, std::uint64_t deadline_ns) {
  const Hold hold(lock_);
  remove(timer);
  timer.deadline_ns = deadline_ns;
  timer.armed = true;
  timers_.push_back(timer);
}

bool Executor::cancel(port::Timer& timer) {
  const Hold hold(lock_);
  return remove(timer);
}

bool Executor::cancel_and_wait(port::Timer& timer) {
  port::may_sleep(timer.name);
  const Hold hold(lock_);
  bool was_armed = remove(timer);
  while (timer.running) {
    finished_.wait(lock_);
    was_armed = remove(timer) || was_armed;  // its callback may have armed it again
  }
  return was_armed;
}

bool Executor::queue(port::Work& work) {
  const Hold hold(lock_);
  if (work.queued) return false;
  work.queued = true;
  queue_.push_back(work);
  work_queued_.fetch_add(1);
  return true;
}

bool Executor::cancel(port::Work& work) {
  const Hold hold(lock_);
  return remove(work);
}

bool Executor::cancel_and_wait(port::Work& work) {
  port::may_sleep(work.name);
  const Hold hold(lock_);
  bool was_queued = remove(work);
  while (work.running) {
    finished_.wait(lock_);
    was_queued = remove(work) || was_queued;
  }
  return was_queued;
}

void Executor::flush(port::Work& work) {
  port::may_sleep(work.name);
  const Hold hold(lock_);
  while (work.queued || work.running) finished_.wait(lock_);
}

// A due timer's callback runs as a hard interrupt would: interrupts masked, sleeping forbidden.
void Executor::run_timers() {
  while (port::Timer* timer = take_due(count_ns())) {
    const std::uint64_t daif = mask_interrupts();
    {
      const HardInterrupt interrupt;
      timer->callback();
    }
    restore_interrupts(daif);
    {
      const Hold hold(lock_);
      timer->running = false;
    }
    finished_.wake_all();
  }
}

port::Timer* Executor::take_due(std::uint64_t now_ns) {
  const Hold hold(lock_);
  port::Timer* first = nullptr;
  for (port::Timer& timer : timers_) {
    if (timer.running || timer.deadline_ns > now_ns) continue;
    if (!first || timer.deadline_ns < first->deadline_ns) first = &timer;
  }
  if (first) {
    remove(*first);
    first->running = true;
  }
  return first;
}

port::Work* Executor::take_work() {
  const Hold hold(lock_);
  for (port::Work& work : queue_) {
    if (work.running) continue;
    remove(work);
    work.running = true;
    return &work;
  }
  return nullptr;
}

// The life of a worker.
void Executor::run_work() {
  for (;;) {
    const unsigned seen = work_queued_.load();
    port::Work* work = take_work();
    if (!work) {
      watch(work_queued_, seen, 0);
      continue;
    }
    work->callback();
    {
      const Hold hold(lock_);
      work->running = false;
      if (work->queued) work_queued_.fetch_add(1);
    }
    finished_.wake_all();
  }
}

bool Executor::remove(port::Timer& timer) {
  if (!timer.armed) return false;
  timer.armed = false;
  return timers_.remove(timer);
}

bool Executor::remove(port::Work& work) {
  if (!work.queued) return false;
  work.queued = false;
  return queue_.remove(work);
}

}  // namespace faultline::machine::aarch64
