// SPDX-License-Identifier: Apache-2.0
//
// The shipped gate as something to be altered: a policy that answers what the gate answers, until a
// class derived from it answers something else.
#pragma once
#include <optional>

#include "driver/config.hpp"
#include "driver/gate.hpp"
#include "driver/smmu.hpp"
#include "power/device.hpp"

namespace faultline::scenario::variants {

class OverGate : public driver::FaultPolicy {
 public:
  OverGate() : FaultPolicy(Preemption::forbidden) {}
  virtual ~OverGate() = default;

  // Before the SMMU is probed.
  void meet(driver::Smmu& smmu, power::Device& device) {
    smmu_ = &smmu;
    device_ = &device;
    gate_.emplace(smmu.gate());
  }
  // The tables that belong to it.
  [[nodiscard]] virtual driver::Sequences sequences() const { return driver::default_sequences(); }

  [[nodiscard]] driver::Admission admit(driver::Purpose purpose) override {
    return gate_->admit(purpose);
  }
  [[nodiscard]] driver::Admission readmit(driver::Purpose purpose) override {
    return gate_->readmit(purpose);
  }
  void release(driver::Purpose purpose, const driver::Admission& admission) override {
    gate_->release(purpose, admission);
  }

 protected:
  [[nodiscard]] driver::Smmu& smmu() { return *smmu_; }
  [[nodiscard]] power::Device& device() { return *device_; }

 private:
  driver::Smmu* smmu_ = nullptr;
  power::Device* device_ = nullptr;
  std::optional<driver::GatePolicy> gate_;
};

}  // namespace faultline::scenario::variants
