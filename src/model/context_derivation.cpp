// SPDX-License-Identifier: Apache-2.0
//
// From registers to a context: type of the bank, tags, and the fields that all formats share.
#include "model/context_derivation.hpp"

#include "model/ranges.hpp"
#include "spec/gr1.hpp"
#include "spec/mmu500.hpp"

namespace faultline::model {
namespace {

using spec::cb::CONTEXTIDR;
using spec::cb::SCTLR;
using spec::cb::TCR;
using spec::cb::TCR2;
using spec::cb::TTBR0;
using spec::cb::TTBR1;
using spec::gr1::CBA2R;
using spec::gr1::CBAR;
using spec::gr1::ContextType;

ContextType type_of(const Bank& bank) {
  return CBAR::TYPE::decode(bank.CBAR);
}

Stage stage_of(const Device& device, const Bank& bank) {
  const auto& registers = bank.registers;
  Stage stage;
  stage.second = is_stage2(bank);
  stage.enabled = registers.field<SCTLR::M>();
  stage.format = format_of(bank);
  stage.big_endian = registers.field<SCTLR::E>();
  stage.access_flag_faults = !registers.field<SCTLR::AFFD>();
  stage.tag = tag_of(device, bank);
  if (stage.second) {
    stage.protects_walks = registers.field<SCTLR::PTW>();
  } else {
    stage.access_flag_in_permissions = registers.field<SCTLR::AFE>();
    stage.tex_remap = registers.field<SCTLR::TRE>();
    stage.write_implies_no_execute = registers.field<SCTLR::WXN>();
    stage.unprivileged_write_implies_no_execute = registers.field<SCTLR::UWXN>();
    stage.memory_attributes =
        registers.raw<spec::cb::MAIR0>() | std::uint64_t{registers.raw<spec::cb::MAIR1>()} << 32;
  }
  set_ranges(device.configuration, bank, stage);
  return stage;
}

// The path of a nested bank: what its CBAR names must be there and be a stage 2 bank.
Path nested_path(const Device& device, const Bank& bank) {
  const unsigned second = CBAR::Nested::CBNDX::decode(bank.CBAR);
  if (second >= device.configuration.size.banks) return Path::unimplemented;
  const Bank& other = device.bank(BankIndex(static_cast<std::uint8_t>(second)));
  return device.configuration.features.nested && is_stage2(other) ? Path::nested : Path::faults;
}

Path path_of(const Device& device, const Bank& bank) {
  switch (type_of(bank)) {
    case ContextType::stage2: return Path::stage2;
    case ContextType::stage1_stage2_bypass: return Path::stage1;
    case ContextType::stage1_stage2_fault: return Path::faults;
    case ContextType::nested: return nested_path(device, bank);
  }
  return Path::faults;
}

// Which bit of the incoming address is copied upwards. Without a 49-bit bus there is no explicit
// sign bit to copy.
std::uint8_t sign_bit_of(const Device& device, const Bank& bank) {
  if (is_stage2(bank) || format_of(bank) != Format::aarch64) return 63;
  switch (bank.registers.field<TCR2::SEP>()) {
    case spec::cb::SignExtension::bit31: return 31;
    case spec::cb::SignExtension::bit35: return 35;
    case spec::cb::SignExtension::bit39: return 39;
    case spec::cb::SignExtension::bit41: return 41;
    case spec::cb::SignExtension::bit43: return 43;
    case spec::cb::SignExtension::bit47: return 47;
    default: return device.configuration.size.upstream_bits == 49 ? 48 : 63;
  }
}

Context derive(const Device& device, const Bank& bank) {
  Context context;
  context.path = path_of(device, bank);
  context.stage = stage_of(device, bank);
  context.usable =
      context.stage.enabled && context.path != Path::faults && context.path != Path::unimplemented;
  context.sign_bit = sign_bit_of(device, bank);
  context.prefetches = device.configuration.behaviour.prefetches_next_page &&
                       spec::mmu500::ACTLR::CPRE::decode(bank.registers.raw<spec::cb::ACTLR>());
  for (const Range& range : context.stage.ranges)
    context.ignores_top_byte = context.ignores_top_byte || range.ignores_top_byte;
  if (context.path == Path::nested) {
    context.second_bank =
        BankIndex(static_cast<std::uint8_t>(CBAR::Nested::CBNDX::decode(bank.CBAR)));
  }
  return context;
}

}  // namespace

bool is_stage2(const Bank& bank) {
  return type_of(bank) == ContextType::stage2;
}

Format format_of(const Bank& bank) {
  if (CBA2R::VA64::decode(bank.CBA2R)) return Format::aarch64;
  const bool extended = TCR::Short::EAE::decode(bank.registers.raw<TCR>());
  return is_stage2(bank) || extended ? Format::aarch32_long : Format::aarch32_short;
}

Vmid vmid_of(const Device& device, const Bank& bank) {
  const bool wide = spec::gr0::sCR0::VMID16EN::decode(device.global.raw<spec::gr0::sCR0>());
  return Vmid(static_cast<std::uint16_t>(wide ? CBA2R::VMID16::decode(bank.CBA2R)
                                              : CBAR::Stage2::VMID::decode(bank.CBAR)));
}

std::uint16_t asid_mask(const Bank& bank) {
  const bool wide = format_of(bank) == Format::aarch64 && bank.registers.field<TCR2::AS>();
  return wide ? 0xffff : 0xff;
}

Asid asid_of(const Bank& bank) {
  const auto& registers = bank.registers;
  std::uint32_t asid = 0;
  if (format_of(bank) == Format::aarch32_short) {
    asid = registers.field<CONTEXTIDR::ASID>();
  } else {
    const bool from_one = TCR::Stage1Aarch64::A1::decode(registers.raw<TCR>());
    const std::uint64_t ttbr = from_one ? registers.raw<TTBR1>() : registers.raw<TTBR0>();
    asid = TTBR0::Aarch64::ASID::decode(ttbr);
  }
  return Asid(static_cast<std::uint16_t>(asid & asid_mask(bank)));
}

TlbTag tag_of(const Device& device, const Bank& bank) {
  const Vmid vmid = vmid_of(device, bank);
  if (is_stage2(bank)) return TlbTag::stage2(vmid);
  const bool hyp = type_of(bank) == ContextType::stage1_stage2_bypass &&
                   CBAR::Stage1Bypass::HYPC::decode(bank.CBAR);
  return hyp ? TlbTag::hyp_stage1() : TlbTag::stage1(vmid, asid_of(bank));
}

void derive_context(Device& device, Bank& bank) {
  bank.context = derive(device, bank);
  bank.context_of = device.configuration_count;
}

}  // namespace faultline::model
