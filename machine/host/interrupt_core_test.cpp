// SPDX-License-Identifier: Apache-2.0
//
// The interrupt core on real threads, for the thread sanitizer: two CPUs take interrupts while
// handlers are requested, freed, disabled and waited for. Nothing that a test touches beside a
// handler is locked or atomic where the core promises that they exclude each other, so a broken
// promise is a data race.
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <chrono>
#include <mutex>
#include <thread>

#include "clock.hpp"
#include "context.hpp"
#include "executor.hpp"
#include "irq/core.hpp"
#include "irq/testing/fake_controller.hpp"

namespace faultline::machine::host {
namespace {

using irq::Action;
using irq::Verdict;

constexpr LineNumber line{33};

class LockedController final : public port::InterruptController {
 public:
  void set_trigger(LineNumber number, port::Trigger trigger) override {
    const std::lock_guard lock(mutex_);
    fake_.set_trigger(number, trigger);
  }
  void mask(LineNumber number) override {
    const std::lock_guard lock(mutex_);
    fake_.mask(number);
    fake_.calls.clear();
  }
  void unmask(LineNumber number) override {
    const std::lock_guard lock(mutex_);
    fake_.unmask(number);
  }
  void end_of_interrupt(LineNumber number) override {
    const std::lock_guard lock(mutex_);
    fake_.end_of_interrupt(number);
  }
  void retrigger(LineNumber number) override {
    const std::lock_guard lock(mutex_);
    fake_.retrigger(number);
  }
  bool active(LineNumber number) override {
    const std::lock_guard lock(mutex_);
    return fake_.active(number);
  }
  // An edge may be taken by a second CPU while the first still serves it, which a level may not.
  bool take(LineNumber number) {
    const std::lock_guard lock(mutex_);
    fake_.calls.clear();
    if (!fake_.take(number)) return false;
    irq::testing::FakeController::State& state = fake_.lines[number.value];
    if (state.trigger == port::Trigger::edge_rising) state.active = false;
    return true;
  }
  void drive(LineNumber number, bool high) {
    const std::lock_guard lock(mutex_);
    fake_.lines[number.value].high = high;
  }
  void edge(LineNumber number) {
    const std::lock_guard lock(mutex_);
    fake_.lines[number.value].pending = true;
  }
  bool high(LineNumber number) {
    const std::lock_guard lock(mutex_);
    return fake_.lines[number.value].high;
  }
  bool masked(LineNumber number) {
    const std::lock_guard lock(mutex_);
    return fake_.lines[number.value].masked;
  }

 private:
  std::mutex mutex_;
  irq::testing::FakeController fake_;
};

struct SilentLog final : port::Log {
  void write(port::Severity, std::string_view) override {}
};

// A core, and two CPUs that take its line whenever they can.
struct Machine {
  explicit Machine(port::Trigger trigger)
      : lines{irq::Line(line, {.trigger = trigger})},
        core(lines, {controller, executor, clock, log, sink}) {
    for (std::thread& cpu : cpus) cpu = std::thread([this] { run_cpu(); });
  }
  ~Machine() {
    stopping = true;
    for (std::thread& cpu : cpus) cpu.join();
  }
  void run_cpu() {
    while (!stopping) {
      if (controller.take(line)) {
        const HardInterrupt hard;
        core.handle(line);
      } else {
        std::this_thread::yield();
      }
    }
  }

  LockedController controller;
  HostExecutor executor{1};
  HostClock clock;
  SilentLog log;
  trace::NullSink sink;
  std::array<irq::Line, 1> lines;
  irq::Core core;
  std::atomic<bool> stopping = false;
  std::array<std::thread, 2> cpus;
};

// Gives everybody else a chance to be where they should not be: counts that two contexts add to
// meanwhile come out too low.
void linger(int duration_us = 20) {
  std::this_thread::sleep_for(std::chrono::microseconds(duration_us));
}

// A device that posts numbers and raises an edge for each. Its last handler notes the last one
// posted.
struct Poster {
  explicit Poster(Machine& on) : machine(on) {}
  void post() {
    ++posted;
    machine.controller.edge(line);
  }
  Verdict hard(LineNumber) {
    seen = posted.load();
    count(hard_runs);
    return Verdict::handled;
  }
  Verdict wake(LineNumber) {
    count(hard_runs);
    return Verdict::wake_thread;
  }
  Verdict thread(LineNumber) {
    seen = posted.load();
    count(thread_runs);
    return Verdict::handled;
  }
  void wait_until_seen() const {
    while (seen != posted) std::this_thread::yield();
  }
  static void count(std::uint64_t& runs) {
    const std::uint64_t before = runs;
    linger();
    runs = before + 1;
  }

  Machine& machine;
  std::atomic<std::uint64_t> posted = 0;
  std::atomic<std::uint64_t> seen = 0;
  std::uint64_t hard_runs = 0;  // plain: the core lets handlers of a line run one at a time
  std::uint64_t thread_runs = 0;
};

TEST(InterruptCoreOnThreads, NoEdgeIsLostBetweenTwoCpus) {
  Machine machine(port::Trigger::edge_rising);
  Poster poster(machine);
  Action action({.name = "poster", .primary = irq::Handler::to<&Poster::hard>(poster)});
  ASSERT_TRUE(machine.core.request(line, action));
  for (int i = 0; i < 2'000; ++i) {
    for (int burst = i % 4; burst >= 0; --burst) poster.post();
    poster.wait_until_seen();
  }
  machine.core.synchronise(line);
  const irq::Statistics statistics = machine.core.statistics(line);
  EXPECT_GT(statistics.held_back, 0U) << "the CPUs never met";
  EXPECT_EQ(poster.hard_runs, statistics.delivered);
  machine.core.free(action);
}

TEST(InterruptCoreOnThreads, DisableExcludesHandlersAndLosesNoEdge) {
  Machine machine(port::Trigger::edge_rising);
  Poster poster(machine);
  Action action({.name = "poster",
                 .primary = irq::Handler::to<&Poster::wake>(poster),
                 .thread = irq::Handler::to<&Poster::thread>(poster)});
  ASSERT_TRUE(machine.core.request(line, action));
  for (int i = 0; i < 1'000; ++i) {
    poster.post();
    linger(i % 200);
    machine.core.disable(line);
    Poster::count(poster.hard_runs);
    Poster::count(poster.thread_runs);
    machine.core.enable(line);
  }
  poster.wait_until_seen();
  machine.core.synchronise(line);
  const irq::Statistics statistics = machine.core.statistics(line);
  EXPECT_EQ(poster.hard_runs, statistics.delivered + 1'000);
  EXPECT_EQ(poster.thread_runs, statistics.thread_handled + 1'000);
  machine.core.free(action);
}

// A level that only the thread lowers.
struct Slow {
  explicit Slow(Machine& on) : machine(on) {}
  Verdict thread(LineNumber) {
    ++runs;
    if (!machine.controller.masked(line)) ++unmasked;
    machine.controller.drive(line, false);
    return Verdict::handled;
  }

  Machine& machine;
  std::uint64_t runs = 0;
  std::uint64_t unmasked = 0;
};

TEST(InterruptCoreOnThreads, AOneShotLineIsMaskedWhileItsThreadRuns) {
  Machine machine(port::Trigger::level_high);
  Slow slow(machine);
  Action action(
      {.name = "slow", .thread = irq::Handler::to<&Slow::thread>(slow), .one_shot = true});
  ASSERT_TRUE(machine.core.request(line, action));
  for (int i = 0; i < 2'000; ++i) {
    machine.controller.drive(line, true);
    while (machine.controller.high(line)) std::this_thread::yield();
  }
  machine.core.synchronise(line);
  EXPECT_EQ(slow.unmasked, 0U);
  EXPECT_GE(slow.runs, 2'000U);
  machine.core.free(action);
}

TEST(InterruptCoreOnThreads, NothingOfAFreedActionRuns) {
  Machine machine(port::Trigger::edge_rising);
  Poster neighbour(machine);
  Action stays(
      {.name = "stays", .primary = irq::Handler::to<&Poster::hard>(neighbour), .shared = true});
  ASSERT_TRUE(machine.core.request(line, stays));
  for (int i = 0; i < 1'000; ++i) {
    Poster poster(machine);
    Action action({.name = "goes",
                   .primary = irq::Handler::to<&Poster::wake>(poster),
                   .thread = irq::Handler::to<&Poster::thread>(poster),
                   .shared = true});
    ASSERT_TRUE(machine.core.request(line, action));
    poster.post();
    linger(i % 200);
    machine.core.free(action);
    Poster::count(poster.hard_runs);  // and the poster dies here
  }
  machine.core.free(stays);
}

}  // namespace
}  // namespace faultline::machine::host
