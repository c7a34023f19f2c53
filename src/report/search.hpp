// SPDX-License-Identifier: Apache-2.0
//
// What is to be told of a search through the executions of a program: as text, and as one JSON
// object whose keys are a contract.
//
//   scenario, policy, strategy, exhaustive
//   executions    complete, blocked, sleep_blocked, deadlocked
//   bound, bounded
//   classes, events_per_execution, seconds
//   remarks       a list of texts: what it was explored with, and what of the driver was reached
//   violations    a list of: property, message, where, steps, trace; steps are those at which
//                 another one goes on than before, trace are all
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "report/text.hpp"

namespace faultline::report {

struct Found {
  std::string property;  // "P1"
  std::string message;
  std::string where;               // "read_context_fault, CB1.FSR"; may be empty
  std::size_t choices = 0;         // of the steps, those at which another one goes on than before
  std::vector<std::string> steps;  // "thread 0: load", from the beginning
};

struct SearchRun {
  std::string scenario;
  std::string policy;    // empty: none is at stake
  std::string strategy;  // "optimal"
  bool exhaustive = false;
  std::uint64_t complete = 0, blocked = 0, sleep_blocked = 0, deadlocked = 0;
  bool stopped = false;       // at a violation
  std::string bound;          // of a sampled search: what it looked at; empty: it had none
  std::uint64_t bounded = 0;  // ways that it left out because of that
  std::uint64_t classes = 0;
  std::uint64_t longest = 0;  // events of the longest execution
  double seconds = 0;         // of CPU time; by the clock where several processes searched
  std::vector<std::string> remarks;
  std::vector<Found> violations;
};

// Both end with a line break.
[[nodiscard]] std::string text(const SearchRun& run, Colour colour);
[[nodiscard]] std::string json(const SearchRun& run);

}  // namespace faultline::report
