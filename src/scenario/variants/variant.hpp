// SPDX-License-Identifier: Apache-2.0
//
// A driver that differs from the shipped one in its policy, its tables of steps, or both. What is
// not named is the shipped driver's own.
#pragma once
#include <functional>
#include <optional>

#include "driver/config.hpp"
#include "power/device.hpp"

namespace faultline::scenario {

struct Variant {
  driver::FaultPolicy* policy = nullptr;         // null: the gate
  std::optional<driver::Sequences> sequences{};  // what they refer to outlives the run
  std::function<void(power::Device&)> meet{};    // told the SMMU's power device before it is probed
};

}  // namespace faultline::scenario
