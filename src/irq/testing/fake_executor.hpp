// SPDX-License-Identifier: Apache-2.0
//
// An executor for tests that need no thread to run beside them: timers fire when the test moves the
// clock, and a thread runs when it is joined, which is enough to see what it was woken for.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "port/clock.hpp"
#include "port/executor.hpp"

namespace faultline::irq::testing {

class FakeClock final : public port::Clock {
 public:
  std::uint64_t now_ns() override { return time_ns; }
  void delay_ns(std::uint64_t duration_ns) override { time_ns += duration_ns; }
  void sleep_ns(std::uint64_t duration_ns) override { time_ns += duration_ns; }

  std::uint64_t time_ns = 1'000'000'000;
};

class FakeExecutor final : public port::Executor {
 public:
  void arm(port::Timer& timer, std::uint64_t deadline_ns) override {
    if (!timer.armed) armed_.push_back(&timer);
    timer.armed = true;
    timer.deadline_ns = deadline_ns;
  }
  bool cancel(port::Timer& timer) override {
    const bool was_armed = timer.armed;
    timer.armed = false;
    std::erase(armed_, &timer);
    return was_armed;
  }
  bool cancel_and_wait(port::Timer& timer) override { return cancel(timer); }

  bool queue(port::Work&) override { return false; }
  bool cancel(port::Work&) override { return false; }
  bool cancel_and_wait(port::Work&) override { return false; }
  void flush(port::Work&) override {}

  Result<void, port::ThreadError> start(port::Thread&) override {
    if (threads_left == 0) return base::error(port::ThreadError::exhausted);
    --threads_left;
    ++threads_alive;
    return {};
  }
  void join(port::Thread& thread) override {
    thread.callback();
    --threads_alive;
  }

  // Moves the clock there, firing what is due on the way, in order.
  void advance(FakeClock& clock, std::uint64_t duration_ns) {
    const std::uint64_t end_ns = clock.time_ns + duration_ns;
    while (port::Timer* timer = earliest()) {
      if (timer->deadline_ns > end_ns) break;
      clock.time_ns = timer->deadline_ns;
      cancel(*timer);
      timer->callback();
    }
    clock.time_ns = end_ns;
  }
  [[nodiscard]] std::size_t armed_timers() const { return armed_.size(); }

  std::size_t threads_left = 100;
  std::size_t threads_alive = 0;

 private:
  port::Timer* earliest() {
    const auto found = std::ranges::min_element(armed_, {}, &port::Timer::deadline_ns);
    return found == armed_.end() ? nullptr : *found;
  }

  std::vector<port::Timer*> armed_;
};

}  // namespace faultline::irq::testing
