// SPDX-License-Identifier: Apache-2.0
//
// Which entries a write to a TLB maintenance register names. IHI 0062, SMMU_CBn_TLBIVA and its
// siblings.
#include "model/context_derivation.hpp"
#include "model/sync.hpp"

namespace faultline::model {
namespace {

namespace cb = spec::cb;
namespace gr0 = spec::gr0;

// VA[55:12] of an operand as an input address.
std::uint64_t address_of(std::uint64_t page) {
  return static_cast<std::uint64_t>(static_cast<std::int64_t>(page << 20) >> 8);
}

Invalidate of_vmid(const Device& device, const Bank& bank) {
  Invalidate what;
  what.scope = Invalidate::Scope::stage1;
  what.regime = tag_of(device, bank).is_hyp() ? Invalidate::Regime::hyp : Invalidate::Regime::guest;
  what.vmid = vmid_of(device, bank);
  return what;
}

// An address, and an ASID where the operation has one. The width of the operand follows CBA2R.VA64.
Invalidate by_address(const Device& device, const Bank& bank, std::uint64_t operand, bool any_asid,
                      bool last_level_only) {
  Invalidate what = of_vmid(device, bank);
  what.any_asid = any_asid;
  what.last_level_only = last_level_only;
  if (format_of(bank) == Format::aarch64) {
    using Operand = cb::TLBIVA::Aarch64;
    what.address = address_of(Operand::VA::decode(operand));
    what.asid = Asid(static_cast<std::uint16_t>(Operand::ASID::decode(operand)));
  } else {
    using Operand = cb::TLBIVA::Aarch32;
    what.address = std::uint64_t{Operand::VA::decode(operand)} << 12;
    what.asid = Asid(static_cast<std::uint16_t>(Operand::ASID::decode(operand)));
  }
  what.asid.value &= asid_mask(bank);
  return what;
}

Invalidate by_asid(const Device& device, const Bank& bank, std::uint64_t operand) {
  Invalidate what = of_vmid(device, bank);
  what.any_address = true;
  what.keeps_global = true;
  what.asid = Asid(static_cast<std::uint16_t>(cb::TLBIASID::ASID::decode(operand)));
  what.asid.value &= asid_mask(bank);
  return what;
}

Invalidate everything_of_vmid(const Device& device, const Bank& bank) {
  Invalidate what = of_vmid(device, bank);
  what.any_address = what.any_asid = true;
  return what;
}

Invalidate by_ipa(const Device& device, const Bank& bank, std::uint64_t operand,
                  bool last_level_only) {
  Invalidate what = of_vmid(device, bank);
  what.scope = Invalidate::Scope::stage2;
  what.address = cb::TLBIIPAS2::IPA::decode(operand) << 12;
  what.last_level_only = last_level_only;
  return what;
}

std::optional<Invalidate> stage1_invalidation(const Device& device, const Bank& bank,
                                              std::uint32_t offset, std::uint64_t operand) {
  switch (offset) {
    case cb::TLBIVA::offset(): return by_address(device, bank, operand, false, false);
    case cb::TLBIVAA::offset(): return by_address(device, bank, operand, true, false);
    case cb::TLBIVAL::offset(): return by_address(device, bank, operand, false, true);
    case cb::TLBIVAAL::offset(): return by_address(device, bank, operand, true, true);
    case cb::TLBIASID::offset(): return by_asid(device, bank, operand);
    case cb::TLBIALL::offset(): return everything_of_vmid(device, bank);
    default: return std::nullopt;
  }
}

std::optional<Invalidate> stage2_invalidation(const Device& device, const Bank& bank,
                                              std::uint32_t offset, std::uint64_t operand) {
  switch (offset) {
    case cb::TLBIIPAS2::offset(): return by_ipa(device, bank, operand, false);
    case cb::TLBIIPAS2L::offset(): return by_ipa(device, bank, operand, true);
    default: return std::nullopt;
  }
}

Invalidate globally(Invalidate::Scope scope, Invalidate::Regime regime) {
  Invalidate what;
  what.scope = scope;
  what.regime = regime;
  what.any_address = what.any_asid = what.any_vmid = true;
  return what;
}

Invalidate of_one_vmid(const Device& device, Invalidate::Scope scope, std::uint64_t operand) {
  Invalidate what = globally(scope, Invalidate::Regime::guest);
  const bool wide = device.global.field<gr0::sCR0::VMID16EN>();
  what.any_vmid = false;
  what.vmid = Vmid(static_cast<std::uint16_t>(operand & (wide ? 0xffff : 0xff)));
  return what;
}

Invalidate hyp_address(std::uint64_t address, bool last_level_only) {
  Invalidate what = globally(Invalidate::Scope::stage1, Invalidate::Regime::hyp);
  what.any_address = false;
  what.address = address;
  what.last_level_only = last_level_only;
  return what;
}

}  // namespace

std::optional<Invalidate> bank_invalidation(const Device& device, BankIndex index,
                                            std::uint32_t offset, std::uint64_t operand) {
  const Bank& bank = device.bank(index);
  auto what = is_stage2(bank) ? stage2_invalidation(device, bank, offset, operand)
                              : stage1_invalidation(device, bank, offset, operand);
  if (what) what->bank = index;
  return what;
}

std::optional<Invalidate> global_invalidation(const Device& device, std::uint32_t offset,
                                              std::uint64_t operand) {
  using Scope = Invalidate::Scope;
  using Regime = Invalidate::Regime;
  switch (offset) {
    case gr0::TLBIVMID::offset(): return of_one_vmid(device, Scope::both, operand);
    case gr0::TLBIVMIDS1::offset(): return of_one_vmid(device, Scope::stage1, operand);
    case gr0::TLBIALLNSNH::offset(): return globally(Scope::both, Regime::guest);
    case gr0::TLBIALLH::offset(): return globally(Scope::both, Regime::hyp);
    case gr0::TLBIVAH::offset():
      return hyp_address(std::uint64_t{gr0::TLBIVAH::VA::decode(operand)} << 12, false);
    case gr0::TLBIVAH64::offset():
      return hyp_address(address_of(gr0::TLBIVAH64::VA::decode(operand)), false);
    case gr0::TLBIVALH64::offset():
      return hyp_address(address_of(gr0::TLBIVALH64::VA::decode(operand)), true);
    default: return std::nullopt;
  }
}

}  // namespace faultline::model
