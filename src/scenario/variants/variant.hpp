// SPDX-License-Identifier: Apache-2.0
//
// A driver that differs from the shipped one in its policy, its tables of steps, what it does when
// the whole system sleeps, or several of these. What is not named is the shipped driver's own.
#pragma once
#include <functional>
#include <optional>

#include "driver/config.hpp"
#include "driver/smmu.hpp"
#include "power/callbacks.hpp"
#include "power/device.hpp"

namespace faultline::scenario {

// What it points at outlives the run.
struct Variant {
  driver::FaultPolicy* policy = nullptr;         // null: the gate
  std::optional<driver::Sequences> sequences{};  // what they refer to outlives the run
  power::SleepCallbacks* sleep = nullptr;
  // Told the SMMU and its power device before it is probed; may be empty.
  std::function<void(driver::Smmu&, power::Device&)> meet{};
};

}  // namespace faultline::scenario
