// SPDX-License-Identifier: Apache-2.0
//
// Small arithmetic on powers of two and bit ranges, written high-low as in the manual.
#pragma once
#include <concepts>
#include <cstdint>

namespace faultline::base {

// Bits high..low set, others clear. Needs 63 >= high >= low.
constexpr std::uint64_t mask(unsigned high, unsigned low) {
  return (~std::uint64_t{0} >> (63 - high)) & (~std::uint64_t{0} << low);
}

// Bits high..low of `word`, moved down to bit 0.
constexpr std::uint64_t bits(std::uint64_t word, unsigned high, unsigned low) {
  return (word & mask(high, low)) >> low;
}

constexpr bool is_power_of_two(std::uint64_t value) {
  return value != 0 && (value & (value - 1)) == 0;
}

// `alignment` is a power of two.
constexpr bool is_aligned(std::uint64_t value, std::uint64_t alignment) {
  return (value & (alignment - 1)) == 0;
}
constexpr std::uint64_t align_down(std::uint64_t value, std::uint64_t alignment) {
  return value & ~(alignment - 1);
}
constexpr std::uint64_t align_up(std::uint64_t value, std::uint64_t alignment) {
  return (value + alignment - 1) & ~(alignment - 1);
}

}  // namespace faultline::base
