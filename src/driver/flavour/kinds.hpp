// SPDX-License-Identifier: Apache-2.0
//
// All flavours, to choose one by what a device tree's compatible string says.
#pragma once
#include <cstdint>

#include "driver/flavour/adreno.hpp"
#include "driver/flavour/cavium.hpp"
#include "driver/flavour/generic.hpp"
#include "driver/flavour/marvell.hpp"
#include "driver/flavour/mmu500.hpp"
#include "driver/flavour/nvidia.hpp"
#include "driver/flavour/qcom.hpp"

namespace faultline::driver::flavour {

enum class Kind : std::uint8_t {
  generic,        // arm,smmu-v2
  mmu500,         // arm,mmu-500
  qcom_v2,        // qcom,smmu-v2
  qcom_mmu500,    // qcom,smmu-500
  adreno_v2,      // qcom,adreno-smmu with qcom,smmu-v2
  adreno_mmu500,  // qcom,adreno-smmu with qcom,smmu-500
  nvidia,         // nvidia,smmu-500
  cavium,         // cavium,smmu-v2
  marvell,        // marvell,ap806-smmu-500
};

// One of each, a few words in all, for an SMMU whose kind is known only at run time. One per SMMU:
// a flavour remembers what probing found out.
class Kinds {
 public:
  // `id_base` is Cavium's alone.
  explicit Kinds(std::uint16_t id_base = 0) : cavium_(id_base) {}
  Kinds(const Kinds&) = delete;
  Kinds& operator=(const Kinds&) = delete;

  [[nodiscard]] Flavour& get(Kind kind);

 private:
  Generic generic_;
  ArmMmu500 mmu500_;
  QcomSmmuV2 qcom_v2_;
  QcomMmu500 qcom_mmu500_;
  AdrenoSmmuV2 adreno_v2_;
  AdrenoMmu500 adreno_mmu500_;
  Nvidia nvidia_;
  Cavium cavium_;
  Marvell marvell_;
};

}  // namespace faultline::driver::flavour
