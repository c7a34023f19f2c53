// SPDX-License-Identifier: Apache-2.0
// Address translation operations of one stage 1 context bank: a write of an address starts one,
// ATSR tells that it runs, PAR has the result. Present where IDR0.ATOSNS is 0. IHI 0062, chapter on
// translation context bank registers.
#pragma once
#include "spec/cb/register.hpp"
#include "spec/mode.hpp"
#include "spec/par.hpp"

namespace faultline::spec::cb {

// SMMU_CBn_PAR, physical address register: the result, laid out by its bit 0 and the format.
struct PAR : Register64<PAR, 0x050> {
  struct F : Rw<0, 0, bool> {};  // 1: the translation faulted
  struct ByOutcome : Rw<63, 1, std::uint64_t> {};
  using Fields = reg::FieldList<F, ByOutcome>;
  struct Success;
  struct SuccessShort;
  struct Fault;
  [[nodiscard]] static constexpr FieldSpan layout(Word bits, Mode mode);
};
struct PAR::Success : ParSuccess<PAR::Success, PAR> {};
struct PAR::SuccessShort : ParSuccessShort<PAR::SuccessShort, PAR> {};
struct PAR::Fault : ParFault<PAR::Fault, PAR> {};
static_assert(reg::tiles<PAR>() && reg::tiles<PAR::Success>() && reg::tiles<PAR::Fault>() &&
              reg::tiles<PAR::SuccessShort>());

template <typename Self, std::uint32_t offset>
struct TranslationOperation : Register64<Self, offset, reg::write_only> {
  using Base = Register64<Self, offset, reg::write_only>;
  struct Reserved11_0 : Base::template Res0<11, 0> {};
  struct ADDR : Base::template Wo<63, 12, std::uint64_t> {};  // address[63:12]
  using Fields = reg::FieldList<Reserved11_0, ADDR>;
};

// SMMU_CBn_ATS1PR, ATS1PW, ATS1UR, ATS1UW: stage 1, privileged or unprivileged, read or write.
struct ATS1PR : TranslationOperation<ATS1PR, 0x800> {};
struct ATS1PW : TranslationOperation<ATS1PW, 0x808> {};
struct ATS1UR : TranslationOperation<ATS1UR, 0x810> {};
struct ATS1UW : TranslationOperation<ATS1UW, 0x818> {};
static_assert(reg::tiles<ATS1PR>() && reg::tiles<ATS1PW>() && reg::tiles<ATS1UR>() &&
              reg::tiles<ATS1UW>());

// SMMU_CBn_ATSR, status of the operation.
struct ATSR : Register32<ATSR, 0x8F0, reg::read_only> {
  struct ACTIVE : Ro<0, 0, bool> {};
  struct Reserved31_1 : Res0<31, 1> {};
  using Fields = reg::FieldList<ACTIVE, Reserved31_1>;
};
static_assert(reg::tiles<ATSR>());

constexpr FieldSpan PAR::layout(Word bits, Mode mode) {
  if (F::decode(bits)) return fields<Fault>();
  return mode.va64 || mode.long_descriptors ? fields<Success>() : fields<SuccessShort>();
}

}  // namespace faultline::spec::cb
