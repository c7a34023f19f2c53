// SPDX-License-Identifier: Apache-2.0
//
// What is done to an SMMU in several steps, as a table: each step with its name and its undo. The
// sequencer runs a table and takes back what was done when a step fails, so that a table reads like
// the page that describes it, and whoever wants another order hands in another table.
#pragma once
#include <cstdint>
#include <span>

#include "base/result.hpp"

namespace faultline::driver {

class Domain;
class Smmu;

enum class StepError : std::uint8_t {
  busy,    // not now; may be tried again
  failed,  // for a reason that will not go away by itself
};

using StepResult = Result<void, StepError>;

struct Step {
  const char* name;  // static text
  // An error: the step has taken back whatever it did itself.
  StepResult (*run)(Smmu& smmu);
  // Takes back what a successful run did; cannot fail. Null: nothing to take back.
  void (*undo)(Smmu& smmu) = nullptr;
};

// A step that cannot fail, from a function that returns nothing.
template <void (*step)(Smmu&)>
StepResult always(Smmu& smmu) {
  step(smmu);
  return {};
}

// Runs the steps in order. On an error those before the failed one are undone, last one first, and
// the error is returned. Emits step_begun, step_failed and step_undone with the step's number, from
// 0. Thread context; may sleep if a step does.
[[nodiscard]] StepResult run_steps(Smmu& smmu, std::span<const Step> steps);
// Undoes all steps, last one first, as after a failure behind the last.
void undo_steps(Smmu& smmu, std::span<const Step> steps);

// A step of putting a domain's bank to rest (domain_quiesce.cpp). Cannot fail; thread context.
struct DomainStep {
  const char* name;  // static text
  void (*run)(Domain& domain);
};
[[nodiscard]] std::span<const DomainStep> quiesce_steps();

}  // namespace faultline::driver
