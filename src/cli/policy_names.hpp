// SPDX-License-Identifier: Apache-2.0
//
// The policies, as options and their help name them.
#pragma once
#include <string>
#include <vector>

namespace faultline::cli {

[[nodiscard]] std::vector<std::string> policy_names();
[[nodiscard]] std::string policy_help();

}  // namespace faultline::cli
