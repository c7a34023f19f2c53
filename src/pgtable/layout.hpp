// SPDX-License-Identifier: Apache-2.0
//
// The numbers of one page table: what its owner asks for, and what a format makes of that.
#pragma once
#include <cstddef>
#include <cstdint>

namespace faultline::pgtable {

// Which end of the address space a stage 1 table translates.
enum class Region : std::uint8_t {
  lower,  // [0, 2^input_bits), what TTBR0 points to
  upper,  // the last 2^input_bits bytes below 2^64, what TTBR1 points to; stage 1 only
};

struct Parameters {
  unsigned input_bits = 48;  // IAS: width of the addresses that are translated, 25 to 48 in AArch64
  unsigned output_bits = 48;  // OAS: 32, 36, 40, 42, 44 or 48 in AArch64
  bool coherent_walker =
      true;  // false: the walker does not snoop CPU caches, so that stores are cleaned
  Region region = Region::lower;
};

struct Layout {
  std::uint64_t input_base = 0;    // the first input address
  std::uint64_t input_bytes = 0;   // how many follow, 2^input_bits
  std::uint64_t output_bytes = 0;  // 2^output_bits
  std::uint64_t page_sizes = 0;  // a set of powers of two: the pages and blocks that can be mapped
  std::size_t root_bytes = 0;    // of the first table, or of all that are concatenated there
  std::uint32_t root_entries = 0;
  unsigned start_level = 0;  // the level of the root
  bool coherent_walker = true;
};

}  // namespace faultline::pgtable
