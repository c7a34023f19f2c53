// SPDX-License-Identifier: Apache-2.0
// A field is a type: which register owns it, which bits it takes (high, low, as in the manual), how
// software may access it, and the C++ type of its value. A register lists its fields once; that
// list must tile the register exactly.
#pragma once
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

#include "reg/access.hpp"
#include "reg/spelling.hpp"

namespace faultline::reg {

template <typename OwnerT, unsigned high_bit, unsigned low_bit, Access access_kind,
          typename T = std::uint32_t>
struct Field {
  static_assert(high_bit >= low_bit, "write the bit range as in the manual: high, low");
  static_assert(high_bit < 64, "a register has at most 64 bits");
  static_assert(!std::same_as<T, bool> || high_bit == low_bit, "a bool is one bit wide");

  using Owner = OwnerT;
  using Type = T;
  static constexpr unsigned high = high_bit;
  static constexpr unsigned low = low_bit;
  static constexpr unsigned width = high_bit - low_bit + 1;
  static constexpr Access access = access_kind;
  // The bits of this field, in place.
  static constexpr std::uint64_t mask = (~0ULL >> (63 - high_bit)) & (~0ULL << low_bit);
  // The largest value that the field holds.
  static constexpr std::uint64_t max = mask >> low_bit;

  [[nodiscard]] static constexpr T decode(std::uint64_t word) {
    return static_cast<T>((word & mask) >> low_bit);
  }
  [[nodiscard]] static constexpr std::uint64_t encode(T value) {
    return (static_cast<std::uint64_t>(value) << low_bit) & mask;
  }
};

// A field as data: what a decoder prints and a test compares.
struct FieldInfo {
  std::string_view name;
  unsigned high;
  unsigned low;
  Access access;

  [[nodiscard]] constexpr std::uint64_t mask() const {
    return (~0ULL >> (63 - high)) & (~0ULL << low);
  }
  [[nodiscard]] constexpr std::uint64_t decode(std::uint64_t word) const {
    return (word & mask()) >> low;
  }
  [[nodiscard]] constexpr bool reserved() const {
    return access == Access::res0 || access == Access::res1 || access == Access::unk;
  }
};

// The fields of one register or of one view of it, from any end.
template <typename... Fs>
struct FieldList {
  static constexpr std::size_t size = sizeof...(Fs);
  static constexpr FieldInfo infos[] = {{spelling<Fs>(), Fs::high, Fs::low, Fs::access}...};

  // The union of the bits of the fields with this access kind.
  [[nodiscard]] static constexpr std::uint64_t mask_of(Access access) {
    return (std::uint64_t{0} | ... | (Fs::access == access ? Fs::mask : 0));
  }
  [[nodiscard]] static constexpr bool overlaps() {
    std::uint64_t seen = 0;
    bool overlap = false;
    ((overlap = overlap || (seen & Fs::mask) != 0, seen |= Fs::mask), ...);
    return overlap;
  }
  // Every bit of `Word`, and none beyond it, belongs to some field.
  template <typename Word>
  [[nodiscard]] static constexpr bool covers() {
    return (std::uint64_t{0} | ... | Fs::mask) ==
           static_cast<std::uint64_t>(static_cast<Word>(~Word{0}));
  }
  template <typename F>
  [[nodiscard]] static constexpr bool contains() {
    return (std::same_as<F, Fs> || ...);
  }
  template <typename Register>
  [[nodiscard]] static constexpr bool owned_by() {
    return (std::same_as<typename Fs::Owner, Register> && ...);
  }
};

}  // namespace faultline::reg
