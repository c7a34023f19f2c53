// SPDX-License-Identifier: Apache-2.0
// Stream mapping: SMR says which stream IDs a group matches, S2CR what becomes of their
// transactions. IHI 0062, chapter on global register space 0.
#pragma once
#include "spec/encodings.hpp"
#include "spec/gr0/register.hpp"
#include "spec/mode.hpp"

namespace faultline::spec::gr0 {

// SMMU_SMRn, stream match register. Its layout depends on sCR0.EXIDENABLE.
struct SMR : Register32<SMR, 0x800, reg::Shape{.count = max_stream_map_groups, .stride = 4}> {
  struct ByExid : Rw<31, 0> {};
  using Fields = reg::FieldList<ByExid>;
  struct Basic;
  struct Extended;
  [[nodiscard]] static constexpr FieldSpan layout(Word bits, Mode mode);
};

// EXIDENABLE = 0: 15-bit stream IDs, the valid bit is here.
struct SMR::Basic : View<SMR::Basic, SMR> {
  struct ID : Rw<14, 0> {};
  struct Reserved15 : Res0<15> {};
  struct MASK : Rw<30, 16> {};  // ones are "do not care"
  struct VALID : Rw<31, 31, bool> {};
  using Fields = reg::FieldList<ID, Reserved15, MASK, VALID>;
};

// EXIDENABLE = 1: 16-bit stream IDs, the valid bit is S2CR.EXIDVALID.
struct SMR::Extended : View<SMR::Extended, SMR> {
  struct ID : Rw<15, 0> {};
  struct MASK : Rw<31, 16> {};
  using Fields = reg::FieldList<ID, MASK>;
};
static_assert(reg::tiles<SMR>() && reg::tiles<SMR::Basic>() && reg::tiles<SMR::Extended>());

// S2CR.TYPE.
enum class StreamType : std::uint32_t { translate = 0, bypass = 1, fault = 2, reserved = 3 };

// S2CR.PRIVCFG: overrides the privilege of the transaction.
enum class PrivilegeConfig : std::uint32_t {
  as_presented = 0,
  data_as_presented_instruction_privileged = 1,  // where IDR2.DIPANS
  unprivileged = 2,
  privileged = 3,
};

// S2CR.INSTCFG: overrides instruction or data.
enum class InstructionConfig : std::uint32_t { as_presented = 0, data = 2, instruction = 3 };

// SMMU_S2CRn, stream-to-context register. Its layout depends on its own TYPE.
struct S2CR : Register32<S2CR, 0xC00, reg::Shape{.count = max_stream_map_groups, .stride = 4}> {
  struct LowByType : Rw<9, 0> {};
  struct EXIDVALID : Rw<10, 10, bool> {};  // only with sCR0.EXIDENABLE
  struct MidByType : Rw<15, 11> {};
  struct TYPE : Rw<17, 16, StreamType> {};
  struct HighByType : Rw<31, 18> {};
  using Fields = reg::FieldList<LowByType, EXIDVALID, MidByType, TYPE, HighByType>;
  struct Translation;
  struct Bypass;
  struct Fault;
  [[nodiscard]] static constexpr FieldSpan layout(Word bits, Mode mode);
};

// TYPE = 0: the transactions go to context bank CBNDX.
struct S2CR::Translation : View<S2CR::Translation, S2CR> {
  struct CBNDX : Rw<7, 0> {};
  struct SHCFG : Rw<9, 8, ShareabilityConfig> {};
  struct EXIDVALID : Rw<10, 10, bool> {};
  struct MTCFG : Rw<11, 11, bool> {};
  struct MemAttr : Rw<15, 12> {};
  struct TYPE : Rw<17, 16, StreamType> {};
  struct NSCFG : Rw<19, 18> {};
  struct RACFG : Rw<21, 20, AllocationConfig> {};
  struct WACFG : Rw<23, 22, AllocationConfig> {};
  struct PRIVCFG : Rw<25, 24, PrivilegeConfig> {};
  struct INSTCFG : Rw<27, 26, InstructionConfig> {};
  struct TRANSIENTCFG : Rw<29, 28> {};
  struct ImplementationDefined : Rw<31, 30> {};
  using Fields = reg::FieldList<CBNDX, SHCFG, EXIDVALID, MTCFG, MemAttr, TYPE, NSCFG, RACFG, WACFG,
                                PRIVCFG, INSTCFG, TRANSIENTCFG, ImplementationDefined>;
};

// TYPE = 1: the transactions bypass, with the attributes given here.
struct S2CR::Bypass : View<S2CR::Bypass, S2CR> {
  struct VMID : Rw<7, 0> {};
  struct SHCFG : Rw<9, 8, ShareabilityConfig> {};
  struct EXIDVALID : Rw<10, 10, bool> {};
  struct MTCFG : Rw<11, 11, bool> {};
  struct MemAttr : Rw<15, 12> {};
  struct TYPE : Rw<17, 16, StreamType> {};
  struct NSCFG : Rw<19, 18> {};
  struct RACFG : Rw<21, 20, AllocationConfig> {};
  struct WACFG : Rw<23, 22, AllocationConfig> {};
  struct BSU : Rw<25, 24, BarrierUpgrade> {};
  struct FB : Rw<26, 26, bool> {};
  struct Reserved27 : Res0<27> {};
  struct TRANSIENTCFG : Rw<29, 28> {};
  struct ImplementationDefined : Rw<31, 30> {};
  using Fields = reg::FieldList<VMID, SHCFG, EXIDVALID, MTCFG, MemAttr, TYPE, NSCFG, RACFG, WACFG,
                                BSU, FB, Reserved27, TRANSIENTCFG, ImplementationDefined>;
};

// TYPE = 2: the transactions fault (invalid context). Nothing else in the register matters.
struct S2CR::Fault : View<S2CR::Fault, S2CR> {
  struct Ignored9_0 : Rw<9, 0> {};
  struct EXIDVALID : Rw<10, 10, bool> {};
  struct Ignored15_11 : Rw<15, 11> {};
  struct TYPE : Rw<17, 16, StreamType> {};
  struct Ignored29_18 : Rw<29, 18> {};
  struct ImplementationDefined : Rw<31, 30> {};
  using Fields = reg::FieldList<Ignored9_0, EXIDVALID, Ignored15_11, TYPE, Ignored29_18,
                                ImplementationDefined>;
};
static_assert(reg::tiles<S2CR>() && reg::tiles<S2CR::Translation>());
static_assert(reg::tiles<S2CR::Bypass>() && reg::tiles<S2CR::Fault>());

constexpr FieldSpan SMR::layout(Word, Mode mode) {
  return mode.extended_stream_ids ? fields<Extended>() : fields<Basic>();
}

constexpr FieldSpan S2CR::layout(Word bits, Mode) {
  switch (TYPE::decode(bits)) {
    case StreamType::translate: return fields<Translation>();
    case StreamType::bypass: return fields<Bypass>();
    default: return fields<Fault>();
  }
}

}  // namespace faultline::spec::gr0
