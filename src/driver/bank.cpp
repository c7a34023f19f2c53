// SPDX-License-Identifier: Apache-2.0
//
// Writes a context bank from its shadow. IHI 0062, chapter on translation context bank registers.
//
// Whatever is written has landed when the lock is given back: a lock orders the writes of two CPUs
// in memory and not on their way to the device, where an older value could come in last.
#include "driver/bank.hpp"

namespace faultline::driver {

using spec::cb::SCTLR;

reg::Value<SCTLR> Bank::compose(const BankControl& control) {
  if (!control.translate) return {};
  return reg::Value<SCTLR>()
      .with<SCTLR::M>(true)
      .with<SCTLR::TRE>(true)
      .with<SCTLR::AFE>(true)
      .with<SCTLR::CFRE>(true)  // also while masked: without it a fault reads as zeros
      .with<SCTLR::CFIE>(!control.masked)
      .with<SCTLR::CFCFG>(control.stall)
      .with<SCTLR::HUPCF>(control.hupcf)
      .with<SCTLR::ASIDPNE>(!control.stage2);
}

void Bank::write(Registers& registers, BankIndex index) {
  port::Hold hold(lock);
  if (shadow_.control.translate) {
    registers.write(index, shadow_.CBA2R);
    registers.write(index, shadow_.CBAR);
    if (!shadow_.control.stage2) registers.write(index, shadow_.TCR2);
    registers.write(index, shadow_.TCR);
    registers.write(index, shadow_.TTBR0);
    if (!shadow_.control.stage2) {
      registers.write(index, shadow_.TTBR1);
      registers.write(index, shadow_.MAIR0);
      registers.write(index, shadow_.MAIR1);
    }
  }
  registers.write(index, compose(shadow_.control));
  registers.flush_writes(index);
}

void Bank::write_control(Registers& registers, BankIndex index) {
  port::Hold hold(lock);
  registers.write(index, compose(shadow_.control));
  registers.flush_writes(index);
}

void Bank::write_tables(Registers& registers, BankIndex index) {
  port::Hold hold(lock);
  if (!shadow_.control.translate) return;
  // A region that is switched on has its table before, one that is switched off keeps it until
  // then.
  using TCR = spec::cb::TCR::Stage1Aarch64;
  const bool lower_off = shadow_.TCR.as<TCR>().get<TCR::EPD0>();
  if (lower_off) registers.write(index, shadow_.TCR);
  registers.write(index, shadow_.TTBR0);
  if (!lower_off) registers.write(index, shadow_.TCR);
  registers.flush_writes(index);
}

void Bank::set_masked(Registers& registers, BankIndex index, bool masked) {
  port::Hold hold(lock);
  shadow_.control.masked = masked;
  registers.write(index, compose(shadow_.control));
  registers.flush_writes(index);
}

}  // namespace faultline::driver
