// SPDX-License-Identifier: Apache-2.0
// Global faults: status, address and syndrome, as a non-secure access sees them.
// IHI 0062, chapter on global register space 0.
#pragma once
#include "spec/gr0/register.hpp"

namespace faultline::spec::gr0 {

// SMMU_sGFAR, global fault address register.
struct sGFAR : Register64<sGFAR, 0x040> {
  struct FADDR : Rw<63, 0, std::uint64_t> {};
  using Fields = reg::FieldList<FADDR>;
};
static_assert(reg::tiles<sGFAR>());

// SMMU_sGFSR, global fault status register. Write one to clear.
struct sGFSR : Register32<sGFSR, 0x048> {
  struct ICF : W1c<0> {};         // invalid context: S2CR says fault (or is reserved)
  struct USF : W1c<1> {};         // unidentified stream
  struct SMCF : W1c<2> {};        // stream match conflict
  struct UCBF : W1c<3> {};        // unimplemented context bank
  struct UCIF : W1c<4> {};        // unimplemented context interrupt
  struct CAF : W1c<5> {};         // configuration access
  struct EF : W1c<6> {};          // external
  struct Reserved7 : Res0<7> {};  // PF in the secure copy
  struct UUT : W1c<8> {};         // unsupported upstream transaction
  struct Reserved30_9 : Res0<30, 9> {};
  struct MULTI : W1c<31> {};  // another fault came before the first was cleared
  using Fields =
      reg::FieldList<ICF, USF, SMCF, UCBF, UCIF, CAF, EF, Reserved7, UUT, Reserved30_9, MULTI>;
};
static_assert(reg::tiles<sGFSR>());

// SMMU_sGFSRRESTORE: a write puts its bits into sGFSR, after a power loss for example.
struct sGFSRRESTORE : Register32<sGFSRRESTORE, 0x04C, reg::write_only> {
  struct ICF : Wo<0, 0, bool> {};
  struct USF : Wo<1, 1, bool> {};
  struct SMCF : Wo<2, 2, bool> {};
  struct UCBF : Wo<3, 3, bool> {};
  struct UCIF : Wo<4, 4, bool> {};
  struct CAF : Wo<5, 5, bool> {};
  struct EF : Wo<6, 6, bool> {};
  struct Reserved7 : Res0<7> {};
  struct UUT : Wo<8, 8, bool> {};
  struct Reserved30_9 : Res0<30, 9> {};
  struct MULTI : Wo<31, 31, bool> {};
  using Fields =
      reg::FieldList<ICF, USF, SMCF, UCBF, UCIF, CAF, EF, Reserved7, UUT, Reserved30_9, MULTI>;
};
static_assert(reg::tiles<sGFSRRESTORE>());

// SMMU_sGFSYNR0, global fault syndrome register 0 (non-secure copy).
struct sGFSYNR0 : Register32<sGFSYNR0, 0x050> {
  struct NESTED : Rw<0, 0, bool> {};   // the fault came from a nested (stage 2) context
  struct WNR : Rw<1, 1, bool> {};      // write, not read
  struct PNU : Rw<2, 2, bool> {};      // privileged, not unprivileged
  struct IND : Rw<3, 3, bool> {};      // instruction, not data
  struct Reserved5_4 : Res0<5, 4> {};  // NSSTATE and NSATTR in the secure copy
  struct ATS : Rw<6, 6, bool> {};      // from an address translation operation
  struct Reserved31_7 : Res0<31, 7> {};
  using Fields = reg::FieldList<NESTED, WNR, PNU, IND, Reserved5_4, ATS, Reserved31_7>;
};
static_assert(reg::tiles<sGFSYNR0>());

// SMMU_sGFSYNR1, global fault syndrome register 1: who.
struct sGFSYNR1 : Register32<sGFSYNR1, 0x054> {
  struct STREAMID : Rw<15, 0> {};    // bit 15 only with 16-bit stream IDs
  struct SSD_INDEX : Rw<31, 16> {};  // bit 31 only with 16-bit indices
  using Fields = reg::FieldList<STREAMID, SSD_INDEX>;
};
static_assert(reg::tiles<sGFSYNR1>());

// SMMU_sGFSYNR2, global fault syndrome register 2: the implementation's.
struct sGFSYNR2 : Register32<sGFSYNR2, 0x058> {
  struct ImplementationDefined : Rw<31, 0> {};
  using Fields = reg::FieldList<ImplementationDefined>;
};
static_assert(reg::tiles<sGFSYNR2>());

}  // namespace faultline::spec::gr0
