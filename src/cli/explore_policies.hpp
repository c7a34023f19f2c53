// SPDX-License-Identifier: Apache-2.0
//
// `faultline explore --policy all`: every policy in the scenarios of the discussion, as a table.
#pragma once
#include "cli/explore_command.hpp"

namespace faultline::cli {

// Of one scenario if the arguments name one, else of those of the discussion. Returns the exit
// status: 2 when a policy is convicted, the shipped one or another.
int explore_policies(const ExploreArguments& arguments);

}  // namespace faultline::cli
