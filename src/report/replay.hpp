// SPDX-License-Identifier: Apache-2.0
//
// What is to be told of a schedule that was run again: as text with a column for each lane, and
// as one JSON object whose keys are a contract.
//
//   scenario, finding, reproduced, end
//   steps         a list of: process, name, operation, lane, marks
//   marks         what the step did besides, a list of: lane, text
#pragma once
#include <string>
#include <vector>

#include "report/text.hpp"

namespace faultline::report {

// Beside a step, in a lane of its own: "power domain", "off".
struct Mark {
  std::string lane;
  std::string text;
};

struct ReplayedStep {
  unsigned process = 0;
  std::string name;  // of the process
  std::string operation;
  std::string lane{};  // that the process shares with others; empty: it has its own
  std::vector<Mark> marks{};
};

struct Replayed {
  std::string scenario;
  std::string finding;  // that the schedule is to show
  bool reproduced = false;
  std::string end;  // "deadlock"
  std::vector<ReplayedStep> steps;
};

// Both end with a line break. In a JSON text a byte that is no UTF-8 becomes U+FFFD.
[[nodiscard]] std::string text(const Replayed& run, Colour colour);
[[nodiscard]] std::string json(const Replayed& run);

}  // namespace faultline::report
