// SPDX-License-Identifier: Apache-2.0
//
// A fake physical memory for tests, and page tables built in it by hand: every descriptor is
// composed here from literal bits, so that the walker is tested against a second reading of the
// manual and not against itself.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <set>

#include "base/types.hpp"

namespace faultline::model::testing {

class Memory {
 public:
  // Nothing where `poison` was told to fail; zero where nothing was written.
  [[nodiscard]] std::optional<std::uint64_t> read64(std::uint64_t address) const {
    if (poisoned_.contains(address)) return std::nullopt;
    const auto found = words_.find(address);
    return found == words_.end() ? 0 : found->second;
  }
  void write64(std::uint64_t address, std::uint64_t value) { words_[address] = value; }
  void write32(std::uint64_t address, std::uint32_t value) {
    const std::uint64_t at = address & ~7ull;
    const unsigned shift = (address & 4) != 0 ? 32 : 0;
    words_[at] = (words_[at] & ~(0xffff'ffffull << shift)) | std::uint64_t{value} << shift;
  }
  void poison(std::uint64_t address) { poisoned_.insert(address); }
  void heal() { poisoned_.clear(); }

 private:
  std::map<std::uint64_t, std::uint64_t> words_;
  std::set<std::uint64_t> poisoned_;
};

// Bits of descriptors, as the manual numbers them. Stage 1:
inline constexpr std::uint64_t valid_leaf = 1ull
                                            << 10;  // the access flag; the type is added by Tables
inline constexpr std::uint64_t ap_unprivileged = 1ull << 6;
inline constexpr std::uint64_t ap_read_only = 1ull << 7;
inline constexpr std::uint64_t not_global = 1ull << 11;
inline constexpr std::uint64_t pxn = 1ull << 53;
inline constexpr std::uint64_t uxn = 1ull << 54;
inline constexpr std::uint64_t inner_shareable = 3ull << 8;
inline constexpr std::uint64_t attr_index(unsigned index) {
  return std::uint64_t{index} << 2;
}
// Everybody may read and write, per process.
inline constexpr std::uint64_t user_page = valid_leaf | ap_unprivileged | not_global;
// Stage 2: readable, writable, normal write-back.
inline constexpr std::uint64_t s2_read = 1ull << 6;
inline constexpr std::uint64_t s2_write = 1ull << 7;
inline constexpr std::uint64_t s2_page = valid_leaf | s2_read | s2_write | 0xfull << 2;

// One tree of eight-byte descriptors.
class Tables {
 public:
  // A root at `root`; further tables are taken from there upwards, a page each. `root_pages` in a
  // row for concatenated roots.
  Tables(Memory& memory, std::uint64_t root, unsigned page_shift, unsigned start_level,
         unsigned root_pages = 1)
      : memory_(memory),
        root_(root),
        next_(root + (std::uint64_t{root_pages} << page_shift)),
        page_shift_(page_shift),
        start_level_(start_level) {}

  [[nodiscard]] std::uint64_t root() const { return root_; }

  // Where the descriptor for `address` at `level` lies; makes the tables above it.
  std::uint64_t slot(std::uint64_t address, unsigned level, std::uint64_t table_bits = 0) {
    std::uint64_t table = root_;
    for (unsigned at = start_level_;; ++at) {
      const unsigned bits = page_shift_ - 3;
      const unsigned shift = page_shift_ + (3 - at) * bits;
      std::uint64_t index = address >> shift;
      index &= at == start_level_ ? 0xfff'ffffull >> (28 - root_bits_) : (1ull << bits) - 1;
      const std::uint64_t place = table + 8 * index;
      if (at == level) return place;
      std::uint64_t word = *memory_.read64(place);
      if ((word & 1) == 0) {
        word = next_ | table_bits | 3;
        next_ += 1ull << page_shift_;
        memory_.write64(place, word);
      }
      table = word & 0xffff'ffff'f000ull;
    }
  }
  // A page (level 3) or a block (above).
  void map(std::uint64_t address, std::uint64_t output, std::uint64_t bits, unsigned level = 3,
           std::uint64_t table_bits = 0) {
    memory_.write64(slot(address, level, table_bits), output | bits | (level == 3 ? 3 : 1));
  }
  void unmap(std::uint64_t address, unsigned level = 3) {
    memory_.write64(slot(address, level), 0);
  }
  // How many address bits the root resolves, where that is not one page of descriptors.
  void set_root_bits(unsigned bits) { root_bits_ = bits; }

 private:
  Memory& memory_;
  std::uint64_t root_;
  std::uint64_t next_;
  unsigned page_shift_;
  unsigned start_level_;
  unsigned root_bits_ = page_shift_ - 3;
};

}  // namespace faultline::model::testing
