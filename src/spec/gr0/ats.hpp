// SPDX-License-Identifier: Apache-2.0
// Global address translation operations: a write of an address and a context bank starts one, GATSR
// tells that it runs, GPAR has the result. Present where IDR0.ATOSNS is 0. IHI 0062, chapter on
// global register space 0.
#pragma once
#include "spec/gr0/register.hpp"
#include "spec/mode.hpp"
#include "spec/par.hpp"

namespace faultline::spec::gr0 {

// The operand of each operation: an address, and in NDX the context bank that translates it.
template <typename Self, std::uint32_t offset>
struct TranslationOperation : Register64<Self, offset, reg::write_only> {
  using Base = Register64<Self, offset, reg::write_only>;
  struct NDX : Base::template Wo<7, 0> {};
  struct Reserved11_8 : Base::template Res0<11, 8> {};
  struct ADDR : Base::template Wo<63, 12, std::uint64_t> {};  // address[63:12]
  using Fields = reg::FieldList<NDX, Reserved11_8, ADDR>;
};

// SMMU_GATS1UR, GATS1UW, GATS1PR, GATS1PW: stage 1, unprivileged or privileged, read or write.
struct GATS1UR : TranslationOperation<GATS1UR, 0x100> {};
struct GATS1UW : TranslationOperation<GATS1UW, 0x108> {};
struct GATS1PR : TranslationOperation<GATS1PR, 0x110> {};
struct GATS1PW : TranslationOperation<GATS1PW, 0x118> {};

// SMMU_GATS12UR, GATS12UW, GATS12PR, GATS12PW: stage 1 followed by stage 2.
struct GATS12UR : TranslationOperation<GATS12UR, 0x120> {};
struct GATS12UW : TranslationOperation<GATS12UW, 0x128> {};
struct GATS12PR : TranslationOperation<GATS12PR, 0x130> {};
struct GATS12PW : TranslationOperation<GATS12PW, 0x138> {};

static_assert(reg::tiles<GATS1UR>() && reg::tiles<GATS1UW>() && reg::tiles<GATS1PR>());
static_assert(reg::tiles<GATS1PW>() && reg::tiles<GATS12UR>() && reg::tiles<GATS12UW>());
static_assert(reg::tiles<GATS12PR>() && reg::tiles<GATS12PW>());

// SMMU_GPAR, physical address register: the result, laid out by its bit 0 and the format.
struct GPAR : Register64<GPAR, 0x180> {
  struct F : Rw<0, 0, bool> {};  // 1: the translation faulted
  struct ByOutcome : Rw<63, 1, std::uint64_t> {};
  using Fields = reg::FieldList<F, ByOutcome>;
  struct Success;
  struct SuccessShort;
  struct Fault;
  [[nodiscard]] static constexpr FieldSpan layout(Word bits, Mode mode);
};
struct GPAR::Success : ParSuccess<GPAR::Success, GPAR> {};
struct GPAR::SuccessShort : ParSuccessShort<GPAR::SuccessShort, GPAR> {};
struct GPAR::Fault : ParFault<GPAR::Fault, GPAR> {};
static_assert(reg::tiles<GPAR>() && reg::tiles<GPAR::Success>() && reg::tiles<GPAR::Fault>() &&
              reg::tiles<GPAR::SuccessShort>());

// SMMU_GATSR, status of the operation.
struct GATSR : Register32<GATSR, 0x188, reg::read_only> {
  struct ACTIVE : Ro<0, 0, bool> {};
  struct Reserved31_1 : Res0<31, 1> {};
  using Fields = reg::FieldList<ACTIVE, Reserved31_1>;
};
static_assert(reg::tiles<GATSR>());

constexpr FieldSpan GPAR::layout(Word bits, Mode mode) {
  if (F::decode(bits)) return fields<Fault>();
  return mode.va64 || mode.long_descriptors ? fields<Success>() : fields<SuccessShort>();
}

}  // namespace faultline::spec::gr0
