// SPDX-License-Identifier: Apache-2.0
//
// From the one table that there is.
#include "cli/policy_names.hpp"

#include <fmt/format.h>

#include "scenario/variants/policies.hpp"

namespace faultline::cli {

std::vector<std::string> policy_names() {
  std::vector<std::string> names;
  for (const scenario::PolicyName& policy : scenario::policies()) names.emplace_back(policy.name);
  return names;
}

std::string policy_help() {
  std::string text = "How the fault handlers are guarded (docs/protocol.md); gate if not said";
  for (const scenario::PolicyName& policy : scenario::policies()) {
    text += fmt::format("\n  {:4}  {}", policy.name, policy.summary);
  }
  return text;
}

}  // namespace faultline::cli
