// SPDX-License-Identifier: Apache-2.0
//
// A simulated machine of two CPUs with one interrupt line, for tests that need threads, blocking
// and two things at once. The line is taken by the second CPU, the test runs on the first, and
// interrupt threads run on the second unless a test says otherwise.
#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <string_view>

#include "irq/core.hpp"
#include "irq/testing/fake_machine.hpp"
#include "sim/executor.hpp"
#include "sim/interrupt_controller.hpp"
#include "sim/kernel.hpp"

namespace faultline::irq::testing {

// Hands everything on, and remembers whether the line is masked.
class WatchedController final : public port::InterruptController {
 public:
  explicit WatchedController(sim::InterruptController& real) : real_(real) {}
  void set_trigger(LineNumber line, port::Trigger trigger) override {
    real_.set_trigger(line, trigger);
  }
  void mask(LineNumber line) override {
    real_.mask(line);
    masked = true;
  }
  void unmask(LineNumber line) override {
    real_.unmask(line);
    masked = false;
  }
  void end_of_interrupt(LineNumber line) override { real_.end_of_interrupt(line); }
  void retrigger(LineNumber line) override { real_.retrigger(line); }
  bool active(LineNumber line) override { return real_.active(line); }

  bool masked = true;

 private:
  sim::InterruptController& real_;
};

class World {
 public:
  static constexpr LineNumber line{33};
  static constexpr std::uint64_t long_ns = 50'000;  // outlasts everything that is not told to last

  explicit World(const LineOptions& line_options = LineOptions{},
                 const Options& options = Options{})
      : lines{Line(line, line_options)},
        core(lines, {controller, executor, clock, log, kernel.recorder()}, options) {
    hardware.connect(line, "line", 1);
    hardware.set_entry(
        {[](void* world, LineNumber number) { static_cast<World*>(world)->enter(number); }, this});
    executor.set_placement([this](const char*) { return threads_on_cpu; });
    kernel.recorder().add(sink);
  }

  // Runs `body` as a thread of the first CPU until nothing can happen any more.
  sim::Stop run(std::function<void()> body) {
    body_ = std::move(body);
    kernel.spawn(sim::ContextKind::thread, "test", 0, port::Priority::normal,
                 port::Callback::to<&World::run_body>(*this));
    return kernel.run();
  }

  // --- For `body` and for handlers. ---
  void raise() { hardware.set_level(line, true); }
  void lower() { hardware.set_level(line, false); }
  // One edge, taken before this returns if the line can be taken.
  void pulse() {
    raise();
    lower();
    clock.delay_ns(5'000);
  }
  // Time passes with the CPU busy, and asleep.
  void work() { clock.delay_ns(long_ns); }
  void sleep() { clock.sleep_ns(long_ns); }
  void sleep_until(const std::function<bool()>& condition) {
    while (!condition()) clock.sleep_ns(500);
  }
  void wait_until(const std::function<bool()>& condition) {
    while (!condition()) clock.delay_ns(100);
  }

  sim::TimedScheduler scheduler{1};
  sim::Kernel kernel{2, scheduler, sim::Costs{}};
  sim::InterruptController hardware{kernel};
  WatchedController controller{hardware};
  sim::Executor executor{kernel, 0};
  sim::Clock clock{kernel};
  FakeLog log;
  RecordingSink sink;
  std::array<Line, 1> lines;
  Core core;
  std::uint8_t threads_on_cpu = 1;
  std::uint64_t entry_delay_ns = 0;  // between taking the line and calling the core

 private:
  void run_body() { body_(); }
  void enter(LineNumber number) {
    clock.delay_ns(entry_delay_ns);
    core.handle(number);
  }

  std::function<void()> body_;
};

}  // namespace faultline::irq::testing
