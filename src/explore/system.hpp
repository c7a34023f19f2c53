// SPDX-License-Identifier: Apache-2.0
//
// A program that can be explored: processes that take steps, started over as often as a search
// wants. Threads are processes, and so is whatever else happens by itself: an interrupt, a timer, a
// posted write that lands.
#pragma once
#include <bit>
#include <cstddef>
#include <cstdint>

#include "explore/footprint.hpp"

namespace faultline::explore {

using ProcessId = std::uint8_t;
inline constexpr unsigned processes_at_most = 32;

// A set of processes, as bits.
class ProcessSet {
 public:
  constexpr ProcessSet() = default;
  constexpr explicit ProcessSet(std::uint32_t bits) : bits_(bits) {}

  constexpr void add(ProcessId process) { bits_ |= 1u << process; }
  constexpr void remove(ProcessId process) { bits_ &= ~(1u << process); }
  [[nodiscard]] constexpr bool has(ProcessId process) const { return (bits_ >> process & 1) != 0; }
  [[nodiscard]] constexpr std::uint32_t bits() const { return bits_; }
  [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }
  [[nodiscard]] constexpr unsigned size() const {
    return static_cast<unsigned>(std::popcount(bits_));
  }
  // The lowest; only of a set that is not empty.
  [[nodiscard]] constexpr ProcessId first() const {
    return static_cast<ProcessId>(std::countr_zero(bits_));
  }
  [[nodiscard]] constexpr ProcessSet without(ProcessSet other) const {
    return ProcessSet(bits_ & ~other.bits_);
  }
  [[nodiscard]] constexpr ProcessSet with(ProcessSet other) const {
    return ProcessSet(bits_ | other.bits_);
  }
  [[nodiscard]] constexpr ProcessSet both(ProcessSet other) const {
    return ProcessSet(bits_ & other.bits_);
  }
  [[nodiscard]] constexpr bool meets(ProcessSet other) const { return (bits_ & other.bits_) != 0; }

 private:
  std::uint32_t bits_ = 0;
};

// What every system keeps to, and what a search relies on:
// - the same steps from begin() on lead to the same state, the same footprints included;
// - a process's next step, possible or not, changes only by a step that is dependent on it;
// - a step that is announced and not possible becomes so only by a write to an object of one of its
//   conditions.
class System {
 public:
  // To the state before the first step.
  virtual void begin() = 0;
  // Keeps the state of now under a number, in the place of what was kept there; false: this system
  // cannot, and nothing has changed.
  virtual bool keep(std::size_t) { return false; }
  // To the state that was kept under a number.
  virtual void go_back(std::size_t) {}
  // Who can take a step now.
  [[nodiscard]] virtual ProcessSet enabled() const = 0;
  // Takes the next step of a process that is enabled. What it touched; valid until the next call.
  virtual const Footprint& step(ProcessId process) = 0;
  // The next step of a process that is not enabled and waits to be; null when it has none. What it
  // would touch, as far as is known without taking it. Valid until the next call.
  [[nodiscard]] virtual const Footprint* waiting(ProcessId process) = 0;
  // Where nobody is enabled: true when it was meant to end like this, false for a deadlock.
  [[nodiscard]] virtual bool complete() const = 0;
  [[nodiscard]] virtual const char* name(ProcessId process) const = 0;

 protected:
  ~System() = default;
};

}  // namespace faultline::explore
