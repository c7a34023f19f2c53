// SPDX-License-Identifier: Apache-2.0
//
// Timers, work and threads over host threads.
#include "executor.hpp"

#include <chrono>
#include <system_error>

#include "base/check.hpp"
#include "context.hpp"
#include "port/context.hpp"

namespace faultline::machine::host {

HostExecutor::HostExecutor(unsigned worker_count) {
  threads_.emplace_back([this] { run_timers(); });
  for (unsigned i = 0; i < worker_count; ++i) threads_.emplace_back([this] { run_work(); });
}

HostExecutor::~HostExecutor() {
  {
    const Lock lock(mutex_);
    FL_CHECK(timers_.empty() && queue_.empty());
    stopping_ = true;
  }
  timers_changed_.notify_all();
  work_changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void HostExecutor::arm(port::Timer& timer, std::uint64_t deadline_ns) {
  const Lock lock(mutex_);
  remove(timer);
  timer.deadline_ns = deadline_ns;
  timer.armed = true;
  timers_.push_back(timer);
  timers_changed_.notify_all();
}

bool HostExecutor::cancel(port::Timer& timer) {
  const Lock lock(mutex_);
  return remove(timer);
}

bool HostExecutor::cancel_and_wait(port::Timer& timer) {
  port::may_sleep(timer.name);
  Lock lock(mutex_);
  bool was_armed = remove(timer);
  while (timer.running) {
    finished_.wait(lock);
    was_armed = remove(timer) || was_armed;  // its callback may have armed it again
  }
  return was_armed;
}

bool HostExecutor::queue(port::Work& work) {
  const Lock lock(mutex_);
  if (work.queued) return false;
  work.queued = true;
  queue_.push_back(work);
  work_changed_.notify_one();
  return true;
}

bool HostExecutor::cancel(port::Work& work) {
  const Lock lock(mutex_);
  return remove(work);
}

bool HostExecutor::cancel_and_wait(port::Work& work) {
  port::may_sleep(work.name);
  Lock lock(mutex_);
  bool was_queued = remove(work);
  while (work.running) {
    finished_.wait(lock);
    was_queued = remove(work) || was_queued;
  }
  return was_queued;
}

void HostExecutor::flush(port::Work& work) {
  port::may_sleep(work.name);
  Lock lock(mutex_);
  while (work.queued || work.running) finished_.wait(lock);
}

Result<void, port::ThreadError> HostExecutor::start(port::Thread& thread) {
  try {
    thread.handle = new std::thread([&thread] { thread.callback(); });
  } catch (const std::system_error&) {
    return base::error(port::ThreadError::exhausted);
  }
  return {};
}

void HostExecutor::join(port::Thread& thread) {
  port::may_sleep(thread.name);
  auto* started = static_cast<std::thread*>(thread.handle);
  FL_CHECK(started != nullptr);
  started->join();
  delete started;
  thread.handle = nullptr;
}

port::Timer* HostExecutor::earliest() {
  port::Timer* first = nullptr;
  for (port::Timer& timer : timers_) {
    if (!first || timer.deadline_ns < first->deadline_ns) first = &timer;
  }
  return first;
}

void HostExecutor::run_timers() {
  Lock lock(mutex_);
  while (!stopping_) {
    port::Timer* timer = earliest();
    if (!timer) {
      timers_changed_.wait(lock);
      continue;
    }
    const std::chrono::steady_clock::time_point due{std::chrono::nanoseconds(timer->deadline_ns)};
    if (std::chrono::steady_clock::now() < due) {
      timers_changed_.wait_until(lock, due);
      continue;
    }
    remove(*timer);
    call(*timer, lock);
  }
}

void HostExecutor::call(port::Timer& timer, Lock& lock) {
  timer.running = true;
  lock.unlock();
  {
    const HardInterrupt interrupt;
    timer.callback();
  }
  lock.lock();
  timer.running = false;
  finished_.notify_all();
}

void HostExecutor::run_work() {
  Lock lock(mutex_);
  while (!stopping_) {
    port::Work* work = next_work();
    if (!work) {
      work_changed_.wait(lock);
      continue;
    }
    lock.unlock();
    work->callback();
    lock.lock();
    work->running = false;
    finished_.notify_all();
    if (work->queued) work_changed_.notify_one();
  }
}

port::Work* HostExecutor::next_work() {
  for (port::Work& work : queue_) {
    if (work.running) continue;
    remove(work);
    work.running = true;
    return &work;
  }
  return nullptr;
}

bool HostExecutor::remove(port::Timer& timer) {
  if (!timer.armed) return false;
  timer.armed = false;
  return timers_.remove(timer);
}

bool HostExecutor::remove(port::Work& work) {
  if (!work.queued) return false;
  work.queued = false;
  return queue_.remove(work);
}

}  // namespace faultline::machine::host
