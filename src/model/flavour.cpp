// SPDX-License-Identifier: Apache-2.0
//
// What sets each implementation apart from the architecture's defaults.
#include "model/flavour.hpp"

#include "spec/mmu500.hpp"

namespace faultline::model {
namespace {

void set_registers_of_mmu500(Behaviour& behaviour) {
  for (const spec::mmu500::Difference& difference : spec::mmu500::differences) {
    const auto writable = static_cast<std::uint32_t>(difference.rules.rw);
    if (difference.space == spec::Space::cb) {
      behaviour.ACTLR_reset = difference.reset;
      behaviour.ACTLR_bits = writable;
    } else if (difference.offset == spec::gr0::sACR::offset()) {
      behaviour.sACR_reset = difference.reset;
      behaviour.sACR_bits = writable;
    } else if (difference.offset == spec::gr0::sCR0::offset()) {
      behaviour.sCR0_reset = difference.reset;
      behaviour.sCR0_read_only = static_cast<std::uint32_t>(difference.rules.ro);
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
