// SPDX-License-Identifier: Apache-2.0
// Global TLB maintenance, as far as a non-secure access has it. Each register is an operation: the
// write starts it, sTLBGSYNC and sTLBGSTATUS tell when it is done. IHI 0062, chapter on global
// register space 0.
#pragma once
#include "spec/gr0/register.hpp"

namespace faultline::spec::gr0 {

// SMMU_TLBIVMID: all non-secure, non-Hyp entries of a VMID.
struct TLBIVMID : Register32<TLBIVMID, 0x064, reg::write_only> {
  struct VMID : Wo<15, 0> {};  // bits 15:8 only with 16-bit VMIDs
  struct Reserved31_16 : Res0<31, 16> {};
  using Fields = reg::FieldList<VMID, Reserved31_16>;
};

// SMMU_TLBIALLNSNH: all non-secure, non-Hyp entries. The value written does not matter.
struct TLBIALLNSNH : Register32<TLBIALLNSNH, 0x068, reg::write_only> {
  struct Any : Wo<31, 0> {};
  using Fields = reg::FieldList<Any>;
};

// SMMU_TLBIALLH: all Hyp entries. The value written does not matter.
struct TLBIALLH : Register32<TLBIALLH, 0x06C, reg::write_only> {
  struct Any : Wo<31, 0> {};
  using Fields = reg::FieldList<Any>;
};

// SMMU_sTLBGSYNC: starts a global synchronisation of the operations accepted before.
struct sTLBGSYNC : Register32<sTLBGSYNC, 0x070, reg::write_only> {
  struct Any : Wo<31, 0> {};
  using Fields = reg::FieldList<Any>;
};

// SMMU_sTLBGSTATUS.
struct sTLBGSTATUS : Register32<sTLBGSTATUS, 0x074, reg::read_only> {
  struct GSACTIVE : Ro<0, 0, bool> {};  // a global synchronisation has not finished
  struct Reserved31_1 : Res0<31, 1> {};
  using Fields = reg::FieldList<GSACTIVE, Reserved31_1>;
};

// SMMU_TLBIVAH: Hyp entries of a virtual address, 32-bit operand.
struct TLBIVAH : Register32<TLBIVAH, 0x078, reg::write_only> {
  struct Reserved11_0 : Res0<11, 0> {};
  struct VA : Wo<31, 12> {};  // VA[31:12]
  using Fields = reg::FieldList<Reserved11_0, VA>;
};

// SMMU_TLBIVALH64: last-level Hyp entries of a virtual address.
struct TLBIVALH64 : Register64<TLBIVALH64, 0x0B0, reg::write_only> {
  struct VA : Wo<43, 0, std::uint64_t> {};  // VA[55:12]
  struct Reserved63_44 : Res0<63, 44> {};
  using Fields = reg::FieldList<VA, Reserved63_44>;
};

// SMMU_TLBIVMIDS1: the stage 1 entries of a VMID, and those of both stages combined.
struct TLBIVMIDS1 : Register32<TLBIVMIDS1, 0x0B8, reg::write_only> {
  struct VMID : Wo<15, 0> {};  // bits 15:8 only with 16-bit VMIDs
  struct Reserved31_16 : Res0<31, 16> {};
  using Fields = reg::FieldList<VMID, Reserved31_16>;
};

// SMMU_TLBIVAH64: Hyp entries of a virtual address.
struct TLBIVAH64 : Register64<TLBIVAH64, 0x0C0, reg::write_only> {
  struct VA : Wo<43, 0, std::uint64_t> {};  // VA[55:12]
  struct Reserved63_44 : Res0<63, 44> {};
  using Fields = reg::FieldList<VA, Reserved63_44>;
};

static_assert(reg::tiles<TLBIVMID>() && reg::tiles<TLBIALLNSNH>() && reg::tiles<TLBIALLH>() &&
              reg::tiles<sTLBGSYNC>());
static_assert(reg::tiles<sTLBGSTATUS>() && reg::tiles<TLBIVAH>() && reg::tiles<TLBIVALH64>());
static_assert(reg::tiles<TLBIVMIDS1>() && reg::tiles<TLBIVAH64>());

}  // namespace faultline::spec::gr0
