// SPDX-License-Identifier: Apache-2.0
//
// Runtime PM at the two ends of an SMMU's service.
#include "driver/probe_power.hpp"

#include "driver/smmu.hpp"

namespace faultline::driver {

Result<void, power::Error> enable_runtime_power(Smmu& smmu) {
  power::Device* device = smmu.power_device();
  if (!device) return {};
  // The reference first: between enabling and it, the device could fall asleep.
  device->get_noresume();
  if (auto active = device->set_active(); !active) {
    device->put_noidle();
    return active;
  }
  device->set_autosuspend_delay(static_cast<std::int64_t>(smmu.options().autosuspend_delay_ns));
  device->use_autosuspend();
  device->enable();
  smmu.bringup().power_enabled = true;
  return {};
}

void let_go_of_power(Smmu& smmu) {
  if (power::Device* device = smmu.power_device()) device->put_autosuspend();
}

bool hold_power(Smmu& smmu) {
  if (!smmu.bringup().power_enabled) return true;
  return smmu.power_device()->get_sync().has_value();
}

void disable_runtime_power(Smmu& smmu) {
  if (!smmu.bringup().power_enabled) return;
  smmu.bringup().power_enabled = false;
  power::Device* device = smmu.power_device();
  device->disable();
  device->dont_use_autosuspend();
  device->put_noidle();
}

void give_up_power(Smmu& smmu) {
  power::Device* device = smmu.power_device();
  if (!device) return;
  // Only of an enabled device is this refused.
  const bool suspended = device->set_suspended().has_value();
  FL_CHECK(suspended);
}

}  // namespace faultline::driver
