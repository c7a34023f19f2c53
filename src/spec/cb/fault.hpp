// SPDX-License-Identifier: Apache-2.0
// Context faults: status, address and syndrome. IHI 0062, chapter on translation context bank
// registers.
#pragma once
#include "spec/cb/register.hpp"

namespace faultline::spec::cb {

// FSR.FORMAT: the translation format of the bank when it faulted.
enum class FaultFormat : std::uint32_t {
  aarch32_short = 0,
  aarch32_long = 1,
  aarch64 = 2,
  reserved = 3,
};

// SMMU_CBn_FSR, fault status register. Write one to clear; SS is cleared only by a write to RESUME.
struct FSR : Register32<FSR, 0x058> {
  struct Reserved0 : Res0<0> {};
  struct TF : W1c<1> {};      // translation
  struct AFF : W1c<2> {};     // access flag
  struct PF : W1c<3> {};      // permission
  struct EF : W1c<4> {};      // external
  struct TLBMCF : W1c<5> {};  // TLB match conflict
  struct TLBLKF : W1c<6> {};  // TLB lock
  struct ASF : W1c<7> {};     // address size
  struct UUT : W1c<8> {};     // unsupported upstream transaction
  struct FORMAT : Ro<10, 9, FaultFormat> {};
  struct Reserved29_11 : Res0<29, 11> {};
  struct SS : Ro<30, 30, bool> {};  // stalled
  struct MULTI : W1c<31> {};        // another fault came before the first was cleared
  using Fields = reg::FieldList<Reserved0, TF, AFF, PF, EF, TLBMCF, TLBLKF, ASF, UUT, FORMAT,
                                Reserved29_11, SS, MULTI>;
};
static_assert(reg::tiles<FSR>());

// SMMU_CBn_FSRRESTORE: a write puts its bits into FSR, after a power loss for example.
struct FSRRESTORE : Register32<FSRRESTORE, 0x05C, reg::write_only> {
  struct Reserved0 : Res0<0> {};
  struct TF : Wo<1, 1, bool> {};
  struct AFF : Wo<2, 2, bool> {};
  struct PF : Wo<3, 3, bool> {};
  struct EF : Wo<4, 4, bool> {};
  struct TLBMCF : Wo<5, 5, bool> {};
  struct TLBLKF : Wo<6, 6, bool> {};
  struct ASF : Wo<7, 7, bool> {};
  struct UUT : Wo<8, 8, bool> {};
  struct FORMAT : Wo<10, 9, FaultFormat> {};
  struct Reserved29_11 : Res0<29, 11> {};
  struct SS : Wo<30, 30, bool> {};
  struct MULTI : Wo<31, 31, bool> {};
  using Fields = reg::FieldList<Reserved0, TF, AFF, PF, EF, TLBMCF, TLBLKF, ASF, UUT, FORMAT,
                                Reserved29_11, SS, MULTI>;
};
static_assert(reg::tiles<FSRRESTORE>());

// SMMU_CBn_FAR, fault address register: the input address of the transaction.
struct FAR : Register64<FAR, 0x060> {
  struct FADDR : Rw<63, 0, std::uint64_t> {};
  using Fields = reg::FieldList<FADDR>;
};
static_assert(reg::tiles<FAR>());

// SMMU_CBn_FSYNR0, fault syndrome register 0.
struct FSYNR0 : Register32<FSYNR0, 0x068> {
  struct PLVL : Rw<1, 0> {};          // table level of the fault
  struct NESTED : Rw<2, 2, bool> {};  // stage 2 bank: of a nested translation
  struct S1PTWF : Rw<3, 3, bool> {};  // stage 2 bank: translating a stage 1 table walk
  struct WNR : Rw<4, 4, bool> {};     // write, not read
  struct PNU : Rw<5, 5, bool> {};     // privileged, not unprivileged
  struct IND : Rw<6, 6, bool> {};     // instruction, not data
  struct Reserved7 : Res0<7> {};
  struct NSATTR : Rw<8, 8, bool> {};
  struct ATOF : Rw<9, 9, bool> {};    // from an address translation operation
  struct PTWF : Rw<10, 10, bool> {};  // from a table walk
  struct AFR : Rw<11, 11, bool> {};   // asynchronous
  struct Reserved15_12 : Res0<15, 12> {};
  struct S1CBNDX : Rw<23, 16> {};  // in a stage 2 bank of a nested translation: the stage 1 bank
  struct Reserved31_24 : Res0<31, 24> {};
  using Fields = reg::FieldList<PLVL, NESTED, S1PTWF, WNR, PNU, IND, Reserved7, NSATTR, ATOF, PTWF,
                                AFR, Reserved15_12, S1CBNDX, Reserved31_24>;
};
static_assert(reg::tiles<FSYNR0>());

// SMMU_CBn_FSYNR1, fault syndrome register 1: the implementation's.
struct FSYNR1 : Register32<FSYNR1, 0x06C> {
  struct ImplementationDefined : Rw<31, 0> {};
  using Fields = reg::FieldList<ImplementationDefined>;
};
static_assert(reg::tiles<FSYNR1>());

// SMMU_CBn_IPAFAR, IPA fault address register: of a stage 2 bank. Bits 11:0 are those of FAR.
struct IPAFAR : Register64<IPAFAR, 0x070> {
  struct FAR : Ro<11, 0> {};
  struct IPA : Rw<63, 12, std::uint64_t> {};
  using Fields = reg::FieldList<FAR, IPA>;
};
static_assert(reg::tiles<IPAFAR>());

}  // namespace faultline::spec::cb
