// SPDX-License-Identifier: Apache-2.0
//
// The [expect] table against the totals and the verdicts.
#include "scenario/expectations.hpp"

#include <algorithm>

namespace faultline::scenario {

namespace {

bool contains(const std::vector<std::string>& list, const std::string& wanted) {
  return std::find(list.begin(), list.end(), wanted) != list.end();
}

void at_least(RunResult& result, const char* what, std::optional<std::uint64_t> wanted,
              std::uint64_t got) {
  if (!wanted || got >= *wanted) return;
  result.unmet.push_back(std::string(what) + ": " + std::to_string(got) + " of at least " +
                         std::to_string(*wanted));
}

}  // namespace

void check_expectations(const Expectation& expected, RunResult& result) {
  result.asked = expected.violations;
  if (result.finished) {
    at_least(result, "transactions", expected.transactions_at_least,
             result.totals.transactions.total);
    at_least(result, "faults", expected.faults_at_least, result.totals.faults.raised);
    at_least(result, "suspends", expected.suspends_at_least, result.totals.power.suspends);
    if (expected.lost && result.totals.faults.lost != *expected.lost) {
      result.unmet.push_back("lost faults: " + std::to_string(result.totals.faults.lost) +
                             " instead of " + std::to_string(*expected.lost));
    }
  }
  if (!result.gave_up.empty()) return;
  for (const oracle::Verdict& verdict : result.verdicts) {
    if (verdict.held && contains(expected.violations, verdict.property)) {
      result.unmet.push_back("violation of " + verdict.property + ": it holds");
    }
  }
}

bool RunResult::surprised() const {
  return std::any_of(violations.begin(), violations.end(),
                     [&](const auto& one) { return !contains(asked, one.property); });
}

bool RunResult::clean() const {
  const bool ended = finished || (!asked.empty() && gave_up.empty());
  return ended && !surprised() && trouble.empty() && unmet.empty();
}

}  // namespace faultline::scenario
