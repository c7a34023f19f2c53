// SPDX-License-Identifier: Apache-2.0
//
// A part of a search that can be taken up anywhere, by anybody who has the same system: the stack
// of a depth-first search between two executions. The upper places of its way belong to others, to
// whom it reports what it finds to be tried there.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "explore/execution.hpp"
#include "explore/place.hpp"

namespace faultline::explore {

struct Counts {
  std::uint64_t complete = 0;    // came to an end that is one
  std::uint64_t deadlocked = 0;  // nobody could go on
  std::uint64_t sleep_blocked =
      0;  // left in the middle, since only known executions go on from there
  // Sampled searches: ways that were not gone, or not gone on, because of a bound.
  std::uint64_t bounded = 0;
  std::uint64_t steps = 0;    // taken for the first time; those to get back are not counted
  std::size_t longest = 0;    // steps of the longest execution
  std::uint64_t classes = 0;  // if they are counted

  [[nodiscard]] std::uint64_t executions() const { return complete + deadlocked + sleep_blocked; }
};

struct Strand {
  std::vector<Sleeper> way;  // the steps to the last place, from the beginning
  std::size_t base = 0;      // places before the first of its own; way.size() at most
  std::vector<Place> own;    // way.size() + 1 - base of them; what was taken is not among the rest
  std::size_t seen = 0;      // steps of the way whose races are known
};

// A strand to be gone on with, and what was known at the places before its own.
struct Task {
  Strand strand;
  std::vector<Place> before;  // strand.base of them
};

// optimal: to be tried from the place after `event` steps.
struct Wake {
  std::size_t event = 0;
  std::vector<Sleeper> sequence;
};

// source: one of them is to be tried from the place after `event` steps.
struct Want {
  std::size_t event = 0;
  ProcessSet initials;
  ProcessId preferred = 0;
};

// An open place that was left for good, with who was tried there, asleep.
struct Left {
  std::vector<Sleeper> way;  // from the strand's base
  std::vector<Sleeper> sleepers;
  ProcessSet open;
};

// What came of going on with a strand for a while.
struct Slice {
  Counts counts;  // of this slice alone
  std::vector<ClassHash> classes;
  std::vector<Wake> wakes;          // of the places before the strand's own
  std::vector<Want> wants;          // the same, in the order in which they came up
  std::vector<Left> open;           // those that lie deeper first
  std::optional<Strand> left;       // nothing: the strand has come to its end
  std::vector<ProcessId> deadlock;  // the way to the first
  std::string trouble;              // not empty: the search cannot go on, and why
};

}  // namespace faultline::explore
