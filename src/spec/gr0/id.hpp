// SPDX-License-Identifier: Apache-2.0
// Identification registers IDR0 to IDR7: what the implementation has. All read-only.
// IHI 0062, chapter on global register space 0.
#pragma once
#include "spec/encodings.hpp"
#include "spec/gr0/register.hpp"

namespace faultline::spec::gr0 {

// IDR0.PTFS: which AArch32 formats stage 1 and stage 2 have.
enum class Aarch32Formats : std::uint32_t { short_and_long = 0, long_only = 1, none = 2 };

// SMMU_IDR0.
struct IDR0 : Register32<IDR0, 0x020, reg::read_only> {
  struct NUMSMRG : Ro<7, 0> {};          // stream mapping register groups
  struct EXIDS : Ro<8, 8, bool> {};      // 16-bit stream IDs
  struct NUMSIDB : Ro<12, 9> {};         // stream ID bits
  struct BTM : Ro<13, 13, bool> {};      // broadcast TLB maintenance
  struct CTTW : Ro<14, 14, bool> {};     // coherent table walk
  struct EXSMRGS : Ro<15, 15, bool> {};  // more than 127 stream mapping groups
  struct NUMIRPT : Ro<23, 16> {};        // SMMUv1: number of context interrupts
  struct PTFS : Ro<25, 24, Aarch32Formats> {};
  struct ATOSNS : Ro<26, 26, bool> {};  // 1: address translation operations are not supported
  struct SMS : Ro<27, 27, bool> {};     // stream matching
  struct NTS : Ro<28, 28, bool> {};     // nested translation
  struct S2TS : Ro<29, 29, bool> {};    // stage 2
  struct S1TS : Ro<30, 30, bool> {};    // stage 1
  struct SES : Ro<31, 31, bool> {};     // security extensions; RAZ to non-secure accesses
  using Fields = reg::FieldList<NUMSMRG, EXIDS, NUMSIDB, BTM, CTTW, EXSMRGS, NUMIRPT, PTFS, ATOSNS,
                                SMS, NTS, S2TS, S1TS, SES>;
};
static_assert(reg::tiles<IDR0>());

// SMMU_IDR1.
struct IDR1 : Register32<IDR1, 0x024, reg::read_only> {
  struct NUMCB : Ro<7, 0> {};        // context banks, stage-2-only ones included
  struct NUMSSDNDXB : Ro<11, 8> {};  // Secure only
  struct SSDTP : Ro<13, 12> {};      // Secure only
  struct Reserved14 : Res0<14> {};
  struct SMCD : Ro<15, 15, bool> {};  // stream match conflict detection is complete
  struct NUMS2CB : Ro<23, 16> {};     // context banks that do stage 2 only; they come first
  struct HAFDBS : Ro<25, 24> {};      // hardware update of access flag and dirty state
  struct Reserved27_26 : Res0<27, 26> {};
  struct NUMPAGENDXB : Ro<30, 28> {};     // pages of the global space = 2^(NUMPAGENDXB + 1)
  struct PAGESIZE : Ro<31, 31, bool> {};  // 1: register pages of 64 KiB, 0: of 4 KiB
  using Fields = reg::FieldList<NUMCB, NUMSSDNDXB, SSDTP, Reserved14, SMCD, NUMS2CB, HAFDBS,
                                Reserved27_26, NUMPAGENDXB, PAGESIZE>;
};
static_assert(reg::tiles<IDR1>());

// SMMU_IDR2.
struct IDR2 : Register32<IDR2, 0x028, reg::read_only> {
  struct IAS : Ro<3, 0, AddressSize> {};    // intermediate physical address size
  struct OAS : Ro<7, 4, AddressSize> {};    // output address size
  struct UBS : Ro<11, 8, UpstreamSize> {};  // upstream bus size
  struct PTFSv8_4kB : Ro<12, 12, bool> {};
  struct PTFSv8_16kB : Ro<13, 13, bool> {};
  struct PTFSv8_64kB : Ro<14, 14, bool> {};
  struct VMID16S : Ro<15, 15, bool> {};
  struct EXNUMSMRG : Ro<26, 16> {};         // stream mapping groups where IDR0.EXSMRGS
  struct E2HS : Ro<27, 27, bool> {};        // E2H contexts
  struct HADS : Ro<28, 28, bool> {};        // hierarchical attribute disable
  struct COMPINDEXS : Ro<29, 29, bool> {};  // compressed stream indexing
  struct DIPANS : Ro<30, 30, bool> {};      // PRIVCFG value 1
  struct Reserved31 : Res0<31> {};
  using Fields = reg::FieldList<IAS, OAS, UBS, PTFSv8_4kB, PTFSv8_16kB, PTFSv8_64kB, VMID16S,
                                EXNUMSMRG, E2HS, HADS, COMPINDEXS, DIPANS, Reserved31>;
};
static_assert(reg::tiles<IDR2>());

// SMMU_IDR3 to SMMU_IDR6 are reserved.
struct IDR3 : Register32<IDR3, 0x02C, reg::read_only> {
  struct Reserved31_0 : Res0<31, 0> {};
  using Fields = reg::FieldList<Reserved31_0>;
};
struct IDR4 : Register32<IDR4, 0x030, reg::read_only> {
  struct Reserved31_0 : Res0<31, 0> {};
  using Fields = reg::FieldList<Reserved31_0>;
};
struct IDR5 : Register32<IDR5, 0x034, reg::read_only> {
  struct Reserved31_0 : Res0<31, 0> {};
  using Fields = reg::FieldList<Reserved31_0>;
};
struct IDR6 : Register32<IDR6, 0x038, reg::read_only> {
  struct Reserved31_0 : Res0<31, 0> {};
  using Fields = reg::FieldList<Reserved31_0>;
};
static_assert(reg::tiles<IDR3>() && reg::tiles<IDR4>() && reg::tiles<IDR5>() && reg::tiles<IDR6>());

// SMMU_IDR7: revision of the implementation.
struct IDR7 : Register32<IDR7, 0x03C, reg::read_only> {
  struct MINOR : Ro<3, 0> {};
  struct MAJOR : Ro<7, 4> {};
  struct Reserved31_8 : Res0<31, 8> {};
  using Fields = reg::FieldList<MINOR, MAJOR, Reserved31_8>;
};
static_assert(reg::tiles<IDR7>());

}  // namespace faultline::spec::gr0
