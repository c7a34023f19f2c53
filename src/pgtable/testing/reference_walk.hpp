// SPDX-License-Identifier: Apache-2.0
//
// A second opinion: walks AArch64 tables as hardware does, written from the manual's walk and not
// from the code under test. It is told the registers, as hardware is, and reads memory as the
// walker sees it. DDI 0487, AArch64.TranslationTableWalk.
#pragma once
#include <cstdint>
#include <optional>

#include "pgtable/configuration.hpp"
#include "pgtable/testing/pool.hpp"

namespace faultline::pgtable::testing {

struct Walked {
  std::uint64_t address;
  std::uint64_t size_bytes;
  std::uint64_t descriptor;
};

// log2 of the page size, from TG0 or TG1.
inline unsigned page_shift(const Configuration& registers) {
  if (registers.region == Region::upper) {
    const auto TG1 = static_cast<unsigned>(registers.TG1);
    return TG1 == 1 ? 14 : TG1 == 2 ? 12 : 16;
  }
  const auto TG0 = static_cast<unsigned>(registers.TG0);
  return TG0 == 0 ? 12 : TG0 == 1 ? 16 : 14;
}

// Nothing on a translation fault. `stage2` says that SL0 decides where the walk begins.
inline std::optional<Walked> reference_walk(const Pool& memory, const Configuration& registers,
                                            bool stage2, std::uint64_t address) {
  const unsigned page = page_shift(registers);
  const unsigned per_level = page - 3;
  const unsigned input_bits = 64 - registers.TSZ;
  const std::uint64_t above = input_bits == 64 ? 0 : address >> input_bits;
  const std::uint64_t expected =
      registers.region == Region::upper ? ~std::uint64_t{0} >> input_bits : 0;
  if (above != expected) return std::nullopt;
  int level = 4 - static_cast<int>((input_bits - page + per_level - 1) / per_level);
  if (stage2) level = (page == 12 ? 2 : 3) - static_cast<int>(registers.SL0);
  std::uint64_t table = registers.root.value;
  unsigned top = input_bits - 1;  // the highest bit that is not yet resolved
  for (;; ++level) {
    const unsigned low = page + static_cast<unsigned>(3 - level) * per_level;
    const std::uint64_t index = (address >> low) & ((std::uint64_t{1} << (top - low + 1)) - 1);
    const std::uint64_t descriptor = memory.walker_reads(table + index * 8);
    const std::uint64_t output = descriptor & 0x0000'FFFF'FFFF'F000;
    if ((descriptor & 1) == 0) return std::nullopt;
    const bool two = (descriptor & 2) != 0;
    if (level == 3 && !two) return std::nullopt;
    if (level == 3 || !two) {
      if (level == 0 || (level == 1 && page != 12)) return std::nullopt;  // no such blocks
      const std::uint64_t size_bytes = std::uint64_t{1} << low;
      return Walked{output + (address & (size_bytes - 1)), size_bytes, descriptor};
    }
    table = output;
    top = low - 1;
  }
}

}  // namespace faultline::pgtable::testing
