// SPDX-License-Identifier: Apache-2.0
//
// An execution as the list of the choices that led to it, to be run again. A run that does not do
// what the list says has diverged, and is an error rather than another execution.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "explore/execution.hpp"
#include "explore/system.hpp"

namespace faultline::explore {

struct Choice {
  ProcessId process = 0;
  std::string name;       // of the process
  std::string operation;  // that its step turned out to be
  friend bool operator==(const Choice&, const Choice&) = default;
};

using Schedule = std::vector<Choice>;

// What was chosen in `execution`, which is of `system`.
[[nodiscard]] Schedule of(const Execution& execution, const System& system);

enum class End : std::uint8_t {
  unfinished,  // somebody could go on
  complete,
  deadlocked,
};
[[nodiscard]] End end_of(const System& system);

// Where a run got to.
struct Outcome {
  Execution execution;
  End end = End::unfinished;
};

struct Divergence {
  std::size_t step = 0;  // from 1
  std::string expected;
  std::string found;

  // "step 3: expected thread 1: lock; found that thread 1 waits for it"
  [[nodiscard]] std::string text() const;
};

// Begins the system and takes each step of the schedule. Error: the first step whose process cannot
// go, has another name, or does something else; the system stays there.
// `after` is called after each step, with its process.
[[nodiscard]] Result<Outcome, Divergence> replay(System& system, const Schedule& schedule,
                                                 const std::function<void(ProcessId)>& after = {});

}  // namespace faultline::explore
