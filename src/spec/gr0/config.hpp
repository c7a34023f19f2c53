// SPDX-License-Identifier: Apache-2.0
// Global configuration: sCR0, sCR2 and the implementation's sACR, as a non-secure access sees them.
// IHI 0062, chapter on global register space 0. sCR1 is Secure only and is not here.
#pragma once
#include "spec/encodings.hpp"
#include "spec/gr0/register.hpp"

namespace faultline::spec::gr0 {

// SMMU_sCR0, configuration register 0 (non-secure copy). CLIENTPD resets to 1: clients bypass until
// software says otherwise.
struct sCR0 : Register32<sCR0, 0x000> {
  struct CLIENTPD : Rw<0, 0, bool> {};    // 1: client port disabled, every transaction bypasses
  struct GFRE : Rw<1, 1, bool> {};        // global fault report enable (abort the transaction)
  struct GFIE : Rw<2, 2, bool> {};        // global fault interrupt enable
  struct EXIDENABLE : Rw<3, 3, bool> {};  // 16-bit stream IDs, valid bit in S2CR
  struct GCFGFRE : Rw<4, 4, bool> {};     // configuration access fault report enable
  struct GCFGFIE : Rw<5, 5, bool> {};     // configuration access fault interrupt enable
  struct TRANSIENTCFG : Rw<7, 6> {};
  struct STALLD : Rw<8, 8, bool> {};     // stall disable: context faults always terminate
  struct GSE : Rw<9, 9, bool> {};        // global stall enable
  struct USFCFG : Rw<10, 10, bool> {};   // unidentified stream: 1 faults, 0 bypasses
  struct VMIDPNE : Rw<11, 11, bool> {};  // VMID private name space enable
  struct PTM : Rw<12, 12, bool> {};      // private TLB maintenance: broadcasts are ignored
  struct FB : Rw<13, 13, bool> {};       // force broadcast
  struct BSU : Rw<15, 14, BarrierUpgrade> {};
  struct MemAttr : Rw<19, 16> {};
  struct MTCFG : Rw<20, 20, bool> {};
  struct SMCFCFG : Rw<21, 21, bool> {};  // several matches: 1 faults
  struct SHCFG : Rw<23, 22, ShareabilityConfig> {};
  struct RACFG : Rw<25, 24, AllocationConfig> {};
  struct WACFG : Rw<27, 26, AllocationConfig> {};
  struct Reserved29_28 : Res0<29, 28> {};  // NSCFG in the secure copy
  struct HYPMODE : Rw<30, 30, bool> {};
  struct VMID16EN : Rw<31, 31, bool> {};
  using Fields = reg::FieldList<CLIENTPD, GFRE, GFIE, EXIDENABLE, GCFGFRE, GCFGFIE, TRANSIENTCFG,
                                STALLD, GSE, USFCFG, VMIDPNE, PTM, FB, BSU, MemAttr, MTCFG, SMCFCFG,
                                SHCFG, RACFG, WACFG, Reserved29_28, HYPMODE, VMID16EN>;
  static constexpr Word reset = CLIENTPD::mask;
  static constexpr Word reset_known = CLIENTPD::mask;
};
static_assert(reg::tiles<sCR0>());

// SMMU_sCR2, configuration register 2 (non-secure copy).
struct sCR2 : Register32<sCR2, 0x008> {
  struct BPVMID : Rw<15, 0> {};  // VMID of transactions that bypass; bits 15:8 where IDR2.VMID16S
  struct Reserved28_16 : Res0<28, 16> {};
  struct COMPINDEXENABLE : Rw<29, 29, bool> {};  // where IDR2.COMPINDEXS
  struct Reserved30 : Res0<30> {};
  struct EXSMRGENABLE : Rw<31, 31, bool> {};  // where IDR0.EXSMRGS
  using Fields = reg::FieldList<BPVMID, Reserved28_16, COMPINDEXENABLE, Reserved30, EXSMRGENABLE>;
};
static_assert(reg::tiles<sCR2>());

// SMMU_sACR, auxiliary configuration register. Its bits are the implementation's; see
// spec/mmu500.hpp.
struct sACR : Register32<sACR, 0x010> {
  struct ImplementationDefined : Rw<31, 0> {};
  using Fields = reg::FieldList<ImplementationDefined>;
};
static_assert(reg::tiles<sACR>());

}  // namespace faultline::spec::gr0
