// SPDX-License-Identifier: Apache-2.0
// The register map as data: a row per register, derived from its type. A device model takes
// offsets, access rules and reset values from here, so that there is one list. Constant tables;
// lookups take constant time.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

#include "reg/rules.hpp"
#include "spec/mode.hpp"
#include "spec/space.hpp"

namespace faultline::spec {

// One register, or one array of registers.
struct RegisterInfo {
  std::string_view name;
  Space space{};
  reg::RegisterAccess access{};
  std::uint32_t offset = 0;  // in the page
  std::uint32_t count = 1;
  std::uint32_t stride_bytes = 0;
  unsigned width_bits = 32;
  reg::Rules rules;
  // What the architecture says of the reset value. A bit outside `reset_known` is UNKNOWN after
  // reset: software must write it first.
  std::uint64_t reset = 0;
  std::uint64_t reset_known = 0;
  // The fields of a value in a mode; the value's own bits decide where they can.
  FieldSpan (*layout)(std::uint64_t bits, Mode mode) = nullptr;

  [[nodiscard]] constexpr std::uint32_t size_bytes() const { return width_bits / 8; }
};

// Every register of a page of `space`, ascending by offset. Constant data. Never blocks.
[[nodiscard]] std::span<const RegisterInfo> table(Space space);

// A register that was found by its offset in a page.
struct Found {
  const RegisterInfo* info = nullptr;  // constant data; nullptr where no register lies
  std::uint32_t index = 0;             // in an array
  std::uint32_t byte = 0;              // 4 in the upper half of a 64-bit register, else 0

  [[nodiscard]] constexpr explicit operator bool() const { return info != nullptr; }
};

// The register that holds the 32-bit word at `offset` (a multiple of four) of a page of `space`.
// Never blocks.
[[nodiscard]] Found find(Space space, std::uint32_t offset);

}  // namespace faultline::spec
