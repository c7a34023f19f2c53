// SPDX-License-Identifier: Apache-2.0
// Arm MMU-500: what its auxiliary registers hold, and where its access rules and reset values
// differ from the architecture's. DDI 0517, programmers model.
#pragma once
#include <array>

#include "reg/rules.hpp"
#include "spec/cb/control.hpp"
#include "spec/cb/tcr.hpp"
#include "spec/gr0/config.hpp"
#include "spec/gr1/cbar.hpp"

namespace faultline::spec::mmu500 {

// SMMU_sACR as a non-secure access sees it (SMMU_ACR).
struct sACR : View<sACR, gr0::sACR> {
  struct Reserved1_0 : Res0<1, 0> {};
  struct S1WC2EN : Rw<2, 2, bool> {};     // stage 1 walk cache 2 enable
  struct S2WC2EN : Rw<3, 3, bool> {};     // stage 2 walk cache 2 enable
  struct IPA2PA_CEN : Rw<4, 4, bool> {};  // IPA to PA cache enable
  struct Reserved7_5 : Res0<7, 5> {};
  struct SMTNMB_TLBEN : Rw<8, 8, bool> {};  // a bypass for want of a match may be cached in the TLB
  struct MMUDISB_TLBEN : Rw<9, 9, bool> {};  // a bypass for want of SCTLR.M may be cached
  struct S2CRB_TLBEN : Rw<10, 10, bool> {};  // a bypass by S2CR.TYPE may be cached
  struct Reserved23_11 : Res0<23, 11> {};
  struct DP4K_TCUDISB : Rw<24, 24, bool> {};  // no 4K dependency check in the TCU
  struct DP4K_TBUDISB : Rw<25, 25, bool> {};  // no 4K dependency check in the TBU
  struct CACHE_LOCK : Rw<26, 26, bool> {};    // 1: ACTLR of every context bank is read-only
  struct Reserved31_27 : Res0<31, 27> {};
  using Fields = reg::FieldList<Reserved1_0, S1WC2EN, S2WC2EN, IPA2PA_CEN, Reserved7_5,
                                SMTNMB_TLBEN, MMUDISB_TLBEN, S2CRB_TLBEN, Reserved23_11,
                                DP4K_TCUDISB, DP4K_TBUDISB, CACHE_LOCK, Reserved31_27>;
};
static_assert(reg::tiles<sACR>());

// SMMU_CBn_ACTLR. Written only while sACR.CACHE_LOCK is 0.
struct ACTLR : View<ACTLR, cb::ACTLR> {
  struct CMTLB : Rw<0, 0, bool> {};  // cache in the macro TLB
  struct CPRE : Rw<1, 1, bool> {};   // prefetch the next page
  struct Reserved31_2 : Res0<31, 2> {};
  using Fields = reg::FieldList<CMTLB, CPRE, Reserved31_2>;
};
static_assert(reg::tiles<ACTLR>());

// A register that behaves otherwise than the architecture's declaration: its rules, and its whole
// value after reset. Of sACR it is the Non-secure copy: the Secure one resets to 0x04000004. Of
// CBAR, SCTLR and TCR2 both come from the register lists of integrators, which agree (the second
// transcription names them); of the bits that can be written no driver should rely on the value.
struct Difference {
  Space space{};
  std::uint32_t offset = 0;
  reg::Rules rules;
  std::uint32_t reset = 0;
};

namespace detail {
// Some bits cannot be written, and others do not exist.
template <typename R>
[[nodiscard]] consteval reg::Rules restricted(std::uint64_t fixed, std::uint64_t absent = 0) {
  reg::Rules rules = reg::rules_of<R>();
  rules.rw &= ~(fixed | absent);
  rules.ro |= fixed;
  return rules;
}

inline constexpr reg::Rules sCR0_rules = restricted<gr0::sCR0>(
    gr0::sCR0::GCFGFRE::mask | gr0::sCR0::GCFGFIE::mask | gr0::sCR0::STALLD::mask |
    gr0::sCR0::GSE::mask | gr0::sCR0::SMCFCFG::mask);
// The bank's line is its own.
inline constexpr reg::Rules CBAR_rules = restricted<gr1::CBAR>(gr1::CBAR::IRPTNDX::mask);
inline constexpr reg::Rules SCTLR_rules =
    restricted<cb::SCTLR>(cb::SCTLR::ASIDPNE::mask, cb::SCTLR::UCI::mask);
inline constexpr reg::Rules TCR2_rules = restricted<cb::TCR2>(
    cb::TCR2::TBI0::mask | cb::TCR2::TBI1::mask,
    cb::TCR2::HAD0::mask | cb::TCR2::HAD1::mask | cb::TCR2::HA::mask | cb::TCR2::HD::mask);
}  // namespace detail

inline constexpr std::array<Difference, 6> differences{{
    {Space::gr0, gr0::sCR0::offset(), detail::sCR0_rules, 0x0020'0001},
    {Space::gr0, gr0::sACR::offset(), reg::rules_of<sACR>(), 0x0400'001C},
    {Space::gr1, gr1::CBAR::offset(), detail::CBAR_rules, 0x0002'0000},
    {Space::cb, cb::SCTLR::offset(), detail::SCTLR_rules, 0x0000'0100},
    {Space::cb, cb::ACTLR::offset(), reg::rules_of<ACTLR>(), 0x0000'0003},
    {Space::cb, cb::TCR2::offset(), detail::TCR2_rules, 0x0000'0060},
}};

}  // namespace faultline::spec::mmu500
