// SPDX-License-Identifier: Apache-2.0
// A register value in flight: immutable, staged with `with`, read apart with `get`, written in one
// access by whoever owns the bus. A value that was read from a register with write-one-to-clear
// fields cannot be changed and written back.
#pragma once
#include <concepts>
#include <cstdint>

#include "base/check.hpp"
#include "reg/register.hpp"

namespace faultline::reg {

template <AnyLayout R>
class Value {
  static_assert(tiles<R>());

 public:
  using Word = typename R::Word;
  using Register = R;

  // All zero but the bits that are reserved as one.
  constexpr Value() : bits_(static_cast<Word>(R::Fields::mask_of(Access::res1))) {}
  explicit constexpr Value(Word bits) : bits_(bits) {}

  // A value of a view is a value of the register that it is a view of.
  template <typename V>
    requires ViewOf<V, R> && std::same_as<typename V::Word, Word>
  constexpr Value(Value<V> view) : bits_(view.bits()) {}  // NOLINT(google-explicit-constructor)

  [[nodiscard]] constexpr Word bits() const { return bits_; }

  template <FieldOf<R> F>
  [[nodiscard]] constexpr typename F::Type get() const {
    return F::decode(bits_);
  }

  // A copy in which field `F` is `field`, which must fit (a constant that does not fit is refused
  // at compile time). Not for read-only or reserved fields, nor in a register that holds
  // write-one-to-clear fields.
  template <FieldOf<R> F>
    requires Settable<F> && (!HasWriteOneToClear<R>)
  [[nodiscard]] constexpr Value with(typename F::Type field) const {
    if constexpr (!std::same_as<typename F::Type, bool>) {
      FL_CHECK(static_cast<std::uint64_t>(field) <= F::max);
    }
    return Value(static_cast<Word>((bits_ & ~F::mask) | F::encode(field)));
  }

  // The same bits under another layout of this register. Which view holds is the caller's
  // knowledge.
  template <ViewOf<R> V>
  [[nodiscard]] constexpr Value<V> as() const {
    return Value<V>(static_cast<typename V::Word>(bits_));
  }

  constexpr bool operator==(const Value&) const = default;

 private:
  Word bits_;
};

}  // namespace faultline::reg
