// SPDX-License-Identifier: Apache-2.0
//
// What the bits of a descriptor mean together.
#include "model/descriptor.hpp"

#include "base/bits.hpp"
#include "model/permissions.hpp"
#include "spec/descriptors.hpp"

namespace faultline::model {
namespace {

namespace vmsa64 = spec::vmsa64;

std::uint8_t stage1_rights(const Stage& stage, std::uint64_t descriptor, std::uint8_t hierarchy) {
  using L = vmsa64::Stage1Leaf;
  const auto ap = static_cast<unsigned>(L::AP::decode(descriptor));
  const bool hyp = stage.tag.is_hyp();
  const bool read_only = (ap & 2) != 0 || (hierarchy & hierarchy_no_write) != 0;
  const bool both = hyp || ((ap & 1) != 0 && (hierarchy & hierarchy_no_unprivileged) == 0);

  Rights privileged{.read = true, .write = !read_only};
  Rights unprivileged{.read = both, .write = both && !read_only};
  const bool never = L::UXN::decode(descriptor) || (hierarchy & hierarchy_no_execute) != 0;
  const bool privileged_never =
      L::PXN::decode(descriptor) || (hierarchy & hierarchy_no_privileged_execute) != 0;
  // In AArch64 UXN is for the unprivileged alone; in AArch32 and in Hyp contexts XN is for both,
  // and only what is readable runs.
  const bool aarch64 = stage.format == Format::aarch64;
  unprivileged.execute = !never && (aarch64 || unprivileged.read);
  privileged.execute = hyp ? !never : !privileged_never && (aarch64 || !never);
  if (!hyp && aarch64 && unprivileged.write) privileged.execute = false;
  if (stage.unprivileged_write_implies_no_execute && unprivileged.write) privileged.execute = false;
  if (stage.write_implies_no_execute) {
    if (unprivileged.write) unprivileged.execute = false;
    if (privileged.write) privileged.execute = false;
  }
  return allowed_mask(unprivileged, privileged);
}

// MemAttr[3:0] of stage 2 as a byte of MAIR.
std::uint8_t memory_of_stage2(unsigned attribute) {
  if ((attribute & 0xc) == 0) return static_cast<std::uint8_t>((attribute & 3) << 2);
  const auto half = [](unsigned two_bits) -> unsigned {
    switch (two_bits) {
      case 1: return 0x4;  // non-cacheable
      case 2: return 0xb;  // write-through
      default: return 0xf;
    }
  };
  return static_cast<std::uint8_t>(half(attribute >> 2) << 4 | half(attribute & 3));
}

Leaf decode_stage1(const Stage& stage, std::uint64_t descriptor, std::uint8_t hierarchy) {
  using L = vmsa64::Stage1Leaf;
  const unsigned index = L::AttrIndx::decode(descriptor);
  return {.output = L::OutputAddress::decode(descriptor) << 12,
          .allowed = stage1_rights(stage, descriptor, hierarchy),
          .memory = static_cast<std::uint8_t>(stage.memory_attributes >> (8 * index)),
          .shareability = static_cast<std::uint8_t>(L::SH::decode(descriptor)),
          .global = !L::nG::decode(descriptor)};
}

Leaf decode_stage2(std::uint64_t descriptor) {
  using L = vmsa64::Stage2Leaf;
  const auto ap = static_cast<unsigned>(L::S2AP::decode(descriptor));
  const Rights rights{
      .read = (ap & 1) != 0, .write = (ap & 2) != 0, .execute = !L::XN::decode(descriptor)};
  return {.output = L::OutputAddress::decode(descriptor) << 12,
          .allowed = allowed_mask(rights, rights),
          .memory = memory_of_stage2(L::MemAttr::decode(descriptor)),
          .shareability = static_cast<std::uint8_t>(L::SH::decode(descriptor))};
}

}  // namespace

DescriptorKind kind_of_descriptor(std::uint64_t descriptor, const Granule& granule,
                                  unsigned level) {
  switch (vmsa64::Table::Type::decode(descriptor)) {
    case vmsa64::DescriptorType::table_or_page:
      return level == 3 ? DescriptorKind::leaf : DescriptorKind::table;
    case vmsa64::DescriptorType::block:
      return granule.has_block_at(level) ? DescriptorKind::leaf : DescriptorKind::invalid;
    default: return DescriptorKind::invalid;
  }
}

std::uint64_t next_table(std::uint64_t descriptor, const Granule& granule) {
  const std::uint64_t address = vmsa64::Table::NextTable::decode(descriptor) << 12;
  return base::align_down(address, std::uint64_t{1} << granule.page_shift);
}

std::uint8_t hierarchy_of(std::uint64_t descriptor) {
  using T = vmsa64::Table;
  unsigned taken = T::APTable::decode(descriptor);  // bits 0 and 1, as the constants have them
  if (T::PXNTable::decode(descriptor)) taken |= hierarchy_no_privileged_execute;
  if (T::UXNTable::decode(descriptor)) taken |= hierarchy_no_execute;
  return static_cast<std::uint8_t>(taken);
}

bool has_access_flag(std::uint64_t descriptor) {
  return vmsa64::Stage1Leaf::AF::decode(descriptor);
}

Leaf decode_leaf(const Stage& stage, std::uint64_t descriptor, std::uint8_t hierarchy) {
  return stage.second ? decode_stage2(descriptor) : decode_stage1(stage, descriptor, hierarchy);
}

}  // namespace faultline::model
