// SPDX-License-Identifier: Apache-2.0
//
// The shipped driver with one small mistake at a time, generated from its tables of steps and not
// chosen: every step left out, every two neighbours exchanged, every undo forgotten. And what is
// known of those that nobody can tell from the driver. docs/mutants.md.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "scenario/scenario.hpp"

namespace faultline::scenario {

// As [driver] of a scenario says it: "remove suspend: sweep faults".
[[nodiscard]] std::string name_of(const Alteration& mutant);
// Every one, table by table: first what is removed, then what is exchanged, then undos.
[[nodiscard]] std::vector<Alteration> all_mutants();

// A file that says how mutants are judged.
struct MutantList {
  std::vector<std::string> explored;  // the scenarios that are explored, in this order
  // A mutant that no scenario tells from the driver, and why.
  struct Equivalent {
    std::string mutant;
    std::string reason;
  };
  std::vector<Equivalent> equivalents;
  // Null: it is not among them.
  [[nodiscard]] const Equivalent* find(std::string_view mutant) const;
};

// The error: "file:line:column: error: what", or why it cannot be read. A mutant that there is not,
// or that is there twice, is a mistake.
[[nodiscard]] Result<MutantList, std::string> load_mutant_list(const std::string& path);

}  // namespace faultline::scenario
