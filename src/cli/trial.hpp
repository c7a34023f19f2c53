// SPDX-License-Identifier: Apache-2.0
//
// A mutant of the driver before the scenarios, one after the other, each in a process of its own:
// until one convicts it.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cli/child.hpp"
#include "fdt/description.hpp"
#include "scenario/scenario.hpp"

namespace faultline::cli {

struct Exhibit {
  std::string name;  // "correct/one_fault.toml"
  scenario::Scenario plan;
};

// What all trials share, and lives longer.
struct Court {
  fdt::Description board;
  std::vector<Exhibit> explored;
  std::vector<Exhibit> run;
  double seconds = 5;         // of an exhaustive search, at most
  std::uint64_t samples = 0;  // executions by random priorities before it
};

struct Conviction {
  std::string scenario;
  std::string how;       // "pct", "run", "optimal"
  std::string property;  // or "check", "steps", "bring-up", "end"
  std::string message;
  std::uint64_t executions = 0;
  std::size_t switches = 0;
};

class Trial {
 public:
  // Of a mutant; without one, of the driver as it is shipped. The court outlives it.
  Trial(const Court& court, std::optional<scenario::Alteration> mutant);

  // Starts its first hearing.
  void begin();
  [[nodiscard]] int handle() const { return child_->handle(); }
  // When the handle has something. True: it goes on.
  bool proceed();
  [[nodiscard]] const std::optional<scenario::Alteration>& mutant() const { return mutant_; }
  // When it is over; nothing: nobody has convicted it.
  [[nodiscard]] const std::optional<Conviction>& conviction() const { return conviction_; }
  [[nodiscard]] std::size_t exhausted() const { return exhausted_; }
  [[nodiscard]] std::size_t bounded() const { return bounded_; }

 private:
  // Cheap ones first: a sample of each scenario, then a plain run, then every execution.
  [[nodiscard]] std::size_t hearings() const;
  void hear();
  void conclude();

  const Court& court_;
  std::optional<scenario::Alteration> mutant_;
  std::size_t hearing_ = 0;
  std::unique_ptr<Child> child_;  // of the hearing that is under way
  std::optional<Conviction> conviction_;
  std::size_t exhausted_ = 0;
  std::size_t bounded_ = 0;
};

// Until all are over, `jobs` at a time, in this order. A line on standard error says how far it is,
// where somebody looks.
void try_all(std::span<Trial> trials, unsigned jobs);

}  // namespace faultline::cli
