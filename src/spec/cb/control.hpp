// SPDX-License-Identifier: Apache-2.0
// Control of a context bank: SCTLR, ACTLR, RESUME. IHI 0062, chapter on translation context bank
// registers.
#pragma once
#include "spec/cb/register.hpp"
#include "spec/encodings.hpp"

namespace faultline::spec::cb {

// SMMU_CBn_SCTLR, system control register. The same bits in stage 1 and stage 2; what each stage
// ignores is said beside it.
struct SCTLR : Register32<SCTLR, 0x000> {
  struct M : Rw<0, 0, bool> {};      // translation enable
  struct TRE : Rw<1, 1, bool> {};    // TEX remap; stage 1, AArch32
  struct AFE : Rw<2, 2, bool> {};    // access flag enable; stage 1, AArch32
  struct AFFD : Rw<3, 3, bool> {};   // access flag fault disable
  struct E : Rw<4, 4, bool> {};      // endianness of table walks
  struct CFRE : Rw<5, 5, bool> {};   // context fault report enable (abort the transaction)
  struct CFIE : Rw<6, 6, bool> {};   // context fault interrupt enable
  struct CFCFG : Rw<7, 7, bool> {};  // 1: stall, 0: terminate
  struct HUPCF : Rw<8, 8, bool> {};  // hit under previous context fault
  struct WXN : Rw<9, 9, bool> {};    // writable implies execute-never; stage 1
  struct UWXN : Rw<10, 10, bool> {
  };  // unprivileged writable implies privileged execute-never; stage 1
  struct Reserved11 : Res0<11> {};
  struct ASIDPNE : Rw<12, 12, bool> {};  // ASID private name space enable; stage 1
  struct PTW : Rw<13, 13, bool> {};      // protected table walk; stage 2
  struct TRANSIENTCFG : Rw<15, 14> {};   // BSU in SMMUv1
  struct MemAttr : Rw<19, 16> {};
  struct MTCFG : Rw<20, 20, bool> {};
  struct FB : Rw<21, 21, bool> {};
  struct SHCFG : Rw<23, 22, ShareabilityConfig> {};
  struct RACFG : Rw<25, 24, AllocationConfig> {};
  struct WACFG : Rw<27, 26, AllocationConfig> {};
  struct NSCFG : Rw<29, 28> {};
  struct UCI : Rw<30, 30, bool> {};  // unprivileged cache maintenance; stage 1, AArch64
  struct Reserved31 : Res0<31> {};
  using Fields = reg::FieldList<M, TRE, AFE, AFFD, E, CFRE, CFIE, CFCFG, HUPCF, WXN, UWXN,
                                Reserved11, ASIDPNE, PTW, TRANSIENTCFG, MemAttr, MTCFG, FB, SHCFG,
                                RACFG, WACFG, NSCFG, UCI, Reserved31>;
};
static_assert(reg::tiles<SCTLR>());

// SMMU_CBn_ACTLR, auxiliary control register. Its bits are the implementation's; see
// spec/mmu500.hpp.
struct ACTLR : Register32<ACTLR, 0x004> {
  struct ImplementationDefined : Rw<31, 0> {};
  using Fields = reg::FieldList<ImplementationDefined>;
};
static_assert(reg::tiles<ACTLR>());

// RESUME.TNR: what becomes of a stalled transaction.
enum class Resume : std::uint32_t { retry = 0, terminate = 1 };

// SMMU_CBn_RESUME, transaction resume register.
struct RESUME : Register32<RESUME, 0x008, reg::write_only> {
  struct TNR : Wo<0, 0, Resume> {};
  struct Reserved31_1 : Res0<31, 1> {};
  using Fields = reg::FieldList<TNR, Reserved31_1>;
};
static_assert(reg::tiles<RESUME>());

}  // namespace faultline::spec::cb
