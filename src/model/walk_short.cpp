// SPDX-License-Identifier: Apache-2.0
//
// The walk of the AArch32 Short-descriptor format: two levels of four-byte descriptors, sections of
// 1 MiB and 16 MiB, pages of 4 KiB and 64 KiB. Domains are not checked: an SMMU has none. DDI 0487,
// chapter on the VMSAv8-32 translation system.
#include <bit>

#include "base/bits.hpp"
#include "model/descriptor.hpp"
#include "model/permissions.hpp"
#include "model/walk.hpp"
#include "spec/cb.hpp"
#include "spec/short_descriptors.hpp"

namespace faultline::model {
namespace {

namespace vmsa32 = spec::vmsa32;
using spec::cb::FSR;
using Control = spec::cb::TCR::Short;

std::unexpected<Failure> fail(std::uint64_t bit, unsigned level, std::uint64_t address) {
  return std::unexpected(Failure{.FSR_bit = static_cast<std::uint32_t>(bit),
                                 .level = static_cast<std::uint8_t>(level),
                                 .ipa = address});
}

// What all four leaf layouts say, in one shape.
struct Attributes32 {
  unsigned access = 0;  // AP[2:0]
  unsigned tex = 0;
  bool cacheable = false;
  bool bufferable = false;
  bool shareable = false;
  bool not_global = false;
  bool never = false;             // XN
  bool privileged_never = false;  // PXN
};

template <typename L>
Attributes32 attributes_of(std::uint32_t word) {
  return {.access = L::AP1_0::decode(word) | (L::AP2::decode(word) ? 4u : 0u),
          .tex = L::TEX::decode(word),
          .cacheable = L::C::decode(word),
          .bufferable = L::B::decode(word),
          .shareable = L::S::decode(word),
          .not_global = L::nG::decode(word),
          .never = L::XN::decode(word)};
}

// AP[2:0], or with SCTLR.AFE AP[2:1] and AP[0] the access flag.
std::uint8_t rights_of(const Stage& stage, const Attributes32& attributes) {
  const bool read_only = (attributes.access & 4) != 0;
  Rights privileged;
  Rights unprivileged;
  if (stage.access_flag_in_permissions) {
    const bool both = (attributes.access & 2) != 0;
    privileged = {.read = true, .write = !read_only};
    unprivileged = {.read = both, .write = both && !read_only};
  } else {
    const unsigned low = attributes.access & 3;
    privileged = {.read = low != 0, .write = low != 0 && !read_only};
    unprivileged = {.read = low >= 2, .write = low == 3 && !read_only};
  }
  unprivileged.execute = unprivileged.read && !attributes.never;
  privileged.execute = privileged.read && !attributes.never && !attributes.privileged_never;
  if (stage.unprivileged_write_implies_no_execute && unprivileged.write) privileged.execute = false;
  if (stage.write_implies_no_execute) {
    if (unprivileged.write) unprivileged.execute = false;
    if (privileged.write) privileged.execute = false;
  }
  return allowed_mask(unprivileged, privileged);
}

// Two bits of cacheability (none, write-back write-allocate, write-through, write-back) as half a
// byte of MAIR.
unsigned half_of(unsigned two_bits) {
  switch (two_bits) {
    case 0: return 0x4;
    case 1: return 0xf;
    case 2: return 0xa;
    default: return 0xe;
  }
}

std::uint8_t memory_byte(unsigned outer, unsigned inner) {
  return static_cast<std::uint8_t>(half_of(outer) << 4 | half_of(inner));
}

// With SCTLR.TRE: PRRR (in MAIR0) has the type of each of eight combinations, NMRR (in MAIR1) the
// cacheability.
std::uint8_t remapped_memory(const Stage& stage, unsigned index) {
  const std::uint64_t PRRR = stage.memory_attributes;
  const std::uint64_t NMRR = stage.memory_attributes >> 32;
  switch (base::bits(PRRR, 2 * index + 1, 2 * index)) {
    case 0: return 0x00;
    case 1: return 0x04;
    default: break;
  }
  const auto inner = static_cast<unsigned>(base::bits(NMRR, 2 * index + 1, 2 * index));
  const auto outer = static_cast<unsigned>(base::bits(NMRR, 2 * index + 17, 2 * index + 16));
  return memory_byte(outer, inner);
}

std::uint8_t memory_of(const Stage& stage, const Attributes32& attributes) {
  const unsigned cb = (attributes.cacheable ? 2u : 0u) | (attributes.bufferable ? 1u : 0u);
  if (stage.tex_remap) return remapped_memory(stage, (attributes.tex & 1) << 2 | cb);
  if ((attributes.tex & 4) != 0) return memory_byte(attributes.tex & 3, cb);
  switch (attributes.tex << 2 | cb) {
    case 0: return 0x00;   // strongly ordered
    case 1: return 0x04;   // shareable device
    case 2: return 0xaa;   // write-through
    case 3: return 0xee;   // write-back, no write-allocate
    case 7: return 0xff;   // write-back, write-allocate
    case 8: return 0x04;   // non-shareable device
    default: return 0x44;  // non-cacheable
  }
}

std::expected<Leaf, Failure> leaf_of(const Stage& stage, const Attributes32& attributes,
                                     std::uint64_t output, unsigned shift, unsigned level,
                                     std::uint64_t address) {
  if (stage.output_bits < 40 && (output >> stage.output_bits) != 0)
    return fail(FSR::ASF::mask, level, address);
  if (stage.access_flag_in_permissions && stage.access_flag_faults && (attributes.access & 1) == 0)
    return fail(FSR::AFF::mask, level, address);
  return Leaf{.output = output,
              .shift = static_cast<std::uint8_t>(shift),
              .level = static_cast<std::uint8_t>(level),
              .allowed = rights_of(stage, attributes),
              .memory = memory_of(stage, attributes),
              .shareability = static_cast<std::uint8_t>(attributes.shareable ? 3 : 0),
              .global = !attributes.not_global};
}

std::expected<Leaf, Failure> section(const Stage& stage, std::uint32_t word,
                                     std::uint64_t address) {
  using S = vmsa32::Section;
  using Super = vmsa32::Supersection;
  Attributes32 attributes = attributes_of<S>(word);
  attributes.privileged_never = S::PXN::decode(word);
  if (!S::Supersection::decode(word)) {
    return leaf_of(stage, attributes, std::uint64_t{S::Address::decode(word)} << 20, 20, 1,
                   address);
  }
  const std::uint64_t output = std::uint64_t{Super::Address31_24::decode(word)} << 24 |
                               std::uint64_t{Super::Address35_32::decode(word)} << 32 |
                               std::uint64_t{Super::Address39_36::decode(word)} << 36;
  return leaf_of(stage, attributes, output, 24, 1, address);
}

std::expected<std::uint32_t, Failure> read_word32(Device& device, const Stage& stage,
                                                  std::uint64_t address, unsigned level,
                                                  const Stage* second) {
  // Two descriptors come with one read; which half, and in which byte order, is settled here.
  Stage as_stored = stage;
  as_stored.big_endian = false;
  const auto both = read_descriptor(device, as_stored, address, level, second);
  if (!both) return std::unexpected(both.error());
  const auto word = static_cast<std::uint32_t>(*both >> ((address & 4) != 0 ? 32 : 0));
  return stage.big_endian ? std::byteswap(word) : word;
}

std::expected<Leaf, Failure> second_level(Device& device, const Stage& stage, std::uint32_t table,
                                          std::uint64_t address, const Stage* second) {
  const std::uint64_t at = (std::uint64_t{vmsa32::PageTable::Address::decode(table)} << 10) |
                           (base::bits(address, 19, 12) << 2);
  const auto word = read_word32(device, stage, at, 2, second);
  if (!word) return std::unexpected(word.error());
  switch (vmsa32::LargePage::Type::decode(*word)) {
    case vmsa32::SecondLevelType::fault: return fail(FSR::TF::mask, 2, address);
    case vmsa32::SecondLevelType::large_page: {
      using L = vmsa32::LargePage;
      Attributes32 attributes = attributes_of<L>(*word);
      attributes.privileged_never = vmsa32::PageTable::PXN::decode(table);
      return leaf_of(stage, attributes, std::uint64_t{L::Address::decode(*word)} << 16, 16, 2,
                     address);
    }
    default: break;
  }
  using L = vmsa32::SmallPage;
  Attributes32 attributes = attributes_of<L>(*word);
  attributes.privileged_never = vmsa32::PageTable::PXN::decode(table);
  return leaf_of(stage, attributes, std::uint64_t{L::Address::decode(*word)} << 12, 12, 2, address);
}

}  // namespace

std::expected<Leaf, Failure> walk_short(Device& device, const Stage& stage, std::uint64_t address,
                                        const Stage* second) {
  if (address >> 32 != 0) return fail(FSR::TF::mask, 1, address);
  const std::uint32_t control = stage.short_control;
  const unsigned n = Control::N::decode(control);
  const bool upper = n != 0 && (address >> (32 - n)) != 0;
  if (upper ? Control::PD1::decode(control) : Control::PD0::decode(control))
    return fail(FSR::TF::mask, 1, address);
  // TTBR0's table shrinks with N, TTBR1's is always whole.
  const unsigned top = upper ? 31 : 31 - n;
  const std::uint64_t root =
      base::align_down(stage.ranges[upper].table, std::uint64_t{1} << (top - 17));
  const auto word = read_word32(device, stage, root | base::bits(address, top, 20) << 2, 1, second);
  if (!word) {
    Failure failure = word.error();
    if (!failure.stage1_walk) failure.ipa = address;
    return std::unexpected(failure);
  }
  switch (vmsa32::PageTable::Type::decode(*word)) {
    case vmsa32::FirstLevelType::fault: return fail(FSR::TF::mask, 1, address);
    case vmsa32::FirstLevelType::page_table:
      return second_level(device, stage, *word, address, second);
    default: return section(stage, *word, address);
  }
}

}  // namespace faultline::model
