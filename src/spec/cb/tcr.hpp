// SPDX-License-Identifier: Apache-2.0
// Translation control: TCR and TCR2. IHI 0062, chapter on translation context bank registers; the
// fields mean what they mean in the processor's TCR_EL1 and VTCR_EL2 (DDI 0487).
#pragma once
#include "spec/cb/register.hpp"
#include "spec/encodings.hpp"
#include "spec/mode.hpp"

namespace faultline::spec::cb {

// SMMU_CBn_TCR. Its layout depends on CBAR.TYPE, CBA2R.VA64 and, in AArch32, its own EAE.
struct TCR : Register32<TCR, 0x030> {
  struct ByFormat : Rw<31, 0> {};
  using Fields = reg::FieldList<ByFormat>;
  struct Stage1Aarch64;
  struct Stage2Aarch64;
  struct Stage1Long;
  struct Stage2Long;
  struct Short;
  [[nodiscard]] static constexpr FieldSpan layout(Word bits, Mode mode);
};

// VA64 = 1, stage 1.
struct TCR::Stage1Aarch64 : View<TCR::Stage1Aarch64, TCR> {
  struct T0SZ : Rw<5, 0> {};
  struct Reserved6 : Res0<6> {};
  struct EPD0 : Rw<7, 7, bool> {};
  struct IRGN0 : Rw<9, 8, Cacheability> {};
  struct ORGN0 : Rw<11, 10, Cacheability> {};
  struct SH0 : Rw<13, 12, Shareability> {};
  struct TG0 : Rw<15, 14, GranuleTg0> {};
  struct T1SZ : Rw<21, 16> {};
  struct A1 : Rw<22, 22, bool> {};  // 1: the ASID comes from TTBR1
  struct EPD1 : Rw<23, 23, bool> {};
  struct IRGN1 : Rw<25, 24, Cacheability> {};
  struct ORGN1 : Rw<27, 26, Cacheability> {};
  struct SH1 : Rw<29, 28, Shareability> {};
  struct TG1 : Rw<31, 30, GranuleTg1> {};
  using Fields = reg::FieldList<T0SZ, Reserved6, EPD0, IRGN0, ORGN0, SH0, TG0, T1SZ, A1, EPD1,
                                IRGN1, ORGN1, SH1, TG1>;
};

// VA64 = 1, stage 2.
struct TCR::Stage2Aarch64 : View<TCR::Stage2Aarch64, TCR> {
  struct T0SZ : Rw<5, 0> {};
  struct SL0 : Rw<7, 6> {};
  struct IRGN0 : Rw<9, 8, Cacheability> {};
  struct ORGN0 : Rw<11, 10, Cacheability> {};
  struct SH0 : Rw<13, 12, Shareability> {};
  struct TG0 : Rw<15, 14, GranuleTg0> {};
  struct PASize : Rw<18, 16, AddressSize> {};
  struct Reserved20_19 : Res0<20, 19> {};
  struct HA : Rw<21, 21, bool> {};  // where IDR1.HAFDBS
  struct HD : Rw<22, 22, bool> {};  // where IDR1.HAFDBS
  struct Reserved31_23 : Res0<31, 23> {};
  using Fields = reg::FieldList<T0SZ, SL0, IRGN0, ORGN0, SH0, TG0, PASize, Reserved20_19, HA, HD,
                                Reserved31_23>;
};

// VA64 = 0, EAE = 1, stage 1: the Long-descriptor format.
struct TCR::Stage1Long : View<TCR::Stage1Long, TCR> {
  struct T0SZ : Rw<2, 0> {};
  struct Reserved6_3 : Res0<6, 3> {};
  struct EPD0 : Rw<7, 7, bool> {};
  struct IRGN0 : Rw<9, 8, Cacheability> {};
  struct ORGN0 : Rw<11, 10, Cacheability> {};
  struct SH0 : Rw<13, 12, Shareability> {};
  struct NSCFG0 : Rw<14, 14, bool> {};
  struct Reserved15 : Res0<15> {};
  struct T1SZ : Rw<18, 16> {};
  struct Reserved21_19 : Res0<21, 19> {};
  struct A1 : Rw<22, 22, bool> {};
  struct EPD1 : Rw<23, 23, bool> {};
  struct IRGN1 : Rw<25, 24, Cacheability> {};
  struct ORGN1 : Rw<27, 26, Cacheability> {};
  struct SH1 : Rw<29, 28, Shareability> {};
  struct NSCFG1 : Rw<30, 30, bool> {};
  struct EAE : Rw<31, 31, bool> {};
  using Fields = reg::FieldList<T0SZ, Reserved6_3, EPD0, IRGN0, ORGN0, SH0, NSCFG0, Reserved15,
                                T1SZ, Reserved21_19, A1, EPD1, IRGN1, ORGN1, SH1, NSCFG1, EAE>;
};

// VA64 = 0, stage 2: always the Long-descriptor format. T0SZ is signed, S repeats its sign.
struct TCR::Stage2Long : View<TCR::Stage2Long, TCR> {
  struct T0SZ : Rw<3, 0> {};
  struct S : Rw<4, 4, bool> {};
  struct Reserved5 : Res0<5> {};
  struct SL0 : Rw<7, 6> {};
  struct IRGN0 : Rw<9, 8, Cacheability> {};
  struct ORGN0 : Rw<11, 10, Cacheability> {};
  struct SH0 : Rw<13, 12, Shareability> {};
  struct Reserved30_14 : Res0<30, 14> {};
  struct EAE : Rw<31, 31, bool> {};
  using Fields = reg::FieldList<T0SZ, S, Reserved5, SL0, IRGN0, ORGN0, SH0, Reserved30_14, EAE>;
};

// VA64 = 0, EAE = 0: the Short-descriptor format, stage 1.
struct TCR::Short : View<TCR::Short, TCR> {
  struct N : Rw<2, 0> {};  // TTBR0 translates the lowest 2^(32 - N) bytes
  struct Reserved3 : Res0<3> {};
  struct PD0 : Rw<4, 4, bool> {};
  struct PD1 : Rw<5, 5, bool> {};
  struct Reserved13_6 : Res0<13, 6> {};
  struct NSCFG0 : Rw<14, 14, bool> {};
  struct Reserved29_15 : Res0<29, 15> {};
  struct NSCFG1 : Rw<30, 30, bool> {};
  struct EAE : Rw<31, 31, bool> {};
  using Fields =
      reg::FieldList<N, Reserved3, PD0, PD1, Reserved13_6, NSCFG0, Reserved29_15, NSCFG1, EAE>;
};
static_assert(reg::tiles<TCR>() && reg::tiles<TCR::Stage1Aarch64>() &&
              reg::tiles<TCR::Stage2Aarch64>());
static_assert(reg::tiles<TCR::Stage1Long>() && reg::tiles<TCR::Stage2Long>() &&
              reg::tiles<TCR::Short>());

// TCR2.SEP: which bit of the incoming address is copied upwards. The value is 31, 35, ... or the
// top of the upstream bus.
enum class SignExtension : std::uint32_t {
  bit31 = 0,
  bit35 = 1,
  bit39 = 2,
  bit41 = 3,
  bit43 = 4,
  bit47 = 5,
  upstream = 7,
};

// SMMU_CBn_TCR2, stage 1: the upper half of the processor's TCR_EL1, plus what only an SMMU has.
struct TCR2 : Register32<TCR2, 0x010> {
  struct PASize : Rw<2, 0, AddressSize> {};
  struct Reserved3 : Res0<3> {};
  struct AS : Rw<4, 4, bool> {};  // 16-bit ASIDs
  struct TBI0 : Rw<5, 5, bool> {};
  struct TBI1 : Rw<6, 6, bool> {};
  struct Reserved7 : Res0<7> {};
  struct HAD0 : Rw<8, 8, bool> {};  // hierarchical attributes disabled; where IDR2.HADS
  struct HAD1 : Rw<9, 9, bool> {};
  struct HA : Rw<10, 10, bool> {};  // hardware update of the access flag; where IDR1.HAFDBS
  struct HD : Rw<11, 11, bool> {};  // hardware update of the dirty state; where IDR1.HAFDBS
  struct Reserved13_12 : Res0<13, 12> {};
  struct NSCFG0 : Rw<14, 14, bool> {};
  struct SEP : Rw<17, 15, SignExtension> {};
  struct Reserved29_18 : Res0<29, 18> {};
  struct NSCFG1 : Rw<30, 30, bool> {};
  struct Reserved31 : Res0<31> {};
  using Fields = reg::FieldList<PASize, Reserved3, AS, TBI0, TBI1, Reserved7, HAD0, HAD1, HA, HD,
                                Reserved13_12, NSCFG0, SEP, Reserved29_18, NSCFG1, Reserved31>;
};
static_assert(reg::tiles<TCR2>());

constexpr FieldSpan TCR::layout(Word bits, Mode mode) {
  if (mode.stage2) return mode.va64 ? fields<Stage2Aarch64>() : fields<Stage2Long>();
  if (mode.va64) return fields<Stage1Aarch64>();
  return Short::EAE::decode(bits) ? fields<Stage1Long>() : fields<Short>();
}

}  // namespace faultline::spec::cb
