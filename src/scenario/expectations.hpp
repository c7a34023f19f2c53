// SPDX-License-Identifier: Apache-2.0
//
// Compares what came out of a run with what its scenario asks for.
#pragma once
#include "scenario/runner.hpp"

namespace faultline::scenario {

// Fills in RunResult::asked and ::unmet. Numbers are looked at when the run came to its end, asked
// violations unless it was given up.
void check_expectations(const Expectation& expected, RunResult& result);

}  // namespace faultline::scenario
