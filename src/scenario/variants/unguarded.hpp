// SPDX-License-Identifier: Apache-2.0
//
// The policy "none": what mainline Linux does. Fault handlers touch the registers whatever the
// power does, the other paths take a power reference, and suspending only cuts the clocks. It is
// here so that the failure can be shown, and is no part of the driver.
#pragma once
#include "driver/config.hpp"
#include "driver/policy.hpp"
#include "power/device.hpp"

namespace faultline::scenario::variants {

class Unguarded : public driver::FaultPolicy {
 public:
  Unguarded() : FaultPolicy(Preemption::allowed) {}
  virtual ~Unguarded() = default;

  // The SMMU's; before it is probed.
  void set_device(power::Device& device) { device_ = &device; }

  [[nodiscard]] driver::Admission admit(driver::Purpose purpose) override;
  [[nodiscard]] driver::Admission readmit(driver::Purpose purpose) override;
  void release(driver::Purpose purpose, const driver::Admission& admission) override;

 private:
  power::Device* device_ = nullptr;
};

// The driver's tables, with suspend and resume as in mainline.
[[nodiscard]] driver::Sequences unguarded_sequences();

}  // namespace faultline::scenario::variants
