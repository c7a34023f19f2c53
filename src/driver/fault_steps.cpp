// SPDX-License-Identifier: Apache-2.0
//
// The tables of the fault path, and their steps.
#include "driver/fault_steps.hpp"

#include "driver/fault_read.hpp"
#include "driver/smmu.hpp"
#include "driver/stall.hpp"
#include "driver/suspend.hpp"

namespace faultline::driver {
namespace fault_steps {

bool read_syndrome(Smmu& smmu, FaultVisit& visit) {
  const std::uint64_t epoch = visit.record.epoch;
  const auto found = read_context_fault(smmu, visit.record.bank);
  if (!found) return false;
  visit.record = *found;
  visit.record.epoch = epoch;
  return true;
}

bool clear_fault(Smmu& smmu, FaultVisit& visit) {
  driver::clear_fault(smmu, visit.record);
  return true;
}

bool end_orphan(Smmu& smmu, FaultVisit& visit) {
  if (tells_something(visit.record)) return true;
  resume_stalled(smmu, visit.record.bank, spec::cb::Resume::terminate);
  return true;
}

bool resume_stall(Smmu& smmu, FaultVisit& visit) {
  using spec::cb::Resume;
  const bool again = visit.verdict == Verdict::retry;
  resume_stalled(smmu, visit.record.bank, again ? Resume::retry : Resume::terminate);
  return true;
}

bool end_stall(Smmu& smmu, FaultVisit& visit) {
  if (!visit.record.stalled()) return true;
  resume_stalled(smmu, visit.record.bank, spec::cb::Resume::terminate);
  return true;
}

bool flush_writes(Smmu& smmu, FaultVisit&) {
  steps::flush_writes(smmu);
  return true;
}

}  // namespace fault_steps

namespace {

bool queue_record(Smmu& smmu, FaultVisit& visit) {
  smmu.faults().queue_swept(visit.record);
  return true;
}

constexpr FaultStep take_table[] = {
    {"read syndrome", fault_steps::read_syndrome},
    // The line goes down here, unless there is a further fault. Before the client is called: a
    // threaded handler's line may be masked for as long as that takes, but a hard one's is not.
    {"clear fault", fault_steps::clear_fault},
    // There is no verdict to come for it, since no other handler of this bank runs now.
    {"end orphan", fault_steps::end_orphan},
    // What this CPU wrote has landed before the token goes, and with it perhaps the clocks: a read
    // by the CPU that cuts them would not wait for it.
    {"flush writes", fault_steps::flush_writes},
};

// The fault bits were cleared when the record was taken, so that RESUME comes after the clear.
constexpr FaultStep answer_table[] = {
    {"resume stall", fault_steps::resume_stall},
    {"flush writes", fault_steps::flush_writes},
};

constexpr FaultStep sweep_table[] = {
    {"read syndrome", fault_steps::read_syndrome},
    {"queue record", queue_record},
    // What was read and nothing else: another fault may have been recorded meanwhile.
    {"clear fault", fault_steps::clear_fault},
    {"end stall", fault_steps::end_stall},
};

}  // namespace

FaultSteps default_fault_steps() {
  return {.take = take_table, .answer = answer_table, .sweep = sweep_table};
}

}  // namespace faultline::driver
