// SPDX-License-Identifier: Apache-2.0
//
// RESUME, and the stall switch.
#include "driver/stall.hpp"

#include "driver/smmu.hpp"
#include "port/barrier.hpp"

namespace faultline::driver {

void resume_stalled(Smmu& smmu, BankIndex bank, spec::cb::Resume how) {
  using spec::cb::RESUME;
  smmu.registers().write(bank, reg::Value<RESUME>().with<RESUME::TNR>(how));
}

void set_stall(Smmu& smmu, BankIndex index, bool stall) {
  Bank& bank = smmu.bank(index);
  bank.update([stall](BankShadow& shadow) { shadow.control.stall = stall; });
  // SCTLR is composed from the shadow and never read: a suspend that masks the bank at this moment
  // is not undone by an older value. Behind a shut gate the shadow is enough, since whoever opens
  // the gate writes the bank afterwards; that needs the barrier.
  port::full_barrier();
  const Token token = smmu.policy().try_enter(Purpose::stall_switch);
  if (token) bank.write_control(smmu.registers(), index);
}

}  // namespace faultline::driver
