// SPDX-License-Identifier: Apache-2.0
// What may be written to a register with write-one-to-clear fields: named bits, the bits that were
// seen, or all of them. It is a type of its own, so that a value that was read can never be written
// back by accident (which would clear every bit it shows).
#pragma once
#include "reg/register.hpp"
#include "reg/value.hpp"

namespace faultline::reg {

template <Clearable R>
class Clear {
 public:
  using Word = typename R::Word;
  using Register = R;

  // The word to write: ones exactly in the bits to clear.
  [[nodiscard]] constexpr Word bits() const { return bits_; }
  constexpr bool operator==(const Clear&) const = default;

 private:
  template <typename F, typename... Fs>
    requires(WriteOneToClear<F> && ... && WriteOneToClear<Fs>)
  friend constexpr Clear<typename F::Owner> clear();
  template <Clearable S>
  friend constexpr Clear<S> clear_seen(Value<S> seen);
  template <Clearable S>
  friend constexpr Clear<S> clear_all();

  explicit constexpr Clear(std::uint64_t bits) : bits_(static_cast<Word>(bits)) {}
  Word bits_;
};

// Clears the named fields, all of one register: `clear<FSR::TF, FSR::PF>()`.
template <typename F, typename... Fs>
  requires(WriteOneToClear<F> && ... && WriteOneToClear<Fs>)
[[nodiscard]] constexpr Clear<typename F::Owner> clear() {
  static_assert((std::same_as<typename F::Owner, typename Fs::Owner> && ...),
                "a field of another register is named");
  return Clear<typename F::Owner>((F::mask | ... | Fs::mask));
}

// Clears what `seen` shows and nothing that was raised since.
template <Clearable R>
[[nodiscard]] constexpr Clear<R> clear_seen(Value<R> seen) {
  return Clear<R>(seen.bits() & R::Fields::mask_of(Access::w1c));
}

// Clears every write-one-to-clear field: for a reset sequence, where what was recorded before is of
// no interest.
template <Clearable R>
[[nodiscard]] constexpr Clear<R> clear_all() {
  return Clear<R>(R::Fields::mask_of(Access::w1c));
}

}  // namespace faultline::reg
