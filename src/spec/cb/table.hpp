// SPDX-License-Identifier: Apache-2.0
// Where the tables are, and of which ASID: TTBR0, TTBR1, CONTEXTIDR, and the memory attributes
// MAIR0, MAIR1. IHI 0062, chapter on translation context bank registers.
#pragma once
#include "spec/cb/register.hpp"
#include "spec/mode.hpp"

namespace faultline::spec::cb {

// SMMU_CBn_TTBR0. Its layout depends on CBAR.TYPE, CBA2R.VA64 and TCR.EAE. The base address field
// is whole: bits below the alignment of the table are zero.
struct TTBR0 : Register64<TTBR0, 0x020> {
  struct ByFormat : Rw<63, 0, std::uint64_t> {};
  using Fields = reg::FieldList<ByFormat>;
  struct Aarch64;
  struct Stage2;
  struct Long;
  struct Short;
  [[nodiscard]] static constexpr FieldSpan layout(Word bits, Mode mode);
};

// SMMU_CBn_TTBR1, stage 1 only.
struct TTBR1 : Register64<TTBR1, 0x028> {
  struct ByFormat : Rw<63, 0, std::uint64_t> {};
  using Fields = reg::FieldList<ByFormat>;
  struct Aarch64;
  struct Long;
  struct Short;
  [[nodiscard]] static constexpr FieldSpan layout(Word bits, Mode mode);
};

// VA64 = 1, stage 1.
template <typename Self, typename RegisterT>
struct TtbrAarch64 : View<Self, RegisterT> {
  using Base = View<Self, RegisterT>;
  struct ADDRESS : Base::template Rw<47, 0, std::uint64_t> {};
  struct ASID : Base::template Rw<63, 48> {};  // bits 15:8 only with TCR2.AS
  using Fields = reg::FieldList<ADDRESS, ASID>;
};

// VA64 = 0, EAE = 1: the Long-descriptor format, stage 1.
template <typename Self, typename RegisterT>
struct TtbrLong : View<Self, RegisterT> {
  using Base = View<Self, RegisterT>;
  struct ADDRESS : Base::template Rw<47, 0, std::uint64_t> {};  // bits 47:40 set: ASF
  struct ASID : Base::template Rw<55, 48> {};
  struct Reserved63_56 : Base::template Res0<63, 56> {};
  using Fields = reg::FieldList<ADDRESS, ASID, Reserved63_56>;
};

// VA64 = 0, EAE = 0: the Short-descriptor format. IRGN is split over bits 6 (IRGN0) and 0 (IRGN1).
template <typename Self, typename RegisterT>
struct TtbrShort : View<Self, RegisterT, std::uint32_t> {
  using Base = View<Self, RegisterT, std::uint32_t>;
  struct IRGN1 : Base::template Rw<0, 0> {};
  struct S : Base::template Rw<1, 1, bool> {};
  struct Reserved2 : Base::template Res0<2> {};
  struct RGN : Base::template Rw<4, 3> {};
  struct NOS : Base::template Rw<5, 5, bool> {};
  struct IRGN0 : Base::template Rw<6, 6> {};
  struct ADDRESS : Base::template Rw<31, 7> {};  // address[31:7]
  using Fields = reg::FieldList<IRGN1, S, Reserved2, RGN, NOS, IRGN0, ADDRESS>;
};

struct TTBR0::Aarch64 : TtbrAarch64<TTBR0::Aarch64, TTBR0> {};
struct TTBR0::Long : TtbrLong<TTBR0::Long, TTBR0> {};
struct TTBR0::Short : TtbrShort<TTBR0::Short, TTBR0> {};
struct TTBR1::Aarch64 : TtbrAarch64<TTBR1::Aarch64, TTBR1> {};
struct TTBR1::Long : TtbrLong<TTBR1::Long, TTBR1> {};
struct TTBR1::Short : TtbrShort<TTBR1::Short, TTBR1> {};

// Stage 2, either format: there is no ASID.
struct TTBR0::Stage2 : View<TTBR0::Stage2, TTBR0> {
  struct ADDRESS : Rw<47, 0, std::uint64_t> {};
  struct Reserved63_48 : Res0<63, 48> {};
  using Fields = reg::FieldList<ADDRESS, Reserved63_48>;
};
static_assert(reg::tiles<TTBR0>() && reg::tiles<TTBR0::Aarch64>() && reg::tiles<TTBR0::Long>());
static_assert(reg::tiles<TTBR0::Short>() && reg::tiles<TTBR0::Stage2>() && reg::tiles<TTBR1>());
static_assert(reg::tiles<TTBR1::Aarch64>() && reg::tiles<TTBR1::Long>() &&
              reg::tiles<TTBR1::Short>());

// SMMU_CBn_CONTEXTIDR. The ASID is here only in the Short-descriptor format; otherwise all of it is
// a process identifier.
struct CONTEXTIDR : Register32<CONTEXTIDR, 0x034> {
  struct ASID : Rw<7, 0> {};
  struct PROCID : Rw<31, 8> {};
  using Fields = reg::FieldList<ASID, PROCID>;
  struct Whole;
  [[nodiscard]] static constexpr FieldSpan layout(Word bits, Mode mode);
};

// VA64 = 1 or EAE = 1.
struct CONTEXTIDR::Whole : View<CONTEXTIDR::Whole, CONTEXTIDR> {
  struct PROCID : Rw<31, 0> {};
  using Fields = reg::FieldList<PROCID>;
};
static_assert(reg::tiles<CONTEXTIDR>() && reg::tiles<CONTEXTIDR::Whole>());

constexpr FieldSpan TTBR0::layout(Word, Mode mode) {
  if (mode.stage2) return fields<Stage2>();
  if (mode.va64) return fields<Aarch64>();
  return mode.long_descriptors ? fields<Long>() : fields<Short>();
}

constexpr FieldSpan TTBR1::layout(Word, Mode mode) {
  if (mode.va64) return fields<Aarch64>();
  return mode.long_descriptors ? fields<Long>() : fields<Short>();
}

constexpr FieldSpan CONTEXTIDR::layout(Word, Mode mode) {
  return mode.va64 || mode.long_descriptors ? fields<Whole>() : fields<CONTEXTIDR>();
}

}  // namespace faultline::spec::cb
