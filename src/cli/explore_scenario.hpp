// SPDX-License-Identifier: Apache-2.0
//
// `faultline explore FILE`: every interleaving of the driver's own code in a scenario.
#pragma once
#include "cli/explore_command.hpp"

namespace faultline::cli {

// Returns the exit status.
int explore_scenario(const ExploreArguments& arguments);

}  // namespace faultline::cli
