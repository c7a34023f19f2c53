// SPDX-License-Identifier: Apache-2.0
//
// The shapes of translation tables as data: page size, bits per level, where blocks may be. A
// walker reads this and knows no format by name. DDI 0487, chapter on the VMSAv8-64 translation
// system.
#pragma once
#include <cstdint>

namespace faultline::model {

enum class Format : std::uint8_t {
  aarch32_short = 0,
  aarch32_long = 1,
  aarch64 = 2
};  // as FSR.FORMAT

// A translation granule: tables of eight-byte descriptors that fill one page.
struct Granule {
  std::uint8_t page_shift = 12;  // log2 of the page size
  std::uint8_t first_block_level = 1;
  std::uint8_t top_level = 0;  // the highest level that a walk may begin at

  // Address bits that a table below the root resolves.
  [[nodiscard]] constexpr unsigned level_bits() const { return page_shift - 3u; }
  // log2 of what one descriptor at `level` covers.
  [[nodiscard]] constexpr unsigned shift_at(unsigned level) const {
    return page_shift + (3 - level) * level_bits();
  }
  [[nodiscard]] constexpr bool has_block_at(unsigned level) const {
    return level < 3 && level >= first_block_level;
  }
  // The level at which a walk of `input_bits` begins when a root is at most one page.
  [[nodiscard]] constexpr unsigned start_level(unsigned input_bits) const {
    const unsigned resolved = input_bits - page_shift;
    const unsigned levels = (resolved + level_bits() - 1) / level_bits();
    return 4 - levels;
  }
  constexpr bool operator==(const Granule&) const = default;
};

inline constexpr Granule granule_4k{12, 1, 0};
inline constexpr Granule granule_16k{14, 2, 0};
inline constexpr Granule granule_64k{16, 2, 1};

}  // namespace faultline::model
