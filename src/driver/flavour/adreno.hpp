// SPDX-License-Identifier: Apache-2.0
//
// The SMMU in front of an Adreno GPU and its GMU. The GPU switches its tables itself, by writing to
// the registers of context bank 0, so that bank is the GPU's and nobody else's; what the GPU's
// driver does with it is in driver/flavour/adreno_context.hpp.
#pragma once
#include "driver/flavour/qcom.hpp"

namespace faultline::driver::flavour {

class Adreno : public Qcom {
 public:
  [[nodiscard]] const char* name() const override { return "adreno"; }

  // The GPU: bank 0. The others: from bank 1 on.
  [[nodiscard]] BankRange banks(const Capabilities& capabilities, const DomainOptions& options,
                                bool stage2) const override;
  // The GMU has to go on while a fault of the GPU waits for its verdict, or the GPU cannot be
  // reset: HUPCF is always set.
  void prepare(BankControl& control, const DomainOptions& options) const override;
  // The GPU's driver takes a mutex and its GPU's power in its fault handler.
  [[nodiscard]] bool threaded_context_faults() const override { return true; }

 protected:
  ~Adreno() = default;
};

class AdrenoSmmuV2 final : public Adreno {
 public:
  // 16K pages do not work with the GPU's own table switches.
  void adjust(Smmu& smmu, Capabilities& capabilities) override;
};

class AdrenoMmu500 final : public Adreno {
 public:
  [[nodiscard]] const char* name() const override { return "adreno-mmu500"; }
  void reset(Smmu& smmu) override;
  void reset_bank(Smmu& smmu, BankIndex bank) override;
};

}  // namespace faultline::driver::flavour
