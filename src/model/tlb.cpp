// SPDX-License-Identifier: Apache-2.0
//
// Searching, filling and emptying the TLB.
#include "model/tlb.hpp"

#include <bit>

#include "base/bits.hpp"
#include "base/check.hpp"

namespace faultline::model {

Tlb::Tlb(std::span<TlbEntry> entries, std::span<std::uint16_t> hints, std::span<WalkEntry> walks)
    : entries_(entries), hints_(hints), walks_(walks) {
  FL_CHECK(base::is_power_of_two(entries.size()) && entries.size() >= ways);
  FL_CHECK(entries.size() <= 65536);
  FL_CHECK(base::is_power_of_two(hints.size()) && hints.size() >= 2);
  FL_CHECK(walks.empty() || base::is_power_of_two(walks.size()));
  hint_shift_ = 64 - static_cast<unsigned>(std::countr_zero(hints.size()));
}

std::size_t Tlb::mixed_hash(TlbTag tag, std::uint64_t address, unsigned shift) {
  const std::uint64_t mixed =
      ((address >> shift) ^ tag.word() ^ (std::uint64_t{shift} << 56)) * 0x9e37'79b9'7f4a'7c15u;
  return static_cast<std::size_t>(mixed >> 32);
}

std::span<TlbEntry> Tlb::set_of(TlbTag tag, std::uint64_t address, unsigned shift) const {
  const std::size_t sets = entries_.size() / ways;
  return entries_.subspan((mixed_hash(tag, address, shift) & (sets - 1)) * ways, ways);
}

TlbEntry* Tlb::find_size(TlbTag tag, std::uint64_t address, unsigned shift) const {
  for (TlbEntry& entry : set_of(tag, address, shift))
    if (entry.tag == tag && entry.shift == shift && entry.covers(address)) return &entry;
  return nullptr;
}

Tlb::Found Tlb::find(TlbTag tag, std::uint64_t address) {
  TlbEntry* found = nullptr;
  bool conflict = false;
  for (std::uint64_t left = shifts_present_; left != 0; left &= left - 1) {
    const auto shift = static_cast<unsigned>(std::countr_zero(left));
    for (const TlbTag candidate : {tag, tag.made_global()}) {
      TlbEntry* entry = find_size(candidate, address, shift);
      if (entry == nullptr) continue;
      conflict = found != nullptr;
      found = entry;
    }
  }
  if (found != nullptr) {
    hints_[hint_at(tag, address)] = static_cast<std::uint16_t>(found - entries_.data());
    if (!conflict) found->checked = overlaps_;
  }
  return {found, conflict};
}

void Tlb::drop(TlbEntry& entry) {
  if (--present_[entry.shift] == 0) shifts_present_ &= ~(std::uint64_t{1} << entry.shift);
  if (!entry.tag.is_global()) --per_process_;
  entry = {};
}

// A new entry overlaps another only if it is larger, or global beside one process's: else the
// search before it would have hit.
bool Tlb::may_overlap(const TlbEntry& entry) const {
  const bool smaller_ones = (shifts_present_ & ((std::uint64_t{1} << entry.shift) - 1)) != 0;
  return smaller_ones || (entry.tag.is_global() && per_process_ != 0);
}

// From now on a hint counts only after a search found that no second entry answers.
void Tlb::suspect_overlaps() {
  if (++overlaps_ != 0) return;
  overlaps_ = 1;
  for (TlbEntry& entry : entries_) entry.checked = 0;
}

const TlbEntry& Tlb::insert(const TlbEntry& entry) {
  const std::span<TlbEntry> set = set_of(entry.tag, entry.input, entry.shift);
  TlbEntry* place = &set[0];
  for (TlbEntry& candidate : set) {
    if (candidate.tag.valid()) continue;
    place = &candidate;
    break;
  }
  if (place->tag.valid()) {
    // Full: the oldest leaves, and the others move up, so that the order of arrival is the order of
    // the set.
    drop(set[0]);
    for (unsigned i = 1; i < ways; ++i) set[i - 1] = set[i];
    place = &set[ways - 1];
  }
  if (may_overlap(entry)) suspect_overlaps();
  *place = entry;
  place->checked = 0;
  ++present_[entry.shift];
  shifts_present_ |= std::uint64_t{1} << entry.shift;
  if (!entry.tag.is_global()) ++per_process_;
  return *place;
}

void Tlb::insert_walk(const WalkEntry& entry) {
  if (walks_.empty()) return;
  walks_[mixed_hash(entry.tag, entry.input, entry.shift) & (walks_.size() - 1)] = entry;
}

const WalkEntry* Tlb::find_walk(TlbTag tag, std::uint64_t address, unsigned shift) const {
  if (walks_.empty()) return nullptr;
  const WalkEntry& entry = walks_[mixed_hash(tag, address, shift) & (walks_.size() - 1)];
  const bool same = entry.tag == tag && entry.shift == shift && entry.covers(address);
  return same ? &entry : nullptr;
}

void Tlb::invalidate(const Invalidate& what) {
  for (TlbEntry& entry : entries_)
    if (entry.tag.valid() && what.names(entry)) drop(entry);
  for (WalkEntry& entry : walks_)
    if (entry.tag.valid() && what.names(entry)) entry = {};
}

void Tlb::clear() {
  for (TlbEntry& entry : entries_) entry = {};
  for (WalkEntry& entry : walks_) entry = {};
  present_ = {};
  shifts_present_ = 0;
  per_process_ = 0;
}

}  // namespace faultline::model
