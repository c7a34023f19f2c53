// SPDX-License-Identifier: Apache-2.0
// The three register spaces of an SMMUv2 that a non-secure driver uses. IHI 0062, chapter on the
// address map.
#pragma once
#include <cstdint>

#include "reg/register.hpp"

namespace faultline::spec {

enum class Space : std::uint8_t {
  gr0,  // global register space 0: configuration, identification, global faults, stream mapping
  gr1,  // global register space 1: context bank attributes
  cb,   // one translation context bank
};

// The number of stream mapping groups and of context banks that the register map has room for. An
// implementation says in IDR0 and IDR1 how many it has.
inline constexpr std::uint32_t max_stream_map_groups = 128;
inline constexpr std::uint32_t max_context_banks = 128;

// A register of the SMMU, its space included; the namespaces gr0, gr1 and cb fix `space_of`.
template <Space space_of, typename Self, typename Word, std::uint32_t offset, reg::Shape shape>
struct SpaceRegister : reg::Register<Self, Word, offset, shape> {
  static constexpr Space space = space_of;
};

// A register of the SMMU: it says in which space it lies. Views inherit that from their register.
template <typename R>
concept SmmuRegister = reg::AnyRegister<R> && requires {
  { R::space } -> std::convertible_to<Space>;
};

// Another layout of register `RegisterT`, same place.
template <typename Self, typename RegisterT, typename Word = typename RegisterT::Word>
struct View : SpaceRegister<RegisterT::space, Self, Word, RegisterT::offset(), RegisterT::shape> {
  using ViewedRegister = RegisterT;
};

}  // namespace faultline::spec
