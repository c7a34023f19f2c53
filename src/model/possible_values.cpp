// SPDX-License-Identifier: Apache-2.0
//
// Which bits of a register exist depends on the device: features that it lacks, banks that do stage
// 2 only, layouts by type. IHI 0062, descriptions of sCR0, SMRn, S2CRn, CBARn, CBA2Rn.
#include "base/bits.hpp"
#include "model/context_derivation.hpp"
#include "model/register_writes.hpp"
#include "spec/gr1.hpp"

namespace faultline::model {
namespace {

using reg::Access;
using spec::gr0::S2CR;
using spec::gr0::sCR0;
using spec::gr0::SMR;
using spec::gr1::CBA2R;
using spec::gr1::CBAR;
using spec::gr1::ContextType;

template <typename Layout>
constexpr auto writable = static_cast<std::uint32_t>(Layout::Fields::mask_of(Access::rw));

std::uint32_t without(std::uint32_t value, std::uint64_t mask, bool remove) {
  return remove ? value & ~static_cast<std::uint32_t>(mask) : value;
}

// Bits that software cannot change keep their reset value.
std::uint32_t with_fixed(std::uint32_t value, std::uint32_t writable_bits, std::uint32_t reset) {
  return (value & writable_bits) | (reset & ~writable_bits);
}

bool within(std::uint32_t offset, std::uint32_t first, std::uint32_t bytes) {
  return offset >= first && offset < first + bytes;
}

}  // namespace

bool is_present(const Device& device, std::uint32_t offset) {
  if (device.configuration.features.address_translation) return true;
  return !within(offset, spec::gr0::GPAR::offset(), 8) && offset != spec::gr0::GATSR::offset();
}

bool is_present(const Device& device, const Bank& bank, std::uint32_t offset) {
  namespace cb = spec::cb;
  const bool stage2 = is_stage2(bank);
  if (within(offset, cb::IPAFAR::offset(), 8)) return stage2;
  if (within(offset, cb::PAR::offset(), 8) || offset == cb::ATSR::offset())
    return !stage2 && device.configuration.features.address_translation;
  if (within(offset, cb::TTBR1::offset(), 8) || within(offset, cb::MAIR0::offset(), 8) ||
      offset == cb::TCR2::offset() || offset == cb::CONTEXTIDR::offset())
    return !stage2;
  return true;
}

std::uint32_t possible_sCR0(const Configuration& configuration, std::uint32_t value) {
  const Features& features = configuration.features;
  value &= writable<sCR0>;
  value = without(value, sCR0::EXIDENABLE::mask, !features.extended_stream_ids);
  value = without(value, sCR0::VMID16EN::mask, !features.vmid16);
  value = without(value, sCR0::HYPMODE::mask, true);  // needs IDR2.E2HS, which no configuration has
  return without(value, sCR0::STALLD::mask | sCR0::GSE::mask, !configuration.behaviour.stall_model);
}

// Neither compressed indexing nor more than 127 groups is ever announced.
std::uint32_t possible_sCR2(const Configuration& configuration, std::uint32_t value) {
  using spec::gr0::sCR2;
  const std::uint64_t vmids = configuration.features.vmid16 ? 0xffff : 0xff;
  return value & static_cast<std::uint32_t>(sCR2::BPVMID::mask & vmids);
}

std::uint32_t possible_SMR(const Device& device, std::uint32_t value) {
  if (device.global.field<sCR0::EXIDENABLE>()) return value;
  const auto ids =
      static_cast<std::uint32_t>(base::mask(device.configuration.size.stream_id_bits - 1u, 0));
  return value & (ids | ids << 16 | static_cast<std::uint32_t>(SMR::Basic::VALID::mask));
}

std::uint32_t possible_S2CR(const Device& device, std::uint32_t value) {
  if (device.configuration.errata.bypass_becomes_fault &&
      S2CR::TYPE::decode(value) == spec::gr0::StreamType::bypass) {
    value = (value & ~static_cast<std::uint32_t>(S2CR::TYPE::mask)) |
            static_cast<std::uint32_t>(S2CR::TYPE::encode(spec::gr0::StreamType::fault));
  }
  value = without(value, S2CR::EXIDVALID::mask, !device.configuration.features.extended_stream_ids);
  switch (S2CR::TYPE::decode(value)) {
    case spec::gr0::StreamType::translate: return value & writable<S2CR::Translation>;
    case spec::gr0::StreamType::bypass: return value & writable<S2CR::Bypass>;
    default: return value & writable<S2CR::Fault>;
  }
}

std::uint32_t possible_CBAR(const Configuration& configuration, BankIndex index,
                            std::uint32_t value) {
  const bool stage2_only =
      !configuration.features.stage1 || index.value < configuration.size.stage2_only_banks;
  value = without(value, CBAR::IRPTNDX::mask, true);  // SMMUv2 has a line per bank
  if (stage2_only) {
    value = without(value, CBAR::TYPE::mask, true);
  } else if (!configuration.features.stage2 && CBAR::TYPE::decode(value) == ContextType::stage2) {
    value |= static_cast<std::uint32_t>(CBAR::TYPE::encode(ContextType::stage1_stage2_bypass));
  }
  switch (CBAR::TYPE::decode(value)) {
    case ContextType::stage2: return value & writable<CBAR::Stage2>;
    case ContextType::stage1_stage2_bypass: return value & writable<CBAR::Stage1Bypass>;
    case ContextType::stage1_stage2_fault: return value & writable<CBAR::Stage1Fault>;
    case ContextType::nested: return value & writable<CBAR::Nested>;
  }
  return value;
}

std::uint32_t possible_CBA2R(const Configuration& configuration, std::uint32_t value) {
  const Features& features = configuration.features;
  const bool aarch64 = features.granule_4k || features.granule_16k || features.granule_64k;
  value &= writable<CBA2R>;
  value = without(value, CBA2R::MONC::mask, true);
  value = without(value, CBA2R::VMID16::mask, !features.vmid16);
  value = without(value, CBA2R::VA64::mask, !aarch64);
  return features.aarch32_long ? value : value | static_cast<std::uint32_t>(CBA2R::VA64::mask);
}

// There is no hardware update of descriptors (IDR1.HAFDBS is 0).
std::uint32_t possible_TCR2(const Configuration& configuration, std::uint32_t value) {
  using spec::cb::TCR2;
  const Behaviour& behaviour = configuration.behaviour;
  value = with_fixed(value, behaviour.TCR2_bits, behaviour.TCR2_reset);
  value = without(value, TCR2::HA::mask | TCR2::HD::mask, true);
  return without(value, TCR2::HAD0::mask | TCR2::HAD1::mask,
                 !configuration.features.hierarchy_disable);
}

std::uint32_t possible_SCTLR(const Configuration& configuration, std::uint32_t value) {
  const Behaviour& behaviour = configuration.behaviour;
  value = with_fixed(value, behaviour.SCTLR_bits, behaviour.SCTLR_reset);
  return without(value, spec::cb::SCTLR::CFCFG::mask, !behaviour.stall_model);
}

}  // namespace faultline::model
