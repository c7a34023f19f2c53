// SPDX-License-Identifier: Apache-2.0
//
// The implementations that the driver knows, each with a model of it: four context banks each.
#pragma once
#include <array>
#include <ostream>
#include <string>
#include <vector>

#include "driver/flavour/kinds.hpp"
#include "machine.hpp"
#include "model/flavour.hpp"

namespace faultline::driver::testing {

struct Implementation {
  const char* name;
  model::Configuration model;
  flavour::Kind kind;
};

// How GoogleTest shows one.
inline void PrintTo(const Implementation& implementation, std::ostream* out) {
  *out << implementation.name;
}

// The architecture with no implementation's own ways.
inline model::Configuration plain_model() {
  model::Configuration made;
  made.size.banks = Machine::bank_count;
  return made;
}
inline model::Configuration marvell_model() {
  model::Configuration made = model::mmu500(Machine::bank_count);
  made.errata.splits_64bit_accesses = true;
  return made;
}
// Firmware makes "fault" out of "bypass".
inline model::Configuration spoiling_model() {
  model::Configuration made = model::qcom_smmu_v2(Machine::bank_count);
  made.errata.bypass_becomes_fault = true;
  return made;
}

// Its fault handlers are threads.
inline Implementation adreno() {
  return {"adreno", model::qcom_smmu_v2(Machine::bank_count), flavour::Kind::adreno_v2};
}

inline std::array<Implementation, 8> implementations() {
  using flavour::Kind;
  constexpr std::uint8_t banks = Machine::bank_count;
  return {{{"generic", plain_model(), Kind::generic},
           {"mmu500", model::mmu500(banks), Kind::mmu500},
           {"qcom", model::qcom_smmu500(banks), Kind::qcom_mmu500},
           adreno(),
           {"spoiling", spoiling_model(), Kind::qcom_v2},
           {"cavium", model::cavium_thunderx(banks, 32), Kind::cavium},
           {"marvell", marvell_model(), Kind::marvell},
           {"nvidia", model::mmu500(banks), Kind::nvidia}}};
}

// Those whose banks can stall a faulting transaction.
inline std::vector<Implementation> stalling_implementations() {
  std::vector<Implementation> able;
  for (const Implementation& each : implementations()) {
    if (each.model.behaviour.stall_model) able.push_back(each);
  }
  return able;
}

inline constexpr auto name_of_implementation = [](const auto& tested) {
  return std::string(tested.param.name);
};

}  // namespace faultline::driver::testing
