// SPDX-License-Identifier: Apache-2.0
// The lookup from an offset to its row: an index per 32-bit word of the page, built at compile
// time. A second register on the same word does not compile.
#include "spec/table.hpp"

#include <algorithm>

#include "base/check.hpp"

namespace faultline::spec {
namespace {

// Registers lie in the first 4 KiB of a page, whatever its size.
constexpr std::size_t words = 0x1000 / 4;
constexpr std::uint8_t nothing = 0xFF;

using WordIndex = std::array<std::uint8_t, words>;

template <std::size_t size>
consteval WordIndex index_of(const std::array<RegisterInfo, size>& rows) {
  static_assert(size < nothing);
  WordIndex index{};
  std::ranges::fill(index, nothing);
  for (std::size_t row = 0; row < size; ++row) {
    for (std::uint32_t n = 0; n < rows[row].count; ++n) {
      const std::uint32_t first = rows[row].offset + n * rows[row].stride_bytes;
      for (std::uint32_t byte = 0; byte < rows[row].size_bytes(); byte += 4) {
        std::uint8_t& entry = index[(first + byte) / 4];
        FL_CHECK(entry == nothing);
        entry = static_cast<std::uint8_t>(row);
      }
    }
  }
  return index;
}

constexpr WordIndex gr0_index = index_of(gr0_table);
constexpr WordIndex gr1_index = index_of(gr1_table);
constexpr WordIndex cb_index = index_of(cb_table);

constexpr const WordIndex& index(Space space) {
  return space == Space::gr0 ? gr0_index : space == Space::gr1 ? gr1_index : cb_index;
}

}  // namespace

Found find(Space space, std::uint32_t offset) {
  if (offset % 4 != 0 || offset / 4 >= words) return {};
  const std::uint8_t row = index(space)[offset / 4];
  if (row == nothing) return {};
  const RegisterInfo& info = table(space)[row];
  const std::uint32_t distance = offset - info.offset;
  const std::uint32_t n = info.count == 1 ? 0 : distance / info.stride_bytes;
  return {&info, n, distance - n * info.stride_bytes};
}

}  // namespace faultline::spec
