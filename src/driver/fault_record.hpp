// SPDX-License-Identifier: Apache-2.0
//
// A fault as the hardware recorded it, read once while the SMMU had power. Everybody who wants to
// know something about a fault afterwards reads the record, never the registers: those may be
// without clocks by then, or belong to the next fault. IHI 0062, SMMU_CBn_FSR and its neighbours,
// SMMU_sGFSR and its.
#pragma once
#include <cstdint>

#include "base/types.hpp"
#include "reg/value.hpp"
#include "spec/cb/fault.hpp"
#include "spec/cb/table.hpp"
#include "spec/gr0/fault.hpp"
#include "spec/gr1.hpp"

namespace faultline::driver {

struct ContextFaultRecord {
  BankIndex bank;
  // The life of the SMMU in which it was recorded; see Gate::epoch.
  std::uint64_t epoch = 0;
  // The driver has ended the stall already, if there was one: the verdict will not matter. Records
  // that were taken while the SMMU was on its way to sleep.
  bool after_the_fact = false;
  reg::Value<spec::cb::FSR> FSR;
  reg::Value<spec::cb::FSYNR0> FSYNR0;
  reg::Value<spec::cb::FSYNR1> FSYNR1;
  reg::Value<spec::cb::FAR> FAR;
  reg::Value<spec::cb::IPAFAR> IPAFAR;  // of a stage 2 bank; otherwise 0
  reg::Value<spec::gr1::CBFRSYNRA> CBFRSYNRA;
  reg::Value<spec::cb::TTBR0> TTBR0;  // of a stage 1 bank, as is the next: whose table it was
  reg::Value<spec::cb::CONTEXTIDR> CONTEXTIDR;

  [[nodiscard]] Iova iova() const { return Iova(FAR.bits()); }
  [[nodiscard]] bool stalled() const { return FSR.get<spec::cb::FSR::SS>(); }
  [[nodiscard]] bool overflowed() const { return FSR.get<spec::cb::FSR::MULTI>(); }
  [[nodiscard]] bool write() const { return FSYNR0.get<spec::cb::FSYNR0::WNR>(); }
};

struct GlobalFaultRecord {
  std::uint64_t epoch = 0;
  reg::Value<spec::gr0::sGFSR> sGFSR;
  reg::Value<spec::gr0::sGFSYNR0> sGFSYNR0;
  reg::Value<spec::gr0::sGFSYNR1> sGFSYNR1;
  reg::Value<spec::gr0::sGFSYNR2> sGFSYNR2;
  reg::Value<spec::gr0::sGFAR> sGFAR;

  [[nodiscard]] bool overflowed() const { return sGFSR.get<spec::gr0::sGFSR::MULTI>(); }
};

}  // namespace faultline::driver
