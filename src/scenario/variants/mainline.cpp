// SPDX-License-Identifier: Apache-2.0
//
// Power references of everything but the handlers, and system sleep.
#include "scenario/variants/mainline.hpp"

#include "driver/smmu.hpp"
#include "scenario/variants/mainline_sequences.hpp"

namespace faultline::scenario::variants {

using driver::Admission;
using driver::Purpose;

void Mainline::meet(driver::Smmu& smmu, power::Device& device) {
  smmu_ = &smmu;
  device_ = &device;
}

driver::Sequences Mainline::sequences() const {
  return mainline_sequences(mainline_suspend());
}

Result<void, power::Error> Mainline::rpm_get() {
  if (!device_->enabled()) return {};
  return device_->resume_and_get();
}

void Mainline::rpm_put() {
  if (device_->enabled()) device_->put_autosuspend();
}

Admission Mainline::admit(Purpose purpose) {
  switch (purpose) {
    case Purpose::maintenance:
      static_cast<void>(rpm_get());  // mainline does not look
      return {.admitted = true};
    case Purpose::configuration: return {.admitted = rpm_get().has_value()};
    case Purpose::stall_switch: return {.admitted = device_->get_if_active().value_or(false)};
    case Purpose::context_fault:
    case Purpose::global_fault: break;
  }
  return guard(purpose);
}

void Mainline::release(Purpose purpose, const Admission& admission) {
  switch (purpose) {
    case Purpose::maintenance:
    case Purpose::configuration: return rpm_put();
    case Purpose::stall_switch: return device_->put_autosuspend();
    case Purpose::context_fault:
    case Purpose::global_fault: return unguard(purpose, admission);
  }
}

// The runtime callbacks are called by hand, behind the power core's back: the status stays what it
// is.
power::CallbackResult Mainline::suspend() {
  put_to_sleep_ = false;
  if (device_->suspended()) return {};
  FL_TRY(smmu_->suspend());
  put_to_sleep_ = true;
  return {};
}

power::CallbackResult Mainline::resume() {
  if (!put_to_sleep_) return {};
  put_to_sleep_ = false;
  return smmu_->resume();
}

}  // namespace faultline::scenario::variants
