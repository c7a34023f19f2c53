// SPDX-License-Identifier: Apache-2.0
//
// Stalled transactions: ending one, and whether faults of a bank stall at all. IHI 0062,
// SMMU_CBn_RESUME, SMMU_CBn_SCTLR.CFCFG.
#pragma once
#include "base/types.hpp"
#include "spec/cb/control.hpp"

namespace faultline::driver {

class Smmu;

// Ends the stall of a bank whose fault bits the caller has cleared before: in the other order some
// implementations keep FSR.SS, and with it the interrupt, asserted. The caller has access to the
// registers. Any context.
void resume_stalled(Smmu& smmu, BankIndex bank, spec::cb::Resume how);

// Whether later faults of the bank stall. Takes effect at once if the SMMU is awake, and survives
// its sleep; a transaction that stalls now is still waited for. Any context that may take a spin
// lock.
void set_stall(Smmu& smmu, BankIndex bank, bool stall);

}  // namespace faultline::driver
