// SPDX-License-Identifier: Apache-2.0
//
// Putting the SMMU to sleep, at run time and with the whole system: the table, and its steps, which
// shutdown and removal share. docs/protocol.md, Suspend, says why each step is where it is.
#pragma once
#include <span>

#include "driver/sequence.hpp"

namespace faultline::driver {

// Masks the sources, blocks the streams, closes the gate, sweeps, and cuts the clocks. `busy`: a
// holder did not leave in time, or the TLB did not answer; everything is as it was, and faults that
// were turned away meanwhile are looked at. Calls no client.
[[nodiscard]] std::span<const Step> suspend_steps();

// Thread context; the SMMU has clocks. Those that return nothing cannot fail.
namespace steps {

// No source of this SMMU asserts an interrupt any more when this returns; faults are still
// recorded, and the report enables stay. What banks get later is masked, too.
void mask_sources(Smmu& smmu);
void unmask_sources(Smmu& smmu);
// Every stream faults; translations under way are waited for and none is left. busy: the TLB did
// not answer; streams are still blocked.
void block_streams(Smmu& smmu);
void restore_streams(Smmu& smmu);
[[nodiscard]] StepResult invalidate(Smmu& smmu);
// busy: holders did not leave within Options::close_deadline_ns; the gate is open.
[[nodiscard]] StepResult close_gate(Smmu& smmu);
// With the gate shut: no handler of this SMMU is asked any more. What drives its lines until it is
// awake again, junk above all, is nobody's business.
void disable_interrupts(Smmu& smmu);
void enable_interrupts(Smmu& smmu);
// With the gate shut: takes and clears what is recorded, terminates what stalls, and hands the
// records to the worker.
void sweep(Smmu& smmu);
// Every write that was made before has landed when this returns.
void flush_writes(Smmu& smmu);
void cut_clocks(Smmu& smmu);

}  // namespace steps

}  // namespace faultline::driver
