// SPDX-License-Identifier: Apache-2.0
//
// How an SMMU comes into service, as a table of steps. Interrupts are requested when the SMMU is
// reset and runtime PM is set up, and not before: a fault that firmware left must not find a
// handler over registers that nobody has looked at yet.
#pragma once
#include <span>

#include "driver/sequence.hpp"

namespace faultline::driver {

// Each step that fails has set Smmu::Bringup::error.
[[nodiscard]] std::span<const Step> probe_steps();

}  // namespace faultline::driver
