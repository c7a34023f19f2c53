// SPDX-License-Identifier: Apache-2.0
//
// Waking the SMMU, whose registers hold anything or what they held: the table, and its steps, which
// probe shares. docs/protocol.md, Resume, says why each step is where it is.
#pragma once
#include <span>

#include "driver/sequence.hpp"

namespace faultline::driver {

// Turns the clocks on and brings the SMMU to what memory says it is. `failed`: the clocks were
// refused or the TLB did not answer; the clocks are off, the gate is shut and streams are blocked.
[[nodiscard]] std::span<const Step> resume_steps();

// Thread context. Those that return nothing cannot fail.
namespace steps {

// failed: they are off.
[[nodiscard]] StepResult turn_clocks_on(Smmu& smmu);
// The SMMU has clocks, for all that follow.
// Once clients no longer bypass, every stream faults, whatever stream mapping groups hold; until
// block_streams(). Changes sCR0 only where the layout of groups depends on it, and CLIENTPD never.
// With stream indexing it does nothing.
void shield_streams(Smmu& smmu);
// No client bypasses, unknown streams fault, no global interrupt: one write.
void take_control(Smmu& smmu);
// No bank asserts an interrupt; faults that nobody took are gone, and nothing stalls.
void quieten(Smmu& smmu);
void open_gate(Smmu& smmu);
// Waits for holders, however long it takes, and has what they wrote land.
void shut_gate(Smmu& smmu);
// failed: the TLB did not answer.
[[nodiscard]] StepResult forget_translations(Smmu& smmu);

}  // namespace steps

}  // namespace faultline::driver
