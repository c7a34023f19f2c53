// SPDX-License-Identifier: Apache-2.0
//
// An interrupt controller whose lines a test drives by hand. It has the few rules that the core
// leans on: a masked or active line is not taken, a level is looked at again, an edge stays
// pending.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "port/interrupt_controller.hpp"

namespace faultline::irq::testing {

class FakeController final : public port::InterruptController {
 public:
  struct State {
    port::Trigger trigger = port::Trigger::level_high;
    bool masked = true;
    bool active = false;   // taken, not ended
    bool high = false;     // what the device drives
    bool pending = false;  // an edge that was not taken
  };

  void set_trigger(LineNumber line, port::Trigger trigger) override {
    lines[line.value].trigger = trigger;
    calls.push_back("set_trigger");
  }
  void mask(LineNumber line) override {
    lines[line.value].masked = true;
    calls.push_back("mask");
  }
  void unmask(LineNumber line) override {
    lines[line.value].masked = false;
    calls.push_back("unmask");
  }
  void end_of_interrupt(LineNumber line) override {
    lines[line.value].active = false;
    calls.push_back("end");
  }
  void retrigger(LineNumber line) override {
    lines[line.value].pending = true;
    calls.push_back("retrigger");
  }
  bool active(LineNumber line) override { return lines[line.value].active; }

  // True, and the line is active from here on, when a CPU would take it now.
  bool take(LineNumber line) {
    State& state = lines[line.value];
    const bool asserted =
        state.pending || (state.trigger == port::Trigger::level_high && state.high);
    if (state.masked || state.active || !asserted) return false;
    state.active = true;
    state.pending = false;
    return true;
  }
  // The calls since the last time.
  std::vector<std::string> take_calls() { return std::exchange(calls, {}); }

  std::map<std::uint32_t, State> lines;
  std::vector<std::string> calls;
};

}  // namespace faultline::irq::testing
