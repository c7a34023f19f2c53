// SPDX-License-Identifier: Apache-2.0
// Qualcomm's SMMUs: what they add to ACTLR, and registers in the implementation's part of the map
// that drivers touch. Qualcomm publishes no manual; what is here is what public drivers do.
#pragma once
#include "spec/cb/control.hpp"

namespace faultline::spec::qcom {

// How far ahead of a request tables are walked.
enum class Prefetch : std::uint32_t { off = 0, shallow = 1, moderate = 2, deep = 3 };

// SMMU_CBn_ACTLR of qcom,smmu-500: that of MMU-500, a prefetch depth, and partially resident
// regions for the GPU.
struct ACTLR : View<ACTLR, cb::ACTLR> {
  struct CMTLB : Rw<0, 0, bool> {};
  struct CPRE : Rw<1, 1, bool> {};
  struct Unknown4_2 : Unk<4, 2> {};
  struct PRR : Rw<5, 5, bool> {};  // unmapped pages of the GPU go to the page at PRR_CFG
  struct Unknown7_6 : Unk<7, 6> {};
  struct PREFETCH : Rw<9, 8, Prefetch> {};
  struct Unknown31_10 : Unk<31, 10> {};
  using Fields = reg::FieldList<CMTLB, CPRE, Unknown4_2, PRR, Unknown7_6, PREFETCH, Unknown31_10>;
};
static_assert(reg::tiles<ACTLR>());

// Byte offsets from the base of the SMMU; 32-bit registers.
inline constexpr std::uint32_t tbu_power_status_offset = 0x2204;
inline constexpr std::uint32_t sync_invalidate_ack_offset = 0x25DC;
inline constexpr std::uint32_t sync_invalidate_progress_offset = 0x2670;

// The physical address of the page that stands in for unmapped ones (ACTLR.PRR), low and high word.
inline constexpr std::uint32_t gfx_prr_cfg_low_offset = 0x6008;
inline constexpr std::uint32_t gfx_prr_cfg_high_offset = 0x600C;

}  // namespace faultline::spec::qcom
