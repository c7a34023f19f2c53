// SPDX-License-Identifier: Apache-2.0
// The layouts of a physical address register, which the global GPAR and the PAR of each context
// bank share: where the translation led, in the format of the tables, or why it failed. IHI 0062,
// SMMU_CBn_PAR (64-bit format).
#pragma once
#include "spec/space.hpp"

namespace faultline::spec {

// F = 0, Long-descriptor format or AArch64.
template <typename Self, typename RegisterT>
struct ParSuccess : View<Self, RegisterT> {
  using Base = View<Self, RegisterT>;
  struct F : Base::template Rw<0, 0, bool> {};
  struct Reserved6_1 : Base::template Res0<6, 1> {};
  struct SH : Base::template Rw<8, 7> {};
  struct NS : Base::template Rw<9, 9, bool> {};
  struct ImplementationDefined : Base::template Rw<10, 10> {};
  struct Reserved11 : Base::template Unk<11> {};
  struct PA : Base::template Rw<47, 12, std::uint64_t> {};  // PA[47:12]
  struct Reserved55_48 : Base::template Res0<55, 48> {};
  struct ATTR : Base::template Rw<63, 56> {};  // as an attribute of MAIR
  using Fields = reg::FieldList<F, Reserved6_1, SH, NS, ImplementationDefined, Reserved11, PA,
                                Reserved55_48, ATTR>;
};

// F = 0, Short-descriptor format.
template <typename Self, typename RegisterT>
struct ParSuccessShort : View<Self, RegisterT> {
  using Base = View<Self, RegisterT>;
  struct F : Base::template Rw<0, 0, bool> {};
  struct SS : Base::template Rw<1, 1, bool> {};  // a supersection
  struct Outer : Base::template Rw<3, 2> {};
  struct Inner : Base::template Rw<6, 4> {};
  struct SH : Base::template Rw<7, 7, bool> {};
  struct ImplementationDefined : Base::template Rw<8, 8> {};
  struct NS : Base::template Rw<9, 9, bool> {};
  struct NOS : Base::template Rw<10, 10, bool> {};
  struct Reserved11 : Base::template Unk<11> {};
  struct PA : Base::template Rw<31, 12> {};  // PA[31:12]
  struct Reserved63_32 : Base::template Res0<63, 32> {};
  using Fields = reg::FieldList<F, SS, Outer, Inner, SH, ImplementationDefined, NS, NOS, Reserved11,
                                PA, Reserved63_32>;
};

// F = 1. Bits 1 to 7 are spelled as in FSR.
template <typename Self, typename RegisterT>
struct ParFault : View<Self, RegisterT> {
  using Base = View<Self, RegisterT>;
  struct F : Base::template Rw<0, 0, bool> {};
  struct TF : Base::template Rw<1, 1, bool> {};
  struct AFF : Base::template Rw<2, 2, bool> {};
  struct PF : Base::template Rw<3, 3, bool> {};
  struct EF : Base::template Rw<4, 4, bool> {};
  struct TLBMCF : Base::template Rw<5, 5, bool> {};
  struct TLBLKF : Base::template Rw<6, 6, bool> {};
  struct ASF : Base::template Rw<7, 7, bool> {};
  struct FORMAT : Base::template Rw<9, 8> {};  // as FSR.FORMAT, but one bit lower
  struct Reserved28_10 : Base::template Res0<28, 10> {};
  struct ICF : Base::template Rw<29, 29, bool> {};   // global operations: as sGFSR.ICF
  struct UCBF : Base::template Rw<30, 30, bool> {};  // global operations: as sGFSR.UCBF
  struct ATOT : Base::template Rw<31, 31, bool> {};  // timed out
  struct PLVL : Base::template Rw<33, 32> {};
  struct Reserved34 : Base::template Res0<34> {};
  struct STAGE : Base::template Rw<35, 35> {};  // 0: stage 1, 1: stage 2
  struct Reserved63_36 : Base::template Res0<63, 36> {};
  using Fields = reg::FieldList<F, TF, AFF, PF, EF, TLBMCF, TLBLKF, ASF, FORMAT, Reserved28_10, ICF,
                                UCBF, ATOT, PLVL, Reserved34, STAGE, Reserved63_36>;
};

}  // namespace faultline::spec
