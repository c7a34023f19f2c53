// SPDX-License-Identifier: Apache-2.0
//
// Reads board and scenario, searches, tells.
#include "cli/explore_scenario.hpp"

#include <fmt/format.h>

#include "cli/exit_codes.hpp"
#include "cli/files.hpp"
#include "explore/machine/scenario_system.hpp"
#include "explore/search.hpp"
#include "fdt/smmus.hpp"
#include "fdt/tree.hpp"
#include "scenario/language.hpp"
#include "scenario/variants/policies.hpp"

namespace faultline::cli {

namespace {

int fail(const std::string& message) {
  fmt::print(stderr, "faultline: {}\n", message);
  return error;
}

}  // namespace

int explore_scenario(const ExploreArguments& arguments) {
  const std::string path = board_file("snapdragon");
  const auto tree = fdt::Tree::load_file(path);
  if (!tree) return fail(path + ": " + tree.error().text());
  const auto board = fdt::read_smmus(*tree);
  if (!board) return fail(path + ": " + board.error().text());
  const auto plan = scenario::load(arguments.scenario);
  if (!plan) return fail(plan.error().text());
  auto policy = scenario::make_policy(arguments.policy);
  if (!policy) return fail(policy.error());
  auto made = explore::ScenarioSystem::make(*board, *plan, policy->variant);
  if (!made) return fail(made.error());
  explore::ScenarioSystem& scene = **made;
  explore::Search search(scene.system(), *explore::method_named(arguments.strategy), false);
  explore::Limits limits;
  if (arguments.executions > 0) limits.executions = arguments.executions;
  bool found = false;
  limits.go_on = [&](const explore::Counts& counts) {
    if (counts.complete + counts.deadlocked <= 1 || counts.complete % 10000 == 0) {
      fmt::print(stderr, "{} complete, {} sleep-blocked, longest {}\n", counts.complete,
                 counts.sleep_blocked, counts.longest);
    }
    if (counts.deadlocked == 0) return true;
    found = true;
    return false;
  };
  const bool all = search.run(limits);
  const auto& counts = search.counts();
  fmt::print("state {} bytes; {} complete, {} deadlocked, {} sleep-blocked, longest {}, {}\n",
             scene.state_bytes(), counts.complete, counts.deadlocked, counts.sleep_blocked,
             counts.longest, all ? "all" : "not all");
  if (found || arguments.verbose) {
    const auto& execution = search.execution();
    for (std::size_t i = 0; i < execution.size(); ++i) {
      fmt::print("{:4} {:24} {}\n", i, scene.system().name(execution[i].process),
                 execution[i].footprint.operation);
    }
  }
  for (const auto& finding : scene.findings()) {
    fmt::print("{}: {} ({})\n", finding.property, finding.message, finding.where);
  }
  if (found) return violation;
  return all ? clean : gave_up;
}

}  // namespace faultline::cli
