// SPDX-License-Identifier: Apache-2.0
//
// A machine that a test drives by hand: time moves when it is told to, timers run then, and queued
// work runs when it is asked for. One thread, no surprise: what happens between two steps of the
// core is what the test puts there.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "base/check.hpp"
#include "port/clock.hpp"
#include "port/executor.hpp"
#include "power/core.hpp"
#include "power/vocabulary.hpp"
#include "trace/sink.hpp"

namespace faultline::power::testing {

class ManualClock final : public port::Clock {
 public:
  std::uint64_t now_ns() override { return time_ns; }
  void delay_ns(std::uint64_t duration_ns) override { time_ns += duration_ns; }
  void sleep_ns(std::uint64_t duration_ns) override { time_ns += duration_ns; }

  std::uint64_t time_ns = 1'000'000'000;
};

class ManualExecutor final : public port::Executor {
 public:
  explicit ManualExecutor(ManualClock& clock) : clock_(clock) {}

  void arm(port::Timer& timer, std::uint64_t deadline_ns) override {
    cancel(timer);
    timer.armed = true;
    timer.deadline_ns = deadline_ns;
    timers_.push_back(&timer);
  }
  bool cancel(port::Timer& timer) override {
    timer.armed = false;
    return std::erase(timers_, &timer) > 0;
  }
  bool cancel_and_wait(port::Timer& timer) override {
    FL_CHECK(!timer.running);
    return cancel(timer);
  }
  bool queue(port::Work& work) override {
    if (work.queued) return false;
    work.queued = true;
    works_.push_back(&work);
    return true;
  }
  bool cancel(port::Work& work) override {
    work.queued = false;
    return std::erase(works_, &work) > 0;
  }
  bool cancel_and_wait(port::Work& work) override {
    FL_CHECK(!work.running);
    if (on_cancel_and_wait) on_cancel_and_wait();
    return cancel(work);
  }
  void flush(port::Work&) override { run_work(); }
  Result<void, port::ThreadError> start(port::Thread&) override {
    return base::error(port::ThreadError::exhausted);
  }
  void join(port::Thread&) override {}

  // Runs what is queued, and what that queues. The answer: how many.
  std::size_t run_work() {
    std::size_t count = 0;
    for (; !works_.empty(); ++count) {
      port::Work& work = *works_.front();
      cancel(work);
      work.running = true;
      work.callback();
      work.running = false;
    }
    return count;
  }

  // Moves time, and runs what becomes due on the way, each at its own time. Queued work stays
  // queued.
  void advance(std::uint64_t duration_ns) {
    const std::uint64_t end_ns = clock_.time_ns + duration_ns;
    while (port::Timer* timer = earliest(end_ns)) {
      clock_.time_ns = std::max(clock_.time_ns, timer->deadline_ns);
      cancel(*timer);
      timer->running = true;
      timer->callback();
      timer->running = false;
    }
    clock_.time_ns = end_ns;
  }

  [[nodiscard]] std::size_t queued() const { return works_.size(); }
  [[nodiscard]] std::size_t armed() const { return timers_.size(); }
  [[nodiscard]] port::Timer* only_timer() const {
    FL_CHECK(timers_.size() == 1);
    return timers_.front();
  }
  [[nodiscard]] std::uint64_t deadline_ns() const { return only_timer()->deadline_ns; }

  // What another thread does while somebody waits for work to be cancelled.
  std::function<void()> on_cancel_and_wait;

 private:
  port::Timer* earliest(std::uint64_t end_ns) {
    port::Timer* first = nullptr;
    for (port::Timer* timer : timers_) {
      if (timer->deadline_ns > end_ns) continue;
      if (!first || timer->deadline_ns < first->deadline_ns) first = timer;
    }
    return first;
  }

  ManualClock& clock_;
  std::vector<port::Timer*> timers_;
  std::vector<port::Work*> works_;
};

class RecordingSink final : public trace::Sink {
 public:
  void record(const trace::Event& event) override { events.push_back(event); }

  // The statuses that `device` went through.
  [[nodiscard]] std::vector<Status> statuses(std::uint32_t device) const {
    std::vector<Status> found;
    for (const trace::Event& event : events) {
      const bool fits = event.kind == trace::Kind::power_status && event.device == device;
      if (fits) found.push_back(static_cast<Status>(event.value));
    }
    return found;
  }
  [[nodiscard]] std::size_t count(trace::Kind kind) const {
    return static_cast<std::size_t>(
        std::ranges::count_if(events, [kind](const auto& event) { return event.kind == kind; }));
  }

  std::vector<trace::Event> events;
};

struct ManualMachine {
  ManualClock clock;
  ManualExecutor executor{clock};
  RecordingSink sink;
  Core core{executor, clock, sink};
};

}  // namespace faultline::power::testing
