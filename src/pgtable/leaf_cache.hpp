// SPDX-License-Identifier: Apache-2.0
//
// Where the tables of pages are that were used last, so that mapping the next page needs no walk.
// Each slot is one atomic word, the region and the frame of its table packed, so that a reader sees
// both or neither. A region's table goes away only while a block is mapped over the whole region,
// whose caller owns the region and evicts it here before the memory is released.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>

#include "base/bits.hpp"
#include "base/types.hpp"
#include "port/atomic.hpp"

namespace faultline::pgtable {

// `region` is what lies under one table of pages: an input address without the bits that the table
// and the page translate. `region_bits` of them and a table address below 2^48 that is aligned to
// 2^frame_shift share a word with the valid bit.
template <unsigned region_bits, unsigned frame_shift>
struct LeafCacheWord {
  static constexpr unsigned frame_bits = 48 - frame_shift;
  static_assert(region_bits + frame_bits + 1 <= 64, "region, frame and valid bit share a word");

  [[nodiscard]] static constexpr std::uint64_t pack(std::uint64_t region, PhysAddr table) {
    return region << (frame_bits + 1) | (table.value >> frame_shift) << 1 | 1;
  }
  [[nodiscard]] static constexpr bool holds(std::uint64_t word, std::uint64_t region) {
    return (word & 1) != 0 && word >> (frame_bits + 1) == region;
  }
  [[nodiscard]] static constexpr std::uint64_t region(std::uint64_t word) {
    return word >> (frame_bits + 1);
  }
  [[nodiscard]] static constexpr PhysAddr table(std::uint64_t word) {
    return PhysAddr(base::bits(word, frame_bits, 1) << frame_shift);
  }
};

class LeafCache {
 public:
  // Neighbouring regions go to different slots, so that a few threads, each in a region of its own,
  // do not fight for one.
  static constexpr std::size_t slot_count = 8;

  [[nodiscard]] std::uint64_t load(std::uint64_t region) const {
    return slots_[region % slot_count].load();
  }
  void remember(std::uint64_t region, std::uint64_t word) {
    slots_[region % slot_count].store(word);
  }
  // Forgets the regions [first, last]. A slot that another thread fills meanwhile may lose its new
  // content, which costs a walk.
  template <typename Word>
  void evict(std::uint64_t first, std::uint64_t last) {
    for (port::Atomic<std::uint64_t>& slot : slots_) {
      const std::uint64_t word = slot.load();
      if (word != 0 && Word::region(word) >= first && Word::region(word) <= last) slot.store(0);
    }
  }
  void clear() {
    for (port::Atomic<std::uint64_t>& slot : slots_) slot.store(0);
  }

 private:
  std::array<port::Atomic<std::uint64_t>, slot_count> slots_{};
};

}  // namespace faultline::pgtable
