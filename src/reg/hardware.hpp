// SPDX-License-Identifier: Apache-2.0
// The hardware's side of a register: a device may set what software may not (status, syndromes,
// write-one-to-clear bits). For device models and for tests that stand in for one; a driver has no
// business with this header.
#pragma once
#include "reg/value.hpp"

namespace faultline::reg {

// A field that means something, to software or to hardware.
template <typename F>
concept Meaningful =
    F::access != Access::res0 && F::access != Access::res1 && F::access != Access::unk;

// `value` with field `F` set to `field` by the device.
template <Meaningful F>
[[nodiscard]] constexpr Value<typename F::Owner> hardware_with(Value<typename F::Owner> value,
                                                               typename F::Type field) {
  using Word = typename F::Owner::Word;
  return Value<typename F::Owner>(static_cast<Word>((value.bits() & ~F::mask) | F::encode(field)));
}

}  // namespace faultline::reg
