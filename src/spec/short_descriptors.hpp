// SPDX-License-Identifier: Apache-2.0
// Descriptors of the AArch32 Short-descriptor format. Bit positions only. DDI 0487, chapter on the
// VMSAv8-32 translation system.
#pragma once
#include "reg/register.hpp"

namespace faultline::spec::vmsa32 {

// Bits 1:0 of a first-level descriptor. In a section bit 0 is PXN, so two values mean section.
enum class FirstLevelType : std::uint32_t {
  fault = 0,
  page_table = 1,
  section = 2,
  section_pxn = 3
};

// Bits 1:0 of a second-level descriptor. In a small page bit 0 is XN, so two values mean small
// page.
enum class SecondLevelType : std::uint32_t {
  fault = 0,
  large_page = 1,
  small_page = 2,
  small_page_xn = 3
};

struct PageTable : reg::Layout<PageTable, std::uint32_t> {
  struct Type : Rw<1, 0, FirstLevelType> {};
  struct PXN : Rw<2, 2, bool> {};
  struct NS : Rw<3, 3, bool> {};
  struct Reserved4 : Res0<4> {};
  struct Domain : Rw<8, 5> {};
  struct ImplementationDefined : Rw<9, 9> {};
  struct Address : Rw<31, 10> {};  // address[31:10]
  using Fields = reg::FieldList<Type, PXN, NS, Reserved4, Domain, ImplementationDefined, Address>;
};

// 1 MiB.
struct Section : reg::Layout<Section, std::uint32_t> {
  struct PXN : Rw<0, 0, bool> {};
  struct One : Res1<1> {};
  struct B : Rw<2, 2, bool> {};
  struct C : Rw<3, 3, bool> {};
  struct XN : Rw<4, 4, bool> {};
  struct Domain : Rw<8, 5> {};
  struct ImplementationDefined : Rw<9, 9> {};
  struct AP1_0 : Rw<11, 10> {};
  struct TEX : Rw<14, 12> {};
  struct AP2 : Rw<15, 15, bool> {};
  struct S : Rw<16, 16, bool> {};
  struct nG : Rw<17, 17, bool> {};
  struct Supersection : Rw<18, 18, bool> {};  // 0 here
  struct NS : Rw<19, 19, bool> {};
  struct Address : Rw<31, 20> {};  // address[31:20]
  using Fields = reg::FieldList<PXN, One, B, C, XN, Domain, ImplementationDefined, AP1_0, TEX, AP2,
                                S, nG, Supersection, NS, Address>;
};

// 16 MiB, with an address of up to 40 bits.
struct Supersection : reg::Layout<Supersection, std::uint32_t> {
  struct PXN : Rw<0, 0, bool> {};
  struct One1 : Res1<1> {};
  struct B : Rw<2, 2, bool> {};
  struct C : Rw<3, 3, bool> {};
  struct XN : Rw<4, 4, bool> {};
  struct Address39_36 : Rw<8, 5> {};
  struct ImplementationDefined : Rw<9, 9> {};
  struct AP1_0 : Rw<11, 10> {};
  struct TEX : Rw<14, 12> {};
  struct AP2 : Rw<15, 15, bool> {};
  struct S : Rw<16, 16, bool> {};
  struct nG : Rw<17, 17, bool> {};
  struct One18 : Res1<18> {};
  struct NS : Rw<19, 19, bool> {};
  struct Address35_32 : Rw<23, 20> {};
  struct Address31_24 : Rw<31, 24> {};
  using Fields = reg::FieldList<PXN, One1, B, C, XN, Address39_36, ImplementationDefined, AP1_0,
                                TEX, AP2, S, nG, One18, NS, Address35_32, Address31_24>;
};

// 64 KiB.
struct LargePage : reg::Layout<LargePage, std::uint32_t> {
  struct Type : Rw<1, 0, SecondLevelType> {};
  struct B : Rw<2, 2, bool> {};
  struct C : Rw<3, 3, bool> {};
  struct AP1_0 : Rw<5, 4> {};
  struct Reserved8_6 : Res0<8, 6> {};
  struct AP2 : Rw<9, 9, bool> {};
  struct S : Rw<10, 10, bool> {};
  struct nG : Rw<11, 11, bool> {};
  struct TEX : Rw<14, 12> {};
  struct XN : Rw<15, 15, bool> {};
  struct Address : Rw<31, 16> {};  // address[31:16]
  using Fields = reg::FieldList<Type, B, C, AP1_0, Reserved8_6, AP2, S, nG, TEX, XN, Address>;
};

// 4 KiB.
struct SmallPage : reg::Layout<SmallPage, std::uint32_t> {
  struct XN : Rw<0, 0, bool> {};
  struct One : Res1<1> {};
  struct B : Rw<2, 2, bool> {};
  struct C : Rw<3, 3, bool> {};
  struct AP1_0 : Rw<5, 4> {};
  struct TEX : Rw<8, 6> {};
  struct AP2 : Rw<9, 9, bool> {};
  struct S : Rw<10, 10, bool> {};
  struct nG : Rw<11, 11, bool> {};
  struct Address : Rw<31, 12> {};  // address[31:12]
  using Fields = reg::FieldList<XN, One, B, C, AP1_0, TEX, AP2, S, nG, Address>;
};
static_assert(reg::tiles<PageTable>() && reg::tiles<Section>() && reg::tiles<Supersection>());
static_assert(reg::tiles<LargePage>() && reg::tiles<SmallPage>());

}  // namespace faultline::spec::vmsa32
