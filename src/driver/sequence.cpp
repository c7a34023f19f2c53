// SPDX-License-Identifier: Apache-2.0
//
// Runs a table of steps, and takes it back.
#include "driver/sequence.hpp"

#include "driver/smmu.hpp"

namespace faultline::driver {
namespace {

void undo_first(Smmu& smmu, std::span<const Step> steps, std::size_t count) {
  for (std::size_t i = count; i > 0; --i) {
    const Step& step = steps[i - 1];
    if (!step.undo) continue;
    smmu.emit(trace::Kind::step_undone, smmu.config().device, i - 1, 0, step.name);
    step.undo(smmu);
  }
}

}  // namespace

StepResult run_steps(Smmu& smmu, std::span<const Step> steps) {
  for (std::size_t i = 0; i < steps.size(); ++i) {
    smmu.emit(trace::Kind::step_begun, smmu.config().device, i, 0, steps[i].name);
    const StepResult result = steps[i].run(smmu);
    if (result) continue;
    const auto error = static_cast<std::uint64_t>(result.error());
    smmu.emit(trace::Kind::step_failed, smmu.config().device, i, error, steps[i].name);
    undo_first(smmu, steps, i);
    return result;
  }
  return {};
}

void undo_steps(Smmu& smmu, std::span<const Step> steps) {
  undo_first(smmu, steps, steps.size());
}

}  // namespace faultline::driver
