// SPDX-License-Identifier: Apache-2.0
//
// What a bank makes of an address: TLB, else walks of one stage or both, and whose fault it is when
// permission lacks.
#include "model/lookup.hpp"

#include <algorithm>

#include "base/bits.hpp"
#include "model/context_derivation.hpp"
#include "model/permissions.hpp"

namespace faultline::model {
namespace {

using spec::cb::FSR;

std::uint64_t page_mask(unsigned shift) {
  return (std::uint64_t{1} << shift) - 1;
}

// A stage that is off changes nothing.
TlbEntry flat(std::uint64_t address) {
  const std::uint64_t page = base::align_down(address, 4096);
  return {.input = page,
          .output = page,
          .ipa = page,
          .shift = 12,
          .allowed = everything_allowed,
          .stage1_allowed = everything_allowed};
}

// How much a half of a Normal attribute allows to be cached: not at all, write-through, write-back.
unsigned cacheability(unsigned half) {
  if (half == 4) return 0;
  return half >= 0xc || (half >= 5 && half <= 7) ? 2 : 1;
}

// The stricter of two memory types; stage 1's where they agree. DDI 0487, combining stage 1 and
// stage 2 attributes.
std::uint8_t combined_memory(std::uint8_t one, std::uint8_t two) {
  const bool one_is_device = (one & 0xf0) == 0;
  const bool two_is_device = (two & 0xf0) == 0;
  if (one_is_device && two_is_device) return std::min(one, two);
  if (one_is_device || two_is_device) return one_is_device ? one : two;
  const auto half = [](unsigned left, unsigned right) {
    return cacheability(right) < cacheability(left) ? right : left;
  };
  return static_cast<std::uint8_t>(half(one >> 4, two >> 4) << 4 | half(one & 0xf, two & 0xf));
}

std::uint8_t combined_shareability(std::uint8_t one, std::uint8_t two) {
  if (one == 2 || two == 2) return 2;
  return std::max(one, two);
}

// What stage 1 alone says; its output is the physical address, or the one that stage 2 is asked
// for.
TlbEntry alone(const Leaf& leaf, TlbTag tag, std::uint64_t address) {
  return {.tag = leaf.global ? tag.made_global() : tag,
          .input = address & ~page_mask(leaf.shift),
          .output = leaf.output,
          .ipa = leaf.output,
          .shift = leaf.shift,
          .allowed = leaf.allowed,
          .stage1_allowed = leaf.allowed,
          .memory = leaf.memory,
          .shareability = leaf.shareability,
          .stage1_level = leaf.level};
}

// Folds stage 2 into what stage 1 said of the page around `address`, which it sent to `ipa`.
TlbEntry folded(const TlbEntry& first, const TlbEntry& second, std::uint64_t address,
                std::uint64_t ipa) {
  TlbEntry entry = first;
  entry.shift = std::min(first.shift, second.shift);
  const std::uint64_t inside = page_mask(entry.shift);
  const std::uint64_t pa = second.output | (ipa & page_mask(second.shift));
  entry.input = address & ~inside;
  entry.output = pa & ~inside;
  entry.ipa = ipa & ~inside;
  entry.allowed = first.allowed & second.allowed;
  entry.memory = combined_memory(first.memory, second.memory);
  entry.shareability = combined_shareability(first.shareability, second.shareability);
  entry.stage2_level = second.stage2_level;
  return entry;
}

// A miss: stage 1, and stage 2 behind it where there is one and it is on.
std::expected<TlbEntry, Failure> walk_both(Device& device, const Stage& first, const Stage* second,
                                           std::uint64_t address) {
  const auto leaf = walk(device, first, address, second);
  if (!leaf) return std::unexpected(leaf.error());
  const TlbEntry entry = alone(*leaf, first.tag, address);
  if (second == nullptr || !second->enabled) return entry;
  const std::uint64_t ipa = leaf->output | (address & page_mask(leaf->shift));
  const auto behind = second_stage(device, *second, ipa);
  if (!behind) return std::unexpected(behind.error());
  return folded(entry, *behind, address, ipa);
}

// Fetches the page behind `entry`. What does not translate is no fault: nobody asked.
void prefetch_behind(Device& device, const Stage& first, const Stage* second,
                     const TlbEntry& entry) {
  const std::uint64_t next = entry.input + (std::uint64_t{1} << entry.shift);
  if (device.tlb.find(first.tag, next).entry != nullptr) return;
  const auto behind = walk_both(device, first, second, next);
  if (behind) device.tlb.insert(*behind);
}

std::expected<TlbEntry, Failure> look_up_stage1(Device& device, const Stage& first,
                                                const Stage* second, std::uint64_t address,
                                                bool prefetches) {
  const Tlb::Found found = device.tlb.find(first.tag, address);
  if (found.conflict)
    return std::unexpected(Failure{.FSR_bit = static_cast<std::uint32_t>(FSR::TLBMCF::mask)});
  if (found.entry != nullptr) {
    ++device.translations.tlb_hits;
    return *found.entry;
  }
  ++device.translations.tlb_misses;
  const auto entry = walk_both(device, first, second, address);
  if (!entry) return entry;
  device.tlb.insert(*entry);
  if (prefetches) prefetch_behind(device, first, second, *entry);
  return entry;
}

std::expected<TlbEntry, Failure> checked(const TlbEntry& entry, std::uint64_t address,
                                         unsigned kind) {
  if (allows(entry.allowed, kind)) return entry;
  const bool second = allows(entry.stage1_allowed, kind);
  return std::unexpected(Failure{.FSR_bit = static_cast<std::uint32_t>(FSR::PF::mask),
                                 .level = second ? entry.stage2_level : entry.stage1_level,
                                 .second_stage = second,
                                 .ipa = entry.ipa | (address & page_mask(entry.shift))});
}

std::expected<TlbEntry, Failure> look_up_stage2(Device& device, const Stage& stage,
                                                std::uint64_t ipa, unsigned kind) {
  auto entry = second_stage(device, stage, ipa);
  if (!entry) return entry;
  entry->ipa = entry->input;
  return checked(*entry, ipa, kind);
}

}  // namespace

std::expected<TlbEntry, Failure> look_up(Device& device, BankIndex index, std::uint64_t address,
                                         unsigned kind) {
  const Context& context = context_of(device, index);
  const Stage& first = context.stage;
  if (first.second)
    return first.enabled ? look_up_stage2(device, first, address, kind) : flat(address);
  const Stage* second =
      context.path == Path::nested ? &context_of(device, context.second_bank).stage : nullptr;
  if (!first.enabled) {
    if (second == nullptr || !second->enabled) return flat(address);
    return look_up_stage2(device, *second, address, kind);
  }
  const auto entry = look_up_stage1(device, first, second, address, context.prefetches);
  if (!entry) return entry;
  return checked(*entry, address, kind);
}

std::expected<TlbEntry, Failure> look_up_first_stage(Device& device, BankIndex index,
                                                     std::uint64_t address, unsigned kind) {
  const Context& context = context_of(device, index);
  if (context.path != Path::nested) return look_up(device, index, address, kind);
  if (!context.stage.enabled) return flat(address);
  const auto leaf =
      walk(device, context.stage, address, &context_of(device, context.second_bank).stage);
  if (!leaf) return std::unexpected(leaf.error());
  return checked(alone(*leaf, context.stage.tag, address), address, kind);
}

}  // namespace faultline::model
