// SPDX-License-Identifier: Apache-2.0
//
// What the searches of several policies found: a table of policies and properties, and the shortest
// counterexample of each cell. As JSON an object whose keys are a contract:
//
//   policies      a list of: policy, exhaustive, executions, violations
//   violations    a list of: property, scenario, message, steps, file
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "report/text.hpp"

namespace faultline::report {

struct PolicyViolation {
  std::string property;
  std::string scenario;
  std::string message;
  std::size_t switches = 0;  // steps at which another one goes on than before
  std::string file;          // empty: it is not saved
};

class PolicyTable {
 public:
  void add_search(const std::string& policy, const std::string& scenario, bool exhaustive,
                  std::uint64_t executions);
  // Kept if it is the first of its property under that policy, or shorter than that.
  void add_violation(const std::string& policy, const PolicyViolation& violation);

  [[nodiscard]] bool convicts_any() const;
  // Both end with a line break.
  [[nodiscard]] std::string text(Colour colour) const;
  [[nodiscard]] std::string json() const;

 private:
  struct Row {
    std::string policy;
    bool exhaustive = true;  // all of its searches
    std::uint64_t executions = 0;
    std::vector<std::string> scenarios;
    std::vector<PolicyViolation> violations;  // by property
  };
  Row& row(const std::string& policy);

  std::vector<Row> rows_;
};

}  // namespace faultline::report
