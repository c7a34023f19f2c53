// SPDX-License-Identifier: Apache-2.0
// What a register stores when software writes it, as masks derived from its field list. Device
// models use it for every register, so that the rules that a driver is compiled against and the
// rules that a model applies have one source.
#pragma once
#include <cstdint>

#include "reg/register.hpp"

namespace faultline::reg {

// The access rules of one register. Each of its bits is in exactly one of the masks or is reserved
// as zero (or unknown).
struct Rules {
  std::uint64_t rw = 0;
  std::uint64_t ro = 0;
  std::uint64_t wo = 0;
  std::uint64_t w1c = 0;
  std::uint64_t res1 = 0;

  // Write-only bits are consumed, not stored; reserved ones read as zero and as one.
  [[nodiscard]] constexpr std::uint64_t stored_after_write(std::uint64_t stored,
                                                           std::uint64_t written) const {
    return (written & rw) | (stored & ro) | (stored & w1c & ~written) | res1;
  }
  constexpr bool operator==(const Rules&) const = default;
};

template <AnyRegister R>
[[nodiscard]] constexpr Rules rules_of() {
  using List = typename R::Fields;
  return {.rw = List::mask_of(Access::rw),
          .ro = List::mask_of(Access::ro),
          .wo = List::mask_of(Access::wo),
          .w1c = List::mask_of(Access::w1c),
          .res1 = List::mask_of(Access::res1)};
}

// What `R` holds after software wrote `written` over `stored`. A read-only register keeps what it
// held.
template <AnyRegister R>
[[nodiscard]] constexpr typename R::Word stored_after_write(typename R::Word stored,
                                                            typename R::Word written) {
  if constexpr (R::access == RegisterAccess::read_only) return stored;
  return static_cast<typename R::Word>(rules_of<R>().stored_after_write(stored, written));
}

}  // namespace faultline::reg
