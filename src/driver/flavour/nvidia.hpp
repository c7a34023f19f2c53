// SPDX-License-Identifier: Apache-2.0
//
// NVIDIA Tegra194 and Tegra234: MMU-500s. This driver drives one instance; pairs that have to be
// programmed alike are not supported.
#pragma once
#include "driver/flavour/mmu500.hpp"

namespace faultline::driver::flavour {

// The walk cache returns a wrong descriptor when a block replaces a table or the other way round
// while it is being walked: mappings are made of pages alone.
class Nvidia final : public Mmu500 {
 public:
  [[nodiscard]] const char* name() const override { return "nvidia"; }
  void adjust(Smmu& /*smmu*/, Capabilities& capabilities) override { capabilities.blocks = false; }
};

}  // namespace faultline::driver::flavour
