// SPDX-License-Identifier: Apache-2.0
//
// The TLB: a set-associative table of translations of every page size, tagged by VMID, ASID and
// stage, beside it the memory of partial walks. A hit costs the same whatever the size of the
// table; an eviction touches one entry. Nothing leaves but by eviction or by an invalidation that
// names it, so what software forgets to invalidate stays.
#pragma once
#include <array>
#include <cstdint>
#include <span>

#include "model/tlb_entry.hpp"
#include "model/tlb_maintenance.hpp"

namespace faultline::model {

class Tlb {
 public:
  static constexpr unsigned ways = 4;

  // `entries` is a power of two from 4 to 65536, `hints` one from 2, `walks` one or empty
  // (checked).
  Tlb(std::span<TlbEntry> entries, std::span<std::uint16_t> hints, std::span<WalkEntry> walks);
  Tlb(const Tlb&) = delete;
  Tlb& operator=(const Tlb&) = delete;

  // The entry that a hint leads to for `address` (extended), if it is still the right one and no
  // other may apply: the fast path.
  [[nodiscard]] const TlbEntry* hinted(TlbTag tag, std::uint64_t address) const {
    const TlbEntry& entry = entries_[hints_[hint_at(tag, address)]];
    const bool same = entry.tag == tag || entry.tag == tag.made_global();
    return same && entry.covers(address) && entry.checked == overlaps_ ? &entry : nullptr;
  }

  struct Found {
    const TlbEntry* entry = nullptr;  // null: a miss
    bool conflict = false;            // a second entry translates the same address
  };
  // The full search. Leaves a hint.
  [[nodiscard]] Found find(TlbTag tag, std::uint64_t address);

  // Adds `entry`, evicting another of its set if need be; returns it in place.
  const TlbEntry& insert(const TlbEntry& entry);
  void insert_walk(const WalkEntry& entry);
  // The remembered table behind the descriptor that covers 2^shift bytes around `address`; null
  // when not remembered.
  [[nodiscard]] const WalkEntry* find_walk(TlbTag tag, std::uint64_t address, unsigned shift) const;

  void invalidate(const Invalidate& what);
  void clear();
  // Keeps what `keep(index)` says, drops the rest: what a power loss leaves.
  template <typename Keep>
  void keep_if(Keep keep) {
    for (std::size_t i = 0; i < entries_.size(); ++i)
      if (entries_[i].tag.valid() && !keep(i)) drop(entries_[i]);
    for (std::size_t i = 0; i < walks_.size(); ++i)
      if (!keep(entries_.size() + i)) walks_[i] = {};
  }

  [[nodiscard]] std::span<const TlbEntry> entries() const { return entries_; }
  [[nodiscard]] std::span<const WalkEntry> walks() const { return walks_; }

 private:
  [[nodiscard]] std::size_t hint_at(TlbTag tag, std::uint64_t address) const {
    const std::uint64_t mixed = (tag.word() ^ (address >> 12)) * 0x9e37'79b9'7f4a'7c15u;
    return static_cast<std::size_t>(mixed >> hint_shift_);
  }
  [[nodiscard]] static std::size_t mixed_hash(TlbTag tag, std::uint64_t address, unsigned shift);
  [[nodiscard]] std::span<TlbEntry> set_of(TlbTag tag, std::uint64_t address, unsigned shift) const;
  [[nodiscard]] TlbEntry* find_size(TlbTag tag, std::uint64_t address, unsigned shift) const;
  [[nodiscard]] bool may_overlap(const TlbEntry& entry) const;
  void suspect_overlaps();
  void drop(TlbEntry& entry);

  std::span<TlbEntry> entries_;
  std::span<std::uint16_t> hints_;
  std::span<WalkEntry> walks_;
  unsigned hint_shift_;
  std::uint64_t shifts_present_ = 0;         // bit n: pages of 2^n bytes
  std::uint8_t overlaps_ = 1;                // grows when an entry may overlap another; never zero
  std::uint32_t per_process_ = 0;            // entries that are not global
  std::array<std::uint16_t, 64> present_{};  // how many of each
};

}  // namespace faultline::model
