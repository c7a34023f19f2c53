// SPDX-License-Identifier: Apache-2.0
//
// The handlers of a policy that has none of its own: the driver's.
#include "driver/policy.hpp"

#include "driver/smmu.hpp"

namespace faultline::driver {

irq::Verdict FaultPolicy::on_context_interrupt(Smmu& smmu, BankIndex bank) {
  return smmu.faults().on_context_interrupt(bank);
}

irq::Verdict FaultPolicy::on_global_interrupt(Smmu& smmu) {
  return smmu.faults().on_global_interrupt();
}

}  // namespace faultline::driver
