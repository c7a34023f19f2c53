// SPDX-License-Identifier: Apache-2.0
//
// Programs made up from a seed: threads on one CPU or several, interrupts of different priorities,
// masks, locks, words that somebody waits for, and lines that are raised while others run.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "explore/litmus/program.hpp"

namespace faultline::explore::litmus {

struct Instruction {
  enum class Kind : std::uint8_t {
    load,
    store,
    add,
    exchange,  // if it is 0
    await,     // until it is not 0
    lock,
    unlock,
    off,  // interrupts
    on,
    raise,
  };
  Kind kind{};
  unsigned word = 0;  // of words, locks or lines
};

struct Activity {
  unsigned cpu = 0;
  unsigned priority = 0;  // of a handler; 0: a thread
  unsigned line = 0;      // of a handler
  std::vector<Instruction> instructions;
};

struct RandomProgram {
  unsigned cpus = 0;
  std::vector<bool> lines;  // raised from the beginning
  std::vector<Activity> activities;

  static RandomProgram from(std::uint64_t seed);
  [[nodiscard]] Program program() const;
  // A line for each activity, for people.
  [[nodiscard]] std::string text() const;
};

}  // namespace faultline::explore::litmus
