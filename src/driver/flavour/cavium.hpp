// SPDX-License-Identifier: Apache-2.0
//
// Cavium ThunderX.
#pragma once
#include "driver/flavour.hpp"

namespace faultline::driver::flavour {

// Erratum 27704: the SMMUs of one chip share their TLB without telling whose an entry is, so that
// ASIDs and VMIDs have to be unique in the chip.
class Cavium final : public Flavour {
 public:
  // `id_base`: how many context banks the chip's other SMMUs before this one have.
  explicit Cavium(std::uint16_t id_base) : id_base_(id_base) {}

  [[nodiscard]] const char* name() const override { return "cavium"; }
  void adjust(Smmu& smmu, Capabilities& capabilities) override;
  [[nodiscard]] Asid asid(BankIndex bank) const override {
    return Asid(static_cast<std::uint16_t>(id_base_ + bank.value));
  }
  [[nodiscard]] Vmid vmid(BankIndex bank) const override {
    return Vmid(static_cast<std::uint16_t>(id_base_ + bank.value + 1));
  }

 private:
  const std::uint16_t id_base_;
};

}  // namespace faultline::driver::flavour
