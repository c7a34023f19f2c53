// SPDX-License-Identifier: Apache-2.0
//
// The power core's calls, handed on.
#include "driver/power_callbacks.hpp"

#include "driver/smmu.hpp"

namespace faultline::driver {

power::CallbackResult SmmuRuntimeCallbacks::suspend() {
  const power::CallbackResult result = smmu_.suspend();
  // The power core tries again by itself only if the device was busy meanwhile; and it was, with
  // whoever did not let go of it.
  const bool refused = !result && result.error() == power::CallbackError::busy;
  if (refused && smmu_.power_device()) smmu_.power_device()->mark_last_busy();
  return result;
}

power::CallbackResult SmmuRuntimeCallbacks::resume() {
  return smmu_.resume();
}

// Runtime PM is disabled here, so that the status stays what it is.
power::CallbackResult SmmuSleepCallbacks::suspend_late() {
  put_to_sleep_ = false;
  power::Device* device = smmu_.power_device();
  const bool awake =
      smmu_.service() == Service::serving && (!device || device->status() == power::Status::active);
  if (!awake) return {};
  FL_TRY(smmu_.suspend());
  put_to_sleep_ = true;
  return {};
}

power::CallbackResult SmmuSleepCallbacks::resume_early() {
  if (!put_to_sleep_) return {};
  put_to_sleep_ = false;
  return smmu_.resume();
}

}  // namespace faultline::driver
