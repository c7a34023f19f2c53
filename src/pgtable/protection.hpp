// SPDX-License-Identifier: Apache-2.0
//
// What a mapping allows and how it is cached, in words that every format understands. A format that
// cannot say something says the nearest thing that still works for the device; what that is stands
// beside each bit.
#pragma once
#include <cstdint>

namespace faultline::pgtable {

enum class Protection : std::uint8_t {
  none = 0,
  read = 1,  // stage 1 has no "write only": there, write includes read
  write = 2,
  cacheable = 4,    // write-back, inner shareable; without it normal non-cacheable memory
  no_execute = 8,   // for privileged and unprivileged instruction fetches
  device = 16,      // device memory that may acknowledge writes early; goes before `cacheable`
  privileged = 32,  // stage 1: only for privileged transactions; stage 2 cannot tell them apart
};

inline constexpr unsigned protection_bits = 6;

[[nodiscard]] constexpr Protection operator|(Protection left, Protection right) {
  return static_cast<Protection>(static_cast<unsigned>(left) | static_cast<unsigned>(right));
}
[[nodiscard]] constexpr Protection operator&(Protection left, Protection right) {
  return static_cast<Protection>(static_cast<unsigned>(left) & static_cast<unsigned>(right));
}
// All of `wanted` is in `protection`.
[[nodiscard]] constexpr bool has(Protection protection, Protection wanted) {
  return (protection & wanted) == wanted;
}

// Common in tests and drivers.
inline constexpr Protection read_write = Protection::read | Protection::write;

}  // namespace faultline::pgtable
