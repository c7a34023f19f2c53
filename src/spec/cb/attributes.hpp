// SPDX-License-Identifier: Apache-2.0
// Memory attributes of stage 1: MAIR0 and MAIR1, which in the Short-descriptor format are PRRR and
// NMRR. IHI 0062, chapter on translation context bank registers.
#pragma once
#include "spec/cb/register.hpp"
#include "spec/mode.hpp"

namespace faultline::spec::cb {

// SMMU_CBn_MAIR0: attributes 0 to 3. See spec/descriptors.hpp for their encoding.
struct MAIR0 : Register32<MAIR0, 0x038> {
  struct Attr0 : Rw<7, 0> {};
  struct Attr1 : Rw<15, 8> {};
  struct Attr2 : Rw<23, 16> {};
  struct Attr3 : Rw<31, 24> {};
  using Fields = reg::FieldList<Attr0, Attr1, Attr2, Attr3>;
  struct PRRR;
  [[nodiscard]] static constexpr FieldSpan layout(Word bits, Mode mode);
};

// SMMU_CBn_PRRR, primary region remap register: MAIR0 in the Short-descriptor format.
struct MAIR0::PRRR : View<MAIR0::PRRR, MAIR0> {
  struct TR0 : Rw<1, 0> {};
  struct TR1 : Rw<3, 2> {};
  struct TR2 : Rw<5, 4> {};
  struct TR3 : Rw<7, 6> {};
  struct TR4 : Rw<9, 8> {};
  struct TR5 : Rw<11, 10> {};
  struct TR6 : Rw<13, 12> {};
  struct TR7 : Rw<15, 14> {};
  struct DS0 : Rw<16, 16, bool> {};
  struct DS1 : Rw<17, 17, bool> {};
  struct NS0 : Rw<18, 18, bool> {};
  struct NS1 : Rw<19, 19, bool> {};
  struct Reserved23_20 : Res0<23, 20> {};
  struct NOS0 : Rw<24, 24, bool> {};
  struct NOS1 : Rw<25, 25, bool> {};
  struct NOS2 : Rw<26, 26, bool> {};
  struct NOS3 : Rw<27, 27, bool> {};
  struct NOS4 : Rw<28, 28, bool> {};
  struct NOS5 : Rw<29, 29, bool> {};
  struct NOS6 : Rw<30, 30, bool> {};
  struct NOS7 : Rw<31, 31, bool> {};
  using Fields = reg::FieldList<TR0, TR1, TR2, TR3, TR4, TR5, TR6, TR7, DS0, DS1, NS0, NS1,
                                Reserved23_20, NOS0, NOS1, NOS2, NOS3, NOS4, NOS5, NOS6, NOS7>;
};
static_assert(reg::tiles<MAIR0>() && reg::tiles<MAIR0::PRRR>());

// SMMU_CBn_MAIR1: attributes 4 to 7.
struct MAIR1 : Register32<MAIR1, 0x03C> {
  struct Attr4 : Rw<7, 0> {};
  struct Attr5 : Rw<15, 8> {};
  struct Attr6 : Rw<23, 16> {};
  struct Attr7 : Rw<31, 24> {};
  using Fields = reg::FieldList<Attr4, Attr5, Attr6, Attr7>;
  struct NMRR;
  [[nodiscard]] static constexpr FieldSpan layout(Word bits, Mode mode);
};

// SMMU_CBn_NMRR, normal memory remap register: MAIR1 in the Short-descriptor format.
struct MAIR1::NMRR : View<MAIR1::NMRR, MAIR1> {
  struct IR0 : Rw<1, 0> {};
  struct IR1 : Rw<3, 2> {};
  struct IR2 : Rw<5, 4> {};
  struct IR3 : Rw<7, 6> {};
  struct IR4 : Rw<9, 8> {};
  struct IR5 : Rw<11, 10> {};
  struct IR6 : Rw<13, 12> {};
  struct IR7 : Rw<15, 14> {};
  struct OR0 : Rw<17, 16> {};
  struct OR1 : Rw<19, 18> {};
  struct OR2 : Rw<21, 20> {};
  struct OR3 : Rw<23, 22> {};
  struct OR4 : Rw<25, 24> {};
  struct OR5 : Rw<27, 26> {};
  struct OR6 : Rw<29, 28> {};
  struct OR7 : Rw<31, 30> {};
  using Fields = reg::FieldList<IR0, IR1, IR2, IR3, IR4, IR5, IR6, IR7, OR0, OR1, OR2, OR3, OR4,
                                OR5, OR6, OR7>;
};
static_assert(reg::tiles<MAIR1>() && reg::tiles<MAIR1::NMRR>());

constexpr FieldSpan MAIR0::layout(Word, Mode mode) {
  return mode.va64 || mode.long_descriptors ? fields<MAIR0>() : fields<PRRR>();
}

constexpr FieldSpan MAIR1::layout(Word, Mode mode) {
  return mode.va64 || mode.long_descriptors ? fields<MAIR1>() : fields<NMRR>();
}

}  // namespace faultline::spec::cb
