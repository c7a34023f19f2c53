// SPDX-License-Identifier: Apache-2.0
//
// Programs made up from a seed: threads that share CPUs or do not, interrupts of different
// priorities, masks, locks, words that somebody waits for, lines that others raise and lower, and a
// device that raises its line by itself.
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
    raise,  // a line
    lower,
    status,        // of the device: read it
    serve,         // read it, and clear what was set
    clear,         // some of it
    mask,          // of the device
    device_raise,  // some of its status
  };
  Kind kind{};
  unsigned which = 0;       // of words, locks or lines
  std::uint64_t value = 0;  // to be stored; bits of the device
};

struct Activity {
  enum class Kind : std::uint8_t { thread, handler, device_handler, device };
  Kind kind{};
  unsigned cpu = 0;       // but of what the device does by itself
  unsigned priority = 0;  // of a handler
  unsigned line = 0;      // of a handler that is not the device's
  std::vector<Instruction> instructions;
};

struct RandomProgram {
  unsigned cpus = 0;
  std::vector<bool> lines;  // raised from the beginning
  bool has_device = false;
  std::uint64_t mask = 0;  // of the device, in the beginning
  std::vector<Activity> activities;

  static RandomProgram from(std::uint64_t seed);
  [[nodiscard]] Program program() const;
  // A line for each activity, for people.
  [[nodiscard]] std::string text() const;
};

}  // namespace faultline::explore::litmus
