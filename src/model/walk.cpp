// SPDX-License-Identifier: Apache-2.0
//
// The walk of eight-byte descriptors: AArch64 with every granule, and the AArch32 Long-descriptor
// format, which differs in its registers only.
#include "model/walk.hpp"

#include <bit>

#include "base/bits.hpp"
#include "model/descriptor.hpp"
#include "spec/cb/fault.hpp"

namespace faultline::model {
namespace {

using spec::cb::FSR;

std::unexpected<Failure> fail(const Stage& stage, std::uint64_t bit, unsigned level,
                              std::uint64_t address) {
  return std::unexpected(Failure{.FSR_bit = static_cast<std::uint32_t>(bit),
                                 .level = static_cast<std::uint8_t>(level),
                                 .second_stage = stage.second,
                                 .ipa = address});
}

bool beyond(std::uint64_t address, unsigned bits) {
  return bits < 64 && (address >> bits) != 0;
}

// The range that `address` belongs to; null when it is in the gap between them.
const Range* range_of(const Stage& stage, std::uint64_t address) {
  const Range& low = stage.ranges[0];
  const Range& high = stage.ranges[1];
  if (low.present && !beyond(address, low.input_bits)) return &low;
  if (!high.present) return nullptr;
  if (stage.format == Format::aarch32_long)
    return address >= high.first && !beyond(address, 32) ? &high : nullptr;
  return beyond(~address, high.input_bits) ? nullptr : &high;
}

// A place in a walk: the table to look into next.
struct Step {
  std::uint64_t table;
  unsigned level;
  std::uint8_t hierarchy;
};

// Where the walk begins: at the lowest table that is remembered, or at the root.
Step first_step(const Device& device, const Stage& stage, const Range& range,
                std::uint64_t address) {
  for (unsigned level = 2; level + 1 > range.start_level; --level) {
    const WalkEntry* known =
        device.tlb.find_walk(stage.tag, address, range.granule.shift_at(level));
    if (known != nullptr) return {known->table, known->level, known->hierarchy};
    if (level == 0) break;
  }
  return {range.table, range.start_level, 0};
}

std::uint64_t descriptor_address(const Range& range, const Step& step, std::uint64_t address) {
  const unsigned shift = range.granule.shift_at(step.level);
  const unsigned bits =
      step.level == range.start_level ? range.input_bits - shift : range.granule.level_bits();
  return step.table + 8 * ((address >> shift) & base::mask(bits - 1, 0));
}

std::expected<Leaf, Failure> finish(const Stage& stage, const Range& range, const Step& step,
                                    std::uint64_t descriptor, std::uint64_t address) {
  const unsigned shift = range.granule.shift_at(step.level);
  Leaf leaf = decode_leaf(stage, descriptor, step.hierarchy);
  leaf.shift = static_cast<std::uint8_t>(shift);
  leaf.level = static_cast<std::uint8_t>(step.level);
  leaf.output = base::align_down(leaf.output, std::uint64_t{1} << shift);
  if (beyond(leaf.output, stage.output_bits))
    return fail(stage, FSR::ASF::mask, step.level, address);
  if (stage.access_flag_faults && !has_access_flag(descriptor))
    return fail(stage, FSR::AFF::mask, step.level, address);
  return leaf;
}

void remember(Device& device, const Stage& stage, const Range& range, const Step& from,
              const Step& to, std::uint64_t address) {
  const unsigned shift = range.granule.shift_at(from.level);
  device.tlb.insert_walk({.tag = stage.tag,
                          .input = base::align_down(address, std::uint64_t{1} << shift),
                          .table = to.table,
                          .shift = static_cast<std::uint8_t>(shift),
                          .level = static_cast<std::uint8_t>(to.level),
                          .hierarchy = to.hierarchy});
}

std::expected<Leaf, Failure> walk_range(Device& device, const Stage& stage, const Range& range,
                                        std::uint64_t address, const Stage* second) {
  if (beyond(range.table, stage.output_bits)) return fail(stage, FSR::ASF::mask, 0, address);
  Step step = first_step(device, stage, range, address);
  for (;;) {
    const std::uint64_t at = descriptor_address(range, step, address);
    const auto descriptor = read_descriptor(device, stage, at, step.level, second);
    if (!descriptor) {
      Failure failure = descriptor.error();
      if (!failure.stage1_walk) failure.ipa = address;
      return std::unexpected(failure);
    }
    switch (kind_of_descriptor(*descriptor, range.granule, step.level)) {
      case DescriptorKind::invalid: return fail(stage, FSR::TF::mask, step.level, address);
      case DescriptorKind::leaf: return finish(stage, range, step, *descriptor, address);
      case DescriptorKind::table: break;
    }
    const std::uint64_t next = next_table(*descriptor, range.granule);
    if (beyond(next, stage.output_bits)) return fail(stage, FSR::ASF::mask, step.level, address);
    const std::uint8_t hierarchy =
        range.ignores_hierarchy ? std::uint8_t{0} : hierarchy_of(*descriptor);
    const Step below{next, step.level + 1, static_cast<std::uint8_t>(step.hierarchy | hierarchy)};
    remember(device, stage, range, step, below, address);
    step = below;
  }
}

}  // namespace

std::expected<std::uint64_t, Failure> read_descriptor(Device& device, const Stage& stage,
                                                      std::uint64_t address, unsigned level,
                                                      const Stage* second) {
  std::uint64_t pa = address;
  if (second != nullptr && second->enabled) {
    const auto entry = second_stage(device, *second, address);
    const auto refuse = [&](Failure failure) {
      failure.stage1_walk = true;
      failure.ipa = address;
      return std::unexpected(failure);
    };
    if (!entry) return refuse(entry.error());
    const bool device_memory = (entry->memory & 0xf0) == 0;
    if (!allows(entry->allowed, 0) || (second->protects_walks && device_memory))
      return refuse({.FSR_bit = FSR::PF::mask, .level = entry->stage2_level, .second_stage = true});
    pa = entry->output | (address & base::mask(entry->shift - 1u, 0));
  }
  ++device.translations.descriptor_reads;
  const auto word = device.environment.read64(PhysAddr(base::align_down(pa, 8)));
  if (!word) {
    return std::unexpected(Failure{.FSR_bit = FSR::EF::mask,
                                   .level = static_cast<std::uint8_t>(level),
                                   .second_stage = stage.second,
                                   .table_access = true});
  }
  return stage.big_endian ? std::byteswap(*word) : *word;
}

std::expected<Leaf, Failure> walk(Device& device, const Stage& stage, std::uint64_t address,
                                  const Stage* second) {
  if (stage.format == Format::aarch32_short) return walk_short(device, stage, address, second);
  const unsigned no_table_level = stage.format == Format::aarch64 ? 0 : 1;
  const Range* range = range_of(stage, address);
  if (range == nullptr || !range->walks) return fail(stage, FSR::TF::mask, no_table_level, address);
  return walk_range(device, stage, *range, address, second);
}

std::expected<TlbEntry, Failure> second_stage(Device& device, const Stage& stage,
                                              std::uint64_t ipa) {
  const Tlb::Found found = device.tlb.find(stage.tag, ipa);
  if (found.conflict) return fail(stage, FSR::TLBMCF::mask, 0, ipa);
  if (found.entry != nullptr) return *found.entry;
  const auto leaf = walk(device, stage, ipa, nullptr);
  if (!leaf) return std::unexpected(leaf.error());
  return device.tlb.insert({.tag = stage.tag,
                            .input = base::align_down(ipa, std::uint64_t{1} << leaf->shift),
                            .output = leaf->output,
                            .ipa = 0,
                            .shift = leaf->shift,
                            .allowed = leaf->allowed,
                            .stage1_allowed = everything_allowed,
                            .memory = leaf->memory,
                            .shareability = leaf->shareability,
                            .stage2_level = leaf->level});
}

}  // namespace faultline::model
