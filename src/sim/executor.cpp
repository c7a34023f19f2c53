// SPDX-License-Identifier: Apache-2.0
//
// Timers go to the kernel; work and threads are contexts.
#include "sim/executor.hpp"

#include <port_backend/context.hpp>

namespace faultline::sim {

namespace {
constexpr std::uint64_t poll_ns = 1000;  // how often a waiter looks again for what nobody announces
}

Executor::Executor(Kernel& kernel, unsigned worker_count) : kernel_(kernel) {
  for (unsigned i = 0; i < worker_count; ++i) {
    workers_.push_back(std::make_unique<Worker>());
    Worker& worker = *workers_.back();
    worker.executor = this;
    const auto cpu = static_cast<std::uint8_t>((kernel.cpu_count() - 1 + i) % kernel.cpu_count());
    worker.context = &kernel.spawn(ContextKind::thread, "worker", cpu, port::Priority::normal,
                                   {[](void* object) {
                                      auto& self = *static_cast<Worker*>(object);
                                      self.executor->work_for_ever(self);
                                    },
                                    &worker});
  }
}

Executor::~Executor() = default;

// What a caller does to a list of the executor is visible to others.
void Executor::operate(const char* verb, const char* name) {
  if (Kernel::current() == &kernel_ && kernel_.running()) {
    kernel_.come_to(kernel_.costs().atomic_ns, {.verb = verb, .name = name});
  }
}

void Executor::touch(const void* object) {
  if (Touches* touches = kernel_.touches()) touches->write(object);
}

// Of a flag that others wait for.
void Executor::set(bool& flag, bool value) {
  if (Touches* touches = kernel_.touches()) touches->change(&flag, flag ? 1 : 0, value ? 1 : 0);
  flag = value;
}

void Executor::arm(port::Timer& timer, std::uint64_t deadline_ns) {
  operate("arm", timer.name);
  kernel_.arm(timer, deadline_ns);
}

bool Executor::cancel(port::Timer& timer) {
  operate("cancel", timer.name);
  return kernel_.cancel(timer);
}

void Executor::wait_while(const bool& busy, const char* what) {
  port::may_sleep(what);
  if (kernel_.await_clear(busy, what)) return;
  while (busy) kernel_.block(what, kernel_.now_ns() + poll_ns);
}

bool Executor::cancel_and_wait(port::Timer& timer) {
  const bool cancelled = cancel(timer);
  if (timer.running) wait_while(timer.running, timer.name);
  return cancelled;
}

bool Executor::queue(port::Work& work) {
  operate("queue", work.name);
  touch(&queue_);
  if (work.queued) return false;
  set(work.queued, true);
  queue_.push_back(work);
  for (auto& worker : workers_) {
    if (!worker->idle) continue;
    worker->idle = false;
    kernel_.wake(*worker->context, kernel_.costs().wake_ns);
    break;
  }
  return true;
}

bool Executor::cancel(port::Work& work) {
  operate("cancel", work.name);
  touch(&queue_);
  if (!work.queued) return false;
  set(work.queued, false);
  queue_.remove(work);
  return true;
}

bool Executor::cancel_and_wait(port::Work& work) {
  const bool cancelled = cancel(work);
  if (work.running) wait_while(work.running, work.name);
  return cancelled;
}

void Executor::flush(port::Work& work) {
  operate("flush", work.name);
  touch(&queue_);
  while (work.queued || work.running) {
    wait_while(work.queued ? work.queued : work.running, work.name);
  }
}

void Executor::work_for_ever(Worker& worker) {
  while (true) {
    port::Work* todo = nullptr;
    touch(&queue_);
    for (port::Work& work : queue_) {
      if (work.running) continue;  // never twice at once
      todo = &work;
      break;
    }
    if (!todo) {
      worker.idle = true;
      worker.context->idle_wait = true;
      kernel_.block("work", 0);
      worker.context->idle_wait = false;
      continue;
    }
    queue_.remove(*todo);
    set(todo->queued, false);
    set(todo->running, true);
    worker.context->name = todo->name;
    todo->callback();
    worker.context->name = "worker";
    set(todo->running, false);
    kernel_.come_to(kernel_.costs().atomic_ns, {.verb = "look for work"});
  }
}

Result<void, port::ThreadError> Executor::start(port::Thread& thread) {
  operate("start", thread.name);
  if (starts_left_ == 0) return base::error(port::ThreadError::exhausted);
  if (starts_left_ > 0) --starts_left_;
  threads_.push_back(std::make_unique<Started>());
  Started& started = *threads_.back();
  started.executor = this;
  started.thread = &thread;
  thread.handle = &started;
  std::uint8_t cpu = 0;
  if (placement_) {
    cpu = placement_(thread.name);
  } else {
    cpu = static_cast<std::uint8_t>(next_cpu_++ % kernel_.cpu_count());
  }
  kernel_.spawn(ContextKind::thread, thread.name, cpu, thread.priority,
                {[](void* object) {
                   auto& self = *static_cast<Started*>(object);
                   self.executor->run_thread(self);
                 },
                 &started});
  return {};
}

void Executor::run_thread(Started& started) {
  started.thread->callback();
  touch(&started);
  started.finished = true;
  if (started.joiner) kernel_.wake(*started.joiner, kernel_.costs().wake_ns);
}

void Executor::join(port::Thread& thread) {
  operate("join", thread.name);
  auto& started = *static_cast<Started*>(thread.handle);
  port::may_sleep(thread.name);
  touch(&started);
  while (!started.finished) {
    started.joiner = kernel_.running();
    kernel_.block(thread.name, 0);
  }
  thread.handle = nullptr;
  std::erase_if(threads_, [&](const auto& one) { return one.get() == &started; });
}

void Clock::delay_ns(std::uint64_t duration_ns) {
  if (Kernel::current() == &kernel_ && kernel_.running()) kernel_.spend(duration_ns);
}

void Clock::sleep_ns(std::uint64_t duration_ns) {
  port::may_sleep("sleep");
  FL_CHECK(kernel_.running());
  kernel_.sleep(kernel_.now_ns() + duration_ns);
}

}  // namespace faultline::sim
