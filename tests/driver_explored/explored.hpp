// SPDX-License-Identifier: Apache-2.0
//
// A shipped scenario on the shipped board, explored.
#pragma once
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>

#include "explore/machine/scenario_system.hpp"
#include "explore/schedule.hpp"
#include "explore/search.hpp"
#include "explore/twice.hpp"
#include "fdt/smmus.hpp"
#include "fdt/tree.hpp"
#include "scenario/language.hpp"
#include "scenario/variants/policies.hpp"

namespace faultline::explore {

class Explored {
 public:
  Explored(const std::string& scenario, const std::string& policy) {
    const auto tree =
        fdt::Tree::load_file(std::string(FAULTLINE_BINARY_DIR) + "/boards/snapdragon.dtb");
    board_ = fdt::read_smmus(*tree).value();
    plan_ = scenario::load(std::string(FAULTLINE_SOURCE_DIR) + "/scenarios/" + scenario).value();
    policy_ = std::move(*scenario::make_policy(policy));
    auto made = ScenarioSystem::make(board_, plan_, policy_.variant);
    EXPECT_TRUE(made) << made.error();
    scene_ = std::move(*made);
  }

  System& system() { return scene_->system(); }
  ScenarioSystem& scene() { return *scene_; }
  const scenario::Scenario& plan() const { return plan_; }
  // In the execution that ended last.
  bool found(const std::string& property) const {
    for (const Finding& finding : scene_->findings()) {
      if (finding.property == property) return true;
    }
    return false;
  }

  struct Violation {
    Finding finding;
    Schedule schedule;
  };
  // Of an optimal search that gives up after so many executions.
  std::optional<Violation> first_violation(std::uint64_t executions) {
    Search search(system(), Method::optimal, false);
    std::optional<Violation> found;
    Limits limits{.executions = executions};
    limits.go_on = [&](const Counts& counts) {
      if (counts.deadlocked == 0) return true;
      found = {scene_->findings().front(), of(search.execution(), system())};
      return false;
    };
    static_cast<void>(search.run(limits));
    return found;
  }

 private:
  fdt::Description board_;
  scenario::Scenario plan_;
  scenario::NamedPolicy policy_;
  std::unique_ptr<ScenarioSystem> scene_;
};

}  // namespace faultline::explore
