// SPDX-License-Identifier: Apache-2.0
//
// Qualcomm's SMMUs: one of its own ("smmu-v2") and one built from an MMU-500. What they do
// otherwise is known from public drivers; there is no manual.
#pragma once
#include "driver/flavour.hpp"

namespace faultline::driver::flavour {

// Both kinds.
class Qcom : public Flavour {
 public:
  [[nodiscard]] const char* name() const override { return "qcom"; }

  // Firmware of some SoCs traps writes of S2CR and makes "fault" out of "bypass". Where it does,
  // the last bank is taken away from translation and stands in for bypass.
  void adjust(Smmu& smmu, Capabilities& capabilities) override;
  [[nodiscard]] std::optional<BankIndex> bypass_bank() const override { return bypass_bank_; }
  // The reserved bank passes everything on: its attributes are written, and its SCTLR stays 0.
  void reset_bank(Smmu& smmu, BankIndex bank) override;

  // Invalidating the walk caches by address does not reach all of them.
  [[nodiscard]] bool walks_by_asid() const override { return true; }

 protected:
  ~Qcom() = default;

 private:
  std::optional<BankIndex> bypass_bank_;
};

class QcomSmmuV2 final : public Qcom {};

class QcomMmu500 final : public Qcom {
 public:
  [[nodiscard]] const char* name() const override { return "qcom-mmu500"; }
  void reset(Smmu& smmu) override;
  void reset_bank(Smmu& smmu, BankIndex bank) override;
};

}  // namespace faultline::driver::flavour
