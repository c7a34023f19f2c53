// SPDX-License-Identifier: Apache-2.0
// The rows, and the lookup from an offset to its row: an index per 32-bit word of the page, built
// at compile time. A second register on the same word does not compile. They are here and not in
// the header, since compilers take a second over them.
#include "spec/table.hpp"

#include <algorithm>
#include <array>

#include "base/check.hpp"
#include "spec/cb.hpp"
#include "spec/gr0.hpp"
#include "spec/gr1.hpp"

namespace faultline::spec {
namespace {

template <typename R>
[[nodiscard]] constexpr FieldSpan layout_of(std::uint64_t bits, Mode mode) {
  if constexpr (requires { R::layout(static_cast<typename R::Word>(bits), mode); }) {
    return R::layout(static_cast<typename R::Word>(bits), mode);
  } else {
    return fields<R>();
  }
}

template <SmmuRegister R>
[[nodiscard]] consteval RegisterInfo info_of() {
  RegisterInfo info{.name = R::name(),
                    .space = R::space,
                    .access = R::access,
                    .offset = R::offset(),
                    .count = R::shape.count,
                    .stride_bytes = R::shape.stride,
                    .width_bits = R::width_bits,
                    .rules = reg::rules_of<R>(),
                    .layout = &layout_of<R>};
  if constexpr (requires { R::reset_known; }) {
    info.reset = R::reset;
    info.reset_known = R::reset_known;
  }
  return info;
}

template <typename... Rs>
[[nodiscard]] consteval std::array<RegisterInfo, sizeof...(Rs)> rows(RegisterList<Rs...>) {
  return {info_of<Rs>()...};
}

constexpr auto gr0_table = rows(gr0::Registers{});
constexpr auto gr1_table = rows(gr1::Registers{});
constexpr auto cb_table = rows(cb::Registers{});

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

std::span<const RegisterInfo> table(Space space) {
  switch (space) {
    case Space::gr0: return gr0_table;
    case Space::gr1: return gr1_table;
    case Space::cb: return cb_table;
  }
  return {};
}

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
