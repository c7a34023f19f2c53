// SPDX-License-Identifier: Apache-2.0
// CBAR: what kind of context a bank is. IHI 0062, chapter on global register space 1.
#pragma once
#include "spec/encodings.hpp"
#include "spec/gr1/register.hpp"
#include "spec/mode.hpp"

namespace faultline::spec::gr1 {

// CBAR.TYPE.
enum class ContextType : std::uint32_t {
  stage2 = 0,
  stage1_stage2_bypass = 1,
  stage1_stage2_fault = 2,
  nested = 3,  // stage 1, followed by the stage 2 of another bank
};

// SMMU_CBARn, context bank attribute register. Its layout depends on its own TYPE.
struct CBAR : Register32<CBAR, 0x000, reg::Shape{.count = max_context_banks, .stride = 4}> {
  struct LowByType : Rw<15, 0> {};
  struct TYPE : Rw<17, 16, ContextType> {};
  struct MidByType : Rw<23, 18> {};
  struct IRPTNDX : Rw<31, 24> {};  // SMMUv1: which context interrupt; SMMUv2 has one per bank
  using Fields = reg::FieldList<LowByType, TYPE, MidByType, IRPTNDX>;
  struct Stage2;
  struct Stage1Bypass;
  struct Stage1Fault;
  struct Nested;
  [[nodiscard]] static constexpr FieldSpan layout(Word bits, Mode mode);
};

// TYPE = 0: a stage 2 context.
struct CBAR::Stage2 : View<CBAR::Stage2, CBAR> {
  struct VMID : Rw<7, 0> {};  // with 16-bit VMIDs, in CBA2R instead
  struct Reserved15_8 : Res0<15, 8> {};
  struct TYPE : Rw<17, 16, ContextType> {};
  struct Reserved23_18 : Res0<23, 18> {};
  struct IRPTNDX : Rw<31, 24> {};
  using Fields = reg::FieldList<VMID, Reserved15_8, TYPE, Reserved23_18, IRPTNDX>;
};

// TYPE = 1: a stage 1 context whose output bypasses stage 2, with the attributes given here.
struct CBAR::Stage1Bypass : View<CBAR::Stage1Bypass, CBAR> {
  struct VMID : Rw<7, 0> {};
  struct BPSHCFG : Rw<9, 8, ShareabilityConfig> {};
  struct HYPC : Rw<10, 10, bool> {};  // Hyp context; E2HC where IDR2.E2HS
  struct FB : Rw<11, 11, bool> {};
  struct MemAttr : Rw<15, 12> {};
  struct TYPE : Rw<17, 16, ContextType> {};
  struct BSU : Rw<19, 18, BarrierUpgrade> {};
  struct RACFG : Rw<21, 20, AllocationConfig> {};
  struct WACFG : Rw<23, 22, AllocationConfig> {};
  struct IRPTNDX : Rw<31, 24> {};
  using Fields = reg::FieldList<VMID, BPSHCFG, HYPC, FB, MemAttr, TYPE, BSU, RACFG, WACFG, IRPTNDX>;
};

// TYPE = 2: a stage 1 context whose output faults in stage 2.
struct CBAR::Stage1Fault : View<CBAR::Stage1Fault, CBAR> {
  struct VMID : Rw<7, 0> {};
  struct Reserved15_8 : Res0<15, 8> {};
  struct TYPE : Rw<17, 16, ContextType> {};
  struct Reserved23_18 : Res0<23, 18> {};
  struct IRPTNDX : Rw<31, 24> {};
  using Fields = reg::FieldList<VMID, Reserved15_8, TYPE, Reserved23_18, IRPTNDX>;
};

// TYPE = 3: a stage 1 context whose output is translated by the stage 2 context bank CBNDX.
struct CBAR::Nested : View<CBAR::Nested, CBAR> {
  struct VMID : Rw<7, 0> {};
  struct CBNDX : Rw<15, 8> {};
  struct TYPE : Rw<17, 16, ContextType> {};
  struct Reserved23_18 : Res0<23, 18> {};
  struct IRPTNDX : Rw<31, 24> {};
  using Fields = reg::FieldList<VMID, CBNDX, TYPE, Reserved23_18, IRPTNDX>;
};
static_assert(reg::tiles<CBAR>() && reg::tiles<CBAR::Stage2>() && reg::tiles<CBAR::Stage1Bypass>());
static_assert(reg::tiles<CBAR::Stage1Fault>() && reg::tiles<CBAR::Nested>());

constexpr FieldSpan CBAR::layout(Word bits, Mode) {
  switch (TYPE::decode(bits)) {
    case ContextType::stage2: return fields<Stage2>();
    case ContextType::stage1_stage2_bypass: return fields<Stage1Bypass>();
    case ContextType::stage1_stage2_fault: return fields<Stage1Fault>();
    case ContextType::nested: return fields<Nested>();
  }
  return fields<CBAR>();
}

}  // namespace faultline::spec::gr1
