// SPDX-License-Identifier: Apache-2.0
//
// Setting up and ending runtime PM of an SMMU. Without a power device all of this does nothing.
#pragma once
#include "base/result.hpp"
#include "power/vocabulary.hpp"

namespace faultline::driver {

class Smmu;

// The SMMU is awake and runtime PM disabled. Declares the device active, and enables runtime PM
// with autosuspend; one reference is held, which keeps it awake. On an error runtime PM is disabled
// and no reference held. Thread context.
[[nodiscard]] Result<void, power::Error> enable_runtime_power(Smmu& smmu);
// Drops that reference: the SMMU may autosuspend. Any context.
void let_go_of_power(Smmu& smmu);
// After let_go_of_power: wakes the SMMU and holds it awake again. False: it sleeps, and does not
// wake; the reference is held all the same. Thread context.
[[nodiscard]] bool hold_power(Smmu& smmu);
// With the reference held: disables runtime PM and drops it. The SMMU's own state does not change,
// and its device counts as active. Thread context.
void disable_runtime_power(Smmu& smmu);
// After that, when the SMMU no longer needs power. Thread context.
void give_up_power(Smmu& smmu);

}  // namespace faultline::driver
