// SPDX-License-Identifier: Apache-2.0
//
// Which of the eight kinds of access a page allows, as one bit a kind, so that a check is one shift
// and two stages combine by "and". DDI 0487, chapter on access permissions.
#pragma once
#include <cstdint>

#include "model/transaction.hpp"

namespace faultline::model {

// Bits of a kind of access. A write is a data access, whatever the instruction bit says.
inline constexpr unsigned kind_write = 1;
inline constexpr unsigned kind_instruction = 2;
inline constexpr unsigned kind_privileged = 4;

[[nodiscard]] constexpr unsigned kind_of(Access access) {
  return (access.write ? kind_write : 0u) | (access.instruction ? kind_instruction : 0u) |
         (access.privileged ? kind_privileged : 0u);
}

[[nodiscard]] constexpr bool allows(std::uint8_t allowed, unsigned kind) {
  return ((allowed >> kind) & 1u) != 0;
}

// What one privilege may do.
struct Rights {
  bool read = false;
  bool write = false;
  bool execute = false;
};

[[nodiscard]] constexpr std::uint8_t allowed_mask(Rights unprivileged, Rights privileged) {
  const auto half = [](Rights rights) {
    return (rights.read ? 1u << 0 : 0u) | (rights.write ? 1u << kind_write : 0u) |
           (rights.execute ? 1u << kind_instruction : 0u) |
           (rights.write ? 1u << (kind_write | kind_instruction) : 0u);
  };
  return static_cast<std::uint8_t>(half(unprivileged) | half(privileged) << kind_privileged);
}

inline constexpr std::uint8_t everything_allowed = 0xff;

// What an access of this privilege may do with the page.
[[nodiscard]] constexpr Permissions permissions_of(std::uint8_t allowed, bool privileged) {
  const unsigned base = privileged ? kind_privileged : 0;
  return {.read = allows(allowed, base),
          .write = allows(allowed, base | kind_write),
          .execute = allows(allowed, base | kind_instruction)};
}

}  // namespace faultline::model
