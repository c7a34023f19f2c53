// SPDX-License-Identifier: Apache-2.0
//
// A scenario for a board that nobody has written one for: every enabled master of an SMMU is
// attached with its own stream IDs, passes traffic, faults once, and goes idle.
#pragma once
#include "fdt/description.hpp"
#include "scenario/scenario.hpp"

namespace faultline::scenario {

// `smmu` is an index in the description.
[[nodiscard]] Scenario tour(const fdt::Description& board, std::size_t smmu);

}  // namespace faultline::scenario
