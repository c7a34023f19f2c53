// SPDX-License-Identifier: Apache-2.0
//
// Power-on, power loss, clock gating, reset: what is guaranteed afterwards, and what is arbitrary.
// IHI 0062, reset values of each register; DDI 0517 for MMU-500.
#pragma once
#include "model/device.hpp"

namespace faultline::model {

void change_supply(Device& device, Supply supply);
void reset(Device& device);

}  // namespace faultline::model
