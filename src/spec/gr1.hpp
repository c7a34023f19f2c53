// SPDX-License-Identifier: Apache-2.0
// Global register space 1: three arrays with an element per context bank. IHI 0062, chapter on
// global register space 1.
#pragma once
#include "spec/gr1/cbar.hpp"
#include "spec/gr1/register.hpp"
#include "spec/list.hpp"

namespace faultline::spec::gr1 {

// SMMU_CBFRSYNRAn, context bank fault restricted syndrome register A: which stream faulted.
struct CBFRSYNRA
    : Register32<CBFRSYNRA, 0x400, reg::Shape{.count = max_context_banks, .stride = 4}> {
  struct STREAMID : Rw<15, 0> {};    // bit 15 only with 16-bit stream IDs
  struct SSD_INDEX : Rw<31, 16> {};  // bit 31 only with 16-bit indices
  using Fields = reg::FieldList<STREAMID, SSD_INDEX>;
};
static_assert(reg::tiles<CBFRSYNRA>());

// SMMU_CBA2Rn, context bank attribute register 2.
struct CBA2R : Register32<CBA2R, 0x800, reg::Shape{.count = max_context_banks, .stride = 4}> {
  struct VA64 : Rw<0, 0, bool> {};  // 1: AArch64 translation, 0: AArch32
  struct MONC : Rw<1, 1, bool> {};  // monitor context; Secure only
  struct Reserved15_2 : Res0<15, 2> {};
  struct VMID16 : Rw<31, 16> {};  // with sCR0.VMID16EN
  using Fields = reg::FieldList<VA64, MONC, Reserved15_2, VMID16>;
};
static_assert(reg::tiles<CBA2R>());

using Registers = RegisterList<CBAR, CBFRSYNRA, CBA2R>;

}  // namespace faultline::spec::gr1
