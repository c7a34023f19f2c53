// SPDX-License-Identifier: Apache-2.0
//
// What became of the mutants of the driver: as text, as a table for a page in Markdown, and as one
// JSON object whose keys are a contract.
//
//   total, caught, equivalent, stale, survived
//   mutants       a list of: mutant, fate, scenario, how, property, message, executions, switches,
//                 exhausted, bounded, reason; fate is caught, equivalent, stale or survived
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "report/text.hpp"

namespace faultline::report {

enum class Fate : std::uint8_t {
  caught,
  equivalent,  // not caught, and listed as nothing else than the driver
  stale,       // listed as that, and caught
  survived,    // neither
};

struct MutantRow {
  std::string mutant;  // "remove suspend: sweep faults"
  Fate fate{};
  // Of one that was caught.
  std::string scenario;
  std::string how;       // "pct", "run", "optimal"
  std::string property;  // "P1"; or "check", "steps", "bring-up", "end": not a property's doing
  std::string message;
  std::uint64_t executions = 0;  // of that scenario, until then
  std::size_t switches = 0;      // of its shortest execution; 0 of a run, which is not shrunk
  // Of one that was not: how many scenarios have no further execution, and how many may have.
  std::size_t exhausted = 0;
  std::size_t bounded = 0;
  std::string reason;  // of one that is listed
};

class MutantTable {
 public:
  void add(MutantRow row) { rows_.push_back(std::move(row)); }
  [[nodiscard]] std::size_t count(Fate fate) const;
  // Whether each is caught, or listed and not caught.
  [[nodiscard]] bool as_listed() const;

  // All end with a line break.
  [[nodiscard]] std::string text(Colour colour) const;
  [[nodiscard]] std::string markdown() const;
  [[nodiscard]] std::string json() const;

 private:
  [[nodiscard]] std::string figures() const;

  std::vector<MutantRow> rows_;
};

}  // namespace faultline::report
