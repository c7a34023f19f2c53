// SPDX-License-Identifier: Apache-2.0
// A register is a type: its word, its place in its page, its access and its field list. A register
// whose layout depends on a mode has views: further types at the same place, each with a list that
// tiles it. The concepts below say which operations exist.
#pragma once
#include <concepts>
#include <cstdint>
#include <string_view>

#include "reg/access.hpp"
#include "reg/field.hpp"

namespace faultline::reg {

// Base of every word that fields tile but that has no place of its own (a table descriptor):
// `struct Table : Layout<Table, std::uint64_t>`. It brings the field kinds, which make `Self` the
// owner of each field.
template <typename Self, typename WordT>
struct Layout {
  static_assert(std::same_as<WordT, std::uint32_t> || std::same_as<WordT, std::uint64_t>);

  using Word = WordT;
  static constexpr unsigned width_bits = sizeof(WordT) * 8;
  [[nodiscard]] static constexpr std::string_view name() { return spelling<Self>(); }

  template <unsigned high, unsigned low, typename T = std::uint32_t>
  using Rw = Field<Self, high, low, Access::rw, T>;
  template <unsigned high, unsigned low, typename T = std::uint32_t>
  using Ro = Field<Self, high, low, Access::ro, T>;
  template <unsigned high, unsigned low, typename T = std::uint32_t>
  using Wo = Field<Self, high, low, Access::wo, T>;
  template <unsigned bit>
  using W1c = Field<Self, bit, bit, Access::w1c, bool>;
  template <unsigned high, unsigned low = high>
  using Res0 = Field<Self, high, low, Access::res0, std::uint64_t>;
  template <unsigned high, unsigned low = high>
  using Res1 = Field<Self, high, low, Access::res1, std::uint64_t>;
  template <unsigned high, unsigned low = high>
  using Unk = Field<Self, high, low, Access::unk, std::uint64_t>;
};

// Base of every register: `struct sCR0 : Register<sCR0, std::uint32_t, 0x000> { struct CLIENTPD :
// Rw<0, 0, bool> {}; ... }`. The derived type adds `using Fields = FieldList<...>` and a
// `static_assert(tiles<sCR0>())` after itself.
template <typename Self, typename WordT, std::uint32_t first_offset, Shape shape_of = read_write>
struct Register : Layout<Self, WordT> {
  static_assert(shape_of.count == 1 || shape_of.stride >= sizeof(WordT), "elements would overlap");

  static constexpr Shape shape = shape_of;
  static constexpr RegisterAccess access = shape_of.access;

  // The byte offset of element `index` in the page of the register's space. The caller keeps
  // `index` below `shape.count`.
  [[nodiscard]] static constexpr std::uint32_t offset(std::uint32_t index = 0) {
    return first_offset + index * shape.stride;
  }
};

// A word with a field list.
template <typename L>
concept AnyLayout = requires {
  typename L::Word;
  typename L::Fields;
};

template <typename R>
concept AnyRegister = AnyLayout<R> && requires {
  { R::access } -> std::convertible_to<RegisterAccess>;
  { R::offset(0) } -> std::same_as<std::uint32_t>;
};

// `F` is one of the fields of `L`.
template <typename F, typename L>
concept FieldOf = AnyLayout<L> && std::same_as<typename F::Owner, L>;

// A field that software may give a value to.
template <typename F>
concept Settable = F::access == Access::rw || F::access == Access::wo;

// A field that software clears by writing one to it.
template <typename F>
concept WriteOneToClear = F::access == Access::w1c;

template <typename R>
concept Readable = AnyRegister<R> && R::access != RegisterAccess::write_only;

template <typename L>
concept HasWriteOneToClear = AnyLayout<L> && (L::Fields::mask_of(Access::w1c) != 0);

// A register to which software may write a whole value. One that holds write-one-to-clear bits is
// not among them: writing back what was read would clear everything; see `Clear` in reg/clear.hpp.
template <typename R>
concept Writable =
    AnyRegister<R> && R::access != RegisterAccess::read_only && !HasWriteOneToClear<R>;

// A register that software may read, change in some fields and write back.
template <typename R>
concept Modifiable = Readable<R> && Writable<R>;

// A register that software may only clear.
template <typename R>
concept Clearable = HasWriteOneToClear<R> && R::access != RegisterAccess::read_only;

// `V` is another layout of register `R`: same place, another field list.
template <typename V, typename R>
concept ViewOf = AnyRegister<V> && AnyRegister<R> && std::same_as<typename V::ViewedRegister, R>;

// True when the field list covers each bit of the register exactly once. The three assertions name
// what is wrong.
template <AnyLayout R>
[[nodiscard]] consteval bool tiles() {
  static_assert(R::Fields::template owned_by<R>(), "a field of another register is listed");
  static_assert(!R::Fields::overlaps(), "two fields overlap");
  static_assert(R::Fields::template covers<typename R::Word>(), "the fields leave a hole");
  return true;
}

}  // namespace faultline::reg
