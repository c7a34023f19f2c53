// SPDX-License-Identifier: Apache-2.0
//
// A machine in which nothing happens by itself: a core over two lines, whose interrupts a test
// raises and has taken step by step. For all that needs no blocking; what does is tested on the
// simulator (tests/interrupts).
#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "irq/core.hpp"
#include "irq/testing/fake_controller.hpp"
#include "irq/testing/fake_executor.hpp"

namespace faultline::irq::testing {

class FakeLog final : public port::Log {
 public:
  void write(port::Severity, std::string_view line) override { lines.emplace_back(line); }

  std::vector<std::string> lines;
};

class RecordingSink final : public trace::Sink {
 public:
  void record(const trace::Event& event) override {
    if (recording) events.push_back(event);
  }
  [[nodiscard]] std::vector<trace::Event> of(trace::Kind kind) const {
    std::vector<trace::Event> found;
    for (const trace::Event& event : events) {
      if (event.kind == kind) found.push_back(event);
    }
    return found;
  }

  bool recording = true;
  std::vector<trace::Event> events;
};

// A handler that answers what it was told, after doing what it was told.
struct FakeHandler {
  Verdict answer = Verdict::handled;
  std::function<void()> during = [] {};
  std::uint64_t calls = 0;

  Verdict handle(LineNumber) {
    ++calls;
    during();
    return answer;
  }
  Handler hook() { return Handler::to<&FakeHandler::handle>(*this); }
};

class FakeMachine {
 public:
  static constexpr LineNumber first{33};
  static constexpr LineNumber second{34};

  explicit FakeMachine(const Options& options = Options{}, const LineOptions& line = LineOptions{})
      : lines{Line(first, line), Line(second, line)},
        core(lines, {controller, executor, clock, log, sink}, options) {}

  // What a device does to its line.
  void raise(LineNumber line = first) { controller.lines[line.value].high = true; }
  void lower(LineNumber line = first) { controller.lines[line.value].high = false; }
  void edge(LineNumber line = first) { controller.lines[line.value].pending = true; }

  // A CPU takes the line once, if it can. False if it cannot.
  bool take(LineNumber line = first) {
    if (!controller.take(line)) return false;
    core.handle(line);
    return true;
  }
  // Takes the line until it cannot be taken any more, or so many times; returns how often.
  std::uint64_t take_all(std::uint64_t limit, LineNumber line = first) {
    std::uint64_t count = 0;
    while (count < limit && take(line)) ++count;
    return count;
  }
  // An interrupt that comes from nowhere, `count` times: no device drives the line afterwards.
  void spurious(std::uint64_t count, LineNumber line = first) {
    for (std::uint64_t i = 0; i < count; ++i) {
      edge(line);
      take(line);
    }
  }
  bool masked(LineNumber line = first) { return controller.lines[line.value].masked; }
  bool active(LineNumber line = first) { return controller.lines[line.value].active; }
  void advance_ns(std::uint64_t duration_ns) { executor.advance(clock, duration_ns); }

  FakeController controller;
  FakeExecutor executor;
  FakeClock clock;
  FakeLog log;
  RecordingSink sink;
  std::array<Line, 2> lines;
  Core core;
};

}  // namespace faultline::irq::testing
