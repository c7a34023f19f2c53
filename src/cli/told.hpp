// SPDX-License-Identifier: Apache-2.0
//
// From what a run of a scenario yields to what reports tell of it. The report layer knows no
// scenarios, since it also tells of runs that took place elsewhere.
#pragma once
#include "report/run.hpp"
#include "scenario/runner.hpp"

namespace faultline::cli {

// `policy` is what the user called it.
[[nodiscard]] report::Run told(const scenario::RunResult& result, const std::string& policy);

}  // namespace faultline::cli
