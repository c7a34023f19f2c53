// SPDX-License-Identifier: Apache-2.0
//
// A column for each policy.
#include "report/policies.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "report/paint.hpp"

namespace faultline::report {

namespace {

constexpr int properties = 12;
constexpr int width = 8;

std::string property_name(int number) {
  return "P" + std::to_string(number);
}

template <typename Violations>
auto find(Violations& violations, const std::string& property) {
  return std::find_if(violations.begin(), violations.end(),
                      [&](const auto& one) { return one.property == property; });
}

}  // namespace

PolicyTable::Row& PolicyTable::row(const std::string& policy) {
  for (Row& row : rows_) {
    if (row.policy == policy) return row;
  }
  rows_.push_back({.policy = policy, .scenarios = {}, .violations = {}});
  return rows_.back();
}

void PolicyTable::add_search(const std::string& policy, const std::string& scenario,
                             bool exhaustive, std::uint64_t executions) {
  Row& known = row(policy);
  known.exhaustive = known.exhaustive && exhaustive;
  known.executions += executions;
  known.scenarios.push_back(scenario);
}

void PolicyTable::add_violation(const std::string& policy, const PolicyViolation& violation) {
  auto& violations = row(policy).violations;
  const auto known = find(violations, violation.property);
  if (known == violations.end()) {
    violations.push_back(violation);
  } else if (violation.switches < known->switches) {
    *known = violation;
  }
}

bool PolicyTable::convicts_any() const {
  return std::any_of(rows_.begin(), rows_.end(),
                     [](const Row& row) { return !row.violations.empty(); });
}

std::string PolicyTable::text(Colour colour) const {
  std::string text = fmt::format("\n{:<5}", "");
  for (const Row& row : rows_) text += fmt::format("{:>{}}", row.policy, width);
  text += "\n";
  for (int number = 1; number <= properties; ++number) {
    text += fmt::format("{:<5}", property_name(number));
    for (const Row& row : rows_) {
      const auto found = find(row.violations, property_name(number));
      const bool holds = found == row.violations.end();
      const std::string cell = holds ? "holds" : std::to_string(found->switches);
      text += std::string(static_cast<std::size_t>(width) - cell.size(), ' ') +
              (holds ? cell : painted(cell, red, colour));
    }
    text += "\n";
  }
  text +=
      "\nA number: the property is violated, after so many switches from one process to another.\n";
  for (const Row& row : rows_) {
    text += fmt::format("{}: {} executions of {} scenarios, {}\n", row.policy, row.executions,
                        row.scenarios.size(),
                        row.exhaustive ? "exhaustive" : "not all of them to the end");
    for (const PolicyViolation& one : row.violations) {
      text += fmt::format("  {:<4} {}: {}{}\n", one.property, one.scenario, one.message,
                          one.file.empty() ? "" : " [" + one.file + "]");
    }
  }
  return text;
}

std::string PolicyTable::json() const {
  using nlohmann::ordered_json;
  ordered_json policies = ordered_json::array();
  for (const Row& row : rows_) {
    ordered_json violations = ordered_json::array();
    for (const PolicyViolation& one : row.violations) {
      violations.push_back({{"property", one.property},
                            {"scenario", one.scenario},
                            {"message", one.message},
                            {"steps", one.switches},
                            {"file", one.file}});
    }
    policies.push_back({{"policy", row.policy},
                        {"exhaustive", row.exhaustive},
                        {"executions", row.executions},
                        {"violations", violations}});
  }
  return ordered_json{{"policies", policies}}.dump(2, ' ', false,
                                                   ordered_json::error_handler_t::replace) +
         "\n";
}

}  // namespace faultline::report
