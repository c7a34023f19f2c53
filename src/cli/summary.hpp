// SPDX-License-Identifier: Apache-2.0
//
// The end of a run, for people and for scripts.
#pragma once
#include <string>

#include "scenario/runner.hpp"

namespace faultline::cli {

[[nodiscard]] std::string summary(const scenario::RunResult& result, const std::string& policy);
[[nodiscard]] std::string summary_json(const scenario::RunResult& result,
                                       const std::string& policy);
// Violations with what happened before them.
[[nodiscard]] std::string accusations(const scenario::RunResult& result);

}  // namespace faultline::cli
