// SPDX-License-Identifier: Apache-2.0
// Translation table descriptors of VMSAv8-64, and of the AArch32 Long-descriptor format, which has
// the same fields and 40-bit addresses. Bit positions only; the arithmetic of walks is each
// reader's own. DDI 0487, chapter on the VMSAv8-64 translation system.
#pragma once
#include "reg/register.hpp"
#include "spec/encodings.hpp"

namespace faultline::spec::vmsa64 {

// Bits 1:0. At the last level `table_or_page` is a page, above it a table; a block at the last
// level is reserved.
enum class DescriptorType : std::uint32_t { fault0 = 0, block = 1, fault2 = 2, table_or_page = 3 };

// AP[2:1] of stage 1.
enum class Stage1Access : std::uint32_t {
  privileged_read_write = 0,
  read_write = 1,
  privileged_read_only = 2,
  read_only = 3,
};

// S2AP of stage 2.
enum class Stage2Access : std::uint32_t { none = 0, read_only = 1, write_only = 2, read_write = 3 };

// A table descriptor, either stage. Bits of NextTable below the granule are zero.
struct Table : reg::Layout<Table, std::uint64_t> {
  struct Type : Rw<1, 0, DescriptorType> {};
  struct Ignored11_2 : Rw<11, 2> {};
  struct NextTable : Rw<47, 12, std::uint64_t> {};  // address[47:12]
  struct Reserved50_48 : Res0<50, 48> {};
  struct Ignored58_51 : Rw<58, 51> {};
  struct PXNTable : Rw<59, 59, bool> {};  // stage 1; the five bits above are RES0 in stage 2
  struct UXNTable : Rw<60, 60, bool> {};  // XNTable where there is one privilege level
  struct APTable : Rw<62, 61> {};
  struct NSTable : Rw<63, 63, bool> {};
  using Fields = reg::FieldList<Type, Ignored11_2, NextTable, Reserved50_48, Ignored58_51, PXNTable,
                                UXNTable, APTable, NSTable>;
};
static_assert(reg::tiles<Table>());

// A block or page descriptor of stage 1. Bits of OutputAddress below the size that the descriptor
// maps are zero.
struct Stage1Leaf : reg::Layout<Stage1Leaf, std::uint64_t> {
  struct Type : Rw<1, 0, DescriptorType> {};
  struct AttrIndx : Rw<4, 2> {};  // which attribute of MAIR
  struct NS : Rw<5, 5, bool> {};
  struct AP : Rw<7, 6, Stage1Access> {};
  struct SH : Rw<9, 8, Shareability> {};
  struct AF : Rw<10, 10, bool> {};
  struct nG : Rw<11, 11, bool> {};
  struct OutputAddress : Rw<47, 12, std::uint64_t> {};  // address[47:12]
  struct Reserved50_48 : Res0<50, 48> {};
  struct DBM : Rw<51, 51, bool> {};  // dirty state management; where IDR1.HAFDBS
  struct Contiguous : Rw<52, 52, bool> {};
  struct PXN : Rw<53, 53, bool> {};
  struct UXN : Rw<54, 54, bool> {};  // XN where there is one privilege level
  struct Software : Rw<58, 55> {};
  struct Ignored63_59 : Rw<63, 59> {};
  using Fields = reg::FieldList<Type, AttrIndx, NS, AP, SH, AF, nG, OutputAddress, Reserved50_48,
                                DBM, Contiguous, PXN, UXN, Software, Ignored63_59>;
};
static_assert(reg::tiles<Stage1Leaf>());

// A block or page descriptor of stage 2.
struct Stage2Leaf : reg::Layout<Stage2Leaf, std::uint64_t> {
  struct Type : Rw<1, 0, DescriptorType> {};
  struct MemAttr : Rw<5, 2> {};
  struct S2AP : Rw<7, 6, Stage2Access> {};
  struct SH : Rw<9, 8, Shareability> {};
  struct AF : Rw<10, 10, bool> {};
  struct Reserved11 : Res0<11> {};
  struct OutputAddress : Rw<47, 12, std::uint64_t> {};  // address[47:12]
  struct Reserved50_48 : Res0<50, 48> {};
  struct DBM : Rw<51, 51, bool> {};
  struct Contiguous : Rw<52, 52, bool> {};
  struct Reserved53 : Res0<53> {};
  struct XN : Rw<54, 54, bool> {};
  struct Software : Rw<58, 55> {};
  struct Ignored63_59 : Rw<63, 59> {};
  using Fields =
      reg::FieldList<Type, MemAttr, S2AP, SH, AF, Reserved11, OutputAddress, Reserved50_48, DBM,
                     Contiguous, Reserved53, XN, Software, Ignored63_59>;
};
static_assert(reg::tiles<Stage2Leaf>());

// One byte of MAIR: the attributes that drivers use. Bits 7:4 are outer, 3:0 inner; 0000 in 7:4 is
// Device.
namespace mair {
inline constexpr std::uint32_t device_nGnRnE = 0x00;
inline constexpr std::uint32_t device_nGnRE = 0x04;
inline constexpr std::uint32_t device_nGRE = 0x08;
inline constexpr std::uint32_t device_GRE = 0x0C;
inline constexpr std::uint32_t normal_non_cacheable = 0x44;
inline constexpr std::uint32_t normal_write_through = 0xBB;
inline constexpr std::uint32_t normal_inner_non_cacheable_outer_write_back = 0xF4;
inline constexpr std::uint32_t normal_write_back = 0xFF;
}  // namespace mair

// MemAttr[3:0] of stage 2: bits 3:2 are outer, 1:0 inner; 00 in 3:2 is Device.
namespace stage2_memory {
inline constexpr std::uint32_t device_nGnRnE = 0x0;
inline constexpr std::uint32_t device_nGnRE = 0x1;
inline constexpr std::uint32_t device_nGRE = 0x2;
inline constexpr std::uint32_t device_GRE = 0x3;
inline constexpr std::uint32_t normal_non_cacheable = 0x5;
inline constexpr std::uint32_t normal_write_through = 0xA;
inline constexpr std::uint32_t normal_write_back = 0xF;
}  // namespace stage2_memory

// TCR.SL0 of stage 2: the level at which a walk starts. `none` is a reserved encoding.
enum class StartLevel : std::uint32_t { level0 = 0, level1 = 1, level2 = 2, level3 = 3, none = 4 };

// For a 4 KiB granule; in AArch32 only the first two values exist.
inline constexpr StartLevel start_level_4k[4] = {StartLevel::level2, StartLevel::level1,
                                                 StartLevel::level0, StartLevel::none};
// For granules of 16 KiB and 64 KiB.
inline constexpr StartLevel start_level_16k_64k[4] = {StartLevel::level3, StartLevel::level2,
                                                      StartLevel::level1, StartLevel::none};

}  // namespace faultline::spec::vmsa64
