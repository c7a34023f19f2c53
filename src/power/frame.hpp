// SPDX-License-Identifier: Apache-2.0
//
// One request on its way through the table: what the engine's functions hand to each other.
#pragma once
#include "power/device.hpp"

namespace faultline::power {

struct Device::Frame {
  Event event;
  Mode mode;
  bool parent_held = false;  // this request holds a reference of the parent, until it leaves
  bool finished = false;
  Answer answer = Answer::none;   // once set, later rows do not change it
  std::uint64_t deadline_ns = 0;  // of a suspend after a while
  Error error{};                  // what callback_error stands for
  EffectSet after{};              // for when the lock is free

  void decide(Answer value) {
    if (answer == Answer::none) answer = value;
  }
  void finish(Answer value) {
    decide(value);
    finished = true;
  }
  [[nodiscard]] Reply reply() const { return {answer, error}; }
};

}  // namespace faultline::power
