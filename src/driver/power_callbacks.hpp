// SPDX-License-Identifier: Apache-2.0
//
// What the power core calls: suspend and resume at run time, and around a sleep of the whole
// system. System sleep uses the late and early phases, in which runtime PM is disabled, so that the
// device's status no longer changes under it; interrupt handlers still run then, and the gate keeps
// them away from the registers.
#pragma once
#include "power/callbacks.hpp"

namespace faultline::driver {

class Smmu;

class SmmuRuntimeCallbacks final : public power::RuntimeCallbacks {
 public:
  explicit SmmuRuntimeCallbacks(Smmu& smmu) : smmu_(smmu) {}
  [[nodiscard]] power::CallbackResult suspend() override;
  [[nodiscard]] power::CallbackResult resume() override;

 private:
  Smmu& smmu_;
};

class SmmuSleepCallbacks final : public power::SleepCallbacks {
 public:
  explicit SmmuSleepCallbacks(Smmu& smmu) : smmu_(smmu) {}
  // Puts the SMMU to sleep unless runtime PM has done so. Errors as Smmu::suspend; it is awake.
  [[nodiscard]] power::CallbackResult suspend_late() override;
  // Wakes it if suspend_late put it to sleep. Errors as Smmu::resume; it stays asleep.
  [[nodiscard]] power::CallbackResult resume_early() override;

 private:
  Smmu& smmu_;
  bool put_to_sleep_ = false;  // of the one thread that drives system sleep
};

}  // namespace faultline::driver
