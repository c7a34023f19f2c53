// SPDX-License-Identifier: Apache-2.0
//
// A scenario for a board that nobody has written one for: every enabled master of an SMMU is
// attached with its own stream IDs, passes traffic, faults once, and goes idle.
#pragma once
#include <vector>

#include "fdt/description.hpp"
#include "scenario/scenario.hpp"
#include "scenario/smmu_choice.hpp"

namespace faultline::scenario {

// `smmu` is an index in the description. One scenario; several, with a part of the masters each,
// where there are more masters than context banks.
[[nodiscard]] std::vector<Scenario> tours(const fdt::Description& board, std::size_t smmu,
                                          const SmmuWishes& wishes);

}  // namespace faultline::scenario
