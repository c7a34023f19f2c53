// SPDX-License-Identifier: Apache-2.0
//
// What sets each implementation apart from the architecture's defaults.
#include "model/flavour.hpp"

#include "spec/mmu500.hpp"

namespace faultline::model {
namespace {

void set_global_register(Behaviour& behaviour, const spec::mmu500::Difference& difference) {
  if (difference.offset == spec::gr0::sACR::offset()) {
    behaviour.sACR_reset = difference.reset;
    behaviour.sACR_bits = static_cast<std::uint32_t>(difference.rules.rw);
  } else if (difference.offset == spec::gr0::sCR0::offset()) {
    behaviour.sCR0_reset = difference.reset;
    behaviour.sCR0_guaranteed = 0xffff'ffff;
    behaviour.sCR0_read_only = static_cast<std::uint32_t>(difference.rules.ro);
  }
}

void set_bank_register(Behaviour& behaviour, const spec::mmu500::Difference& difference) {
  const auto writable = static_cast<std::uint32_t>(difference.rules.rw);
  switch (difference.offset) {
    case spec::cb::ACTLR::offset():
      behaviour.ACTLR_reset = difference.reset;
      behaviour.ACTLR_bits = writable;
      break;
    case spec::cb::SCTLR::offset():
      behaviour.SCTLR_reset = difference.reset;
      behaviour.SCTLR_bits = writable;
      break;
    case spec::cb::TCR2::offset():
      behaviour.TCR2_reset = difference.reset;
      behaviour.TCR2_bits = writable;
      break;
    default: break;
  }
}

// CBAR.IRPTNDX is the only difference of space 1, and absent from every SMMUv2.
void set_registers_of_mmu500(Behaviour& behaviour) {
  for (const spec::mmu500::Difference& difference : spec::mmu500::differences) {
    switch (difference.space) {
      case spec::Space::gr0: set_global_register(behaviour, difference); break;
      case spec::Space::gr1: behaviour.CBAR_reset = difference.reset; break;
      case spec::Space::cb: set_bank_register(behaviour, difference); break;
    }
  }
}

}  // namespace

Configuration mmu500(std::uint8_t banks, std::uint8_t stream_groups) {
  Configuration configuration;
  configuration.size.banks = banks;
  configuration.size.stream_groups = stream_groups;
  configuration.size.pages_64k = true;
  configuration.features.granule_16k = false;
  configuration.features.address_translation = false;
  configuration.behaviour.cache_lock = true;
  configuration.behaviour.prefetches_next_page = true;
  configuration.behaviour.IDR7 = 0x21;
  set_registers_of_mmu500(configuration.behaviour);
  return configuration;
}

Configuration qcom_smmu500(std::uint8_t banks, std::uint8_t stream_groups) {
  Configuration configuration = mmu500(banks, stream_groups);
  configuration.behaviour.ACTLR_bits = 0xffff'ffff;
  // Firmware has unlocked it before a non-secure driver runs.
  configuration.behaviour.cache_lock = false;
  return configuration;
}

Configuration qcom_smmu_v2(std::uint8_t banks, std::uint8_t stream_groups) {
  Configuration configuration;
  configuration.size.banks = banks;
  configuration.size.stream_groups = stream_groups;
  return configuration;
}

Configuration cavium_thunderx(std::uint8_t banks, std::uint8_t stream_groups) {
  Configuration configuration;
  configuration.size.banks = banks;
  configuration.size.stream_groups = stream_groups;
  configuration.size.pages_64k = true;
  configuration.features.aarch32_long = configuration.features.aarch32_short = false;
  configuration.features.address_translation = false;
  configuration.behaviour.stall_model = false;
  configuration.behaviour.honours_hupcf = false;
  return configuration;
}

}  // namespace faultline::model
