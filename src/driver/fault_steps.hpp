// SPDX-License-Identifier: Apache-2.0
//
// What is done with a bank's fault, as tables of steps: by the interrupt handler with its first
// token and with its second, and by the sweep on the way to sleep. Each step with a name, so that
// whoever wants another order hands in another table. docs/protocol.md, Handler.
#pragma once
#include <span>

#include "driver/fault_handler.hpp"
#include "driver/fault_record.hpp"

namespace faultline::driver {

class Smmu;

// What one run of such a table is about.
struct FaultVisit {
  ContextFaultRecord record;  // at first nothing but bank and epoch
  Verdict verdict{};          // of the answer alone
};

struct FaultStep {
  const char* name;  // static text
  // False: what follows is left out.
  bool (*run)(Smmu& smmu, FaultVisit& visit);
};

struct FaultSteps {
  std::span<const FaultStep> take;    // the handler's first half
  std::span<const FaultStep> answer;  // its second half, of a fault that stalled
  std::span<const FaultStep> sweep;   // with the gate shut, or the bank's interrupt freed
};

// The tables that the driver comes with.
[[nodiscard]] FaultSteps default_fault_steps();

// In order. False: a step has left out the rest. The caller has access to the registers.
inline bool run_fault_steps(Smmu& smmu, std::span<const FaultStep> steps, FaultVisit& visit) {
  for (const FaultStep& step : steps) {
    if (!step.run(smmu, visit)) return false;
  }
  return true;
}

// None blocks. Any context.
namespace fault_steps {

// The whole syndrome. Leaves out the rest when nothing is recorded.
bool read_syndrome(Smmu& smmu, FaultVisit& visit);
// Exactly what was read.
bool clear_fault(Smmu& smmu, FaultVisit& visit);
// Terminates a stall whose fault was told and answered before, or never recorded.
bool end_orphan(Smmu& smmu, FaultVisit& visit);
// Ends the stall as the verdict says.
bool resume_stall(Smmu& smmu, FaultVisit& visit);
// Terminates what stalls.
bool end_stall(Smmu& smmu, FaultVisit& visit);
// What this CPU has written has landed.
bool flush_writes(Smmu& smmu, FaultVisit& visit);

}  // namespace fault_steps

}  // namespace faultline::driver
