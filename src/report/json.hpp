// SPDX-License-Identifier: Apache-2.0
//
// Runs for scripts: one JSON object, whose keys are a contract.
//
//   faults        raised, reported, overflowed, suppressed, lost
//   stalls        entered, resumed, left
//   interrupts    delivered, declined, disabled_lines
//   power         suspends, resumes
//   accesses      total, while_off
//   transactions  total, translated, faulted, stalled
//   violations    a list of: property, time_ns, context, function, register, message
#pragma once
#include <span>
#include <string>

#include "report/run.hpp"

namespace faultline::report {

// Totals are sums over the runs, and the violations are those of all. Ends with a line break. A
// byte of a text that is no UTF-8 becomes U+FFFD.
[[nodiscard]] std::string json(std::span<const Run> runs);

}  // namespace faultline::report
