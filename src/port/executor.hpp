// SPDX-License-Identifier: Apache-2.0
//
// Timers, deferred work and threads, given by the machine. Nodes belong to the caller and are
// linked in place, so nothing here allocates. A node must not be destroyed while it is armed,
// queued or running: cancel it first.
#pragma once
#include <cstdint>

#include "base/result.hpp"

namespace faultline::port {

// A function and what it is called with; `object` must live as long as the callback can run.
struct Callback {
  void (*function)(void* object) = nullptr;
  void* object = nullptr;

  void operator()() const { function(object); }

  // Calls `method` on `object`.
  template <auto method, typename T>
  static Callback to(T& object) {
    return {[](void* self) { (static_cast<T*>(self)->*method)(); }, &object};
  }
};

// Runs once in hard-interrupt context, not before its deadline.
struct Timer {
  Timer(const char* timer_name, Callback when_due) : name(timer_name), callback(when_due) {}
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

  const char* name;
  Callback callback;
  // For the executor alone:
  Timer* next = nullptr;
  std::uint64_t deadline_ns = 0;
  std::uint64_t sequence = 0;
  bool armed = false;
  bool running = false;
};

// Runs in a worker thread, never twice at once; queued again while it runs, it runs again.
struct Work {
  Work(const char* work_name, Callback to_do) : name(work_name), callback(to_do) {}
  Work(const Work&) = delete;
  Work& operator=(const Work&) = delete;

  const char* name;
  Callback callback;
  // For the executor alone:
  Work* next = nullptr;
  bool queued = false;
  bool running = false;
};

enum class Priority : std::uint8_t { normal, realtime };

// A thread; `callback` is its whole life. Interrupt threads are real-time: they preempt normal
// ones.
struct Thread {
  Thread(const char* thread_name, Priority thread_priority, Callback body)
      : name(thread_name), priority(thread_priority), callback(body) {}
  Thread(const Thread&) = delete;
  Thread& operator=(const Thread&) = delete;

  const char* name;
  Priority priority;
  Callback callback;
  // For the executor alone:
  void* handle = nullptr;
};

enum class ThreadError : std::uint8_t { exhausted };  // the machine has no thread left

class Executor {
 public:
  // Arms, or moves, a timer. Any context.
  virtual void arm(Timer& timer, std::uint64_t deadline_ns) = 0;
  // True when the timer was armed and now never runs. Does not wait for a callback that runs at
  // this moment. Any context.
  virtual bool cancel(Timer& timer) = 0;
  // Like cancel, and waits until a running callback has returned. Thread context; no lock that the
  // callback takes.
  virtual bool cancel_and_wait(Timer& timer) = 0;

  // False when it was queued already. Any context.
  virtual bool queue(Work& work) = 0;
  // True when it was queued and now does not run. Any context.
  virtual bool cancel(Work& work) = 0;
  // Like cancel, and waits until a running callback has returned. Thread context, never from the
  // work itself.
  virtual bool cancel_and_wait(Work& work) = 0;
  // Waits until it neither is queued nor runs. Thread context, never from the work itself.
  virtual void flush(Work& work) = 0;

  // Starts a thread. Thread context. On an error nothing was started.
  [[nodiscard]] virtual Result<void, ThreadError> start(Thread& thread) = 0;
  // Waits until the thread's callback has returned. Thread context; once per start.
  virtual void join(Thread& thread) = 0;

 protected:
  ~Executor() = default;
};

}  // namespace faultline::port
