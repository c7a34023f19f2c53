// SPDX-License-Identifier: Apache-2.0
//
// What has to be programmed into a context bank so that it walks a table: the fields that follow
// from the table itself, in the types of the register map. The ASID, and which of TTBR0 and TTBR1
// are enabled, are the driver's. IHI 0062, TCR, TCR2, TTBR, MAIR.
#pragma once
#include "base/types.hpp"
#include "pgtable/layout.hpp"
#include "reg/value.hpp"
#include "spec/cb/attributes.hpp"
#include "spec/encodings.hpp"

namespace faultline::pgtable {

struct Configuration {
  PhysAddr root;                  // TTBR0.ADDRESS, or TTBR1's for the upper region
  Region region = Region::lower;  // which of T0SZ, IRGN0... and T1SZ, IRGN1... the fields below are
  unsigned TSZ = 0;               // T0SZ, T1SZ
  spec::Shareability SH{};        // of the walks, as IRGN and ORGN
  spec::Cacheability IRGN{};
  spec::Cacheability ORGN{};
  spec::GranuleTg0 TG0{};             // lower region, and stage 2
  spec::GranuleTg1 TG1{};             // upper region: another encoding
  spec::AddressSize PASize{};         // TCR2.PASize in stage 1, TCR.PASize in stage 2
  unsigned SL0 = 0;                   // stage 2 only
  reg::Value<spec::cb::MAIR0> MAIR0;  // stage 1 only
  reg::Value<spec::cb::MAIR1> MAIR1;
};

}  // namespace faultline::pgtable
