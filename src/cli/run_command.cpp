// SPDX-License-Identifier: Apache-2.0
//
// Loads what is named, runs it, prints what came out.
#include "cli/run_command.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "cli/exit_codes.hpp"
#include "cli/files.hpp"
#include "cli/summary.hpp"
#include "fdt/smmus.hpp"
#include "fdt/tree.hpp"
#include "scenario/language.hpp"
#include "scenario/runner.hpp"
#include "scenario/tour.hpp"

namespace faultline::cli {

namespace {

using scenario::RunResult;

int fail(const std::string& message) {
  fmt::print(stderr, "faultline: {}\n", message);
  return error;
}

int exit_code(const RunResult& result) {
  if (!result.violations.empty()) return violation;
  if (!result.finished) return gave_up;
  return result.clean() ? clean : error;
}

scenario::RunOptions options_of(const RunArguments& arguments) {
  scenario::RunOptions options;
  options.seed = arguments.seed;
  options.policy = arguments.policy == "none" ? scenario::Policy::none : scenario::Policy::gate;
  if (!arguments.json) {
    options.print = [](const scenario::LogLine& line) { fmt::print("{}\n", line.stamped()); };
  }
  return options;
}

int run_one(const fdt::Description& board, scenario::Scenario plan, const RunArguments& arguments) {
  if (arguments.banks) plan.banks = arguments.banks;
  if (arguments.stream_groups) plan.stream_groups = arguments.stream_groups;
  const auto result = scenario::run(board, plan, options_of(arguments));
  if (!result) return fail(result.error());
  if (arguments.json) {
    fmt::print("{}", summary_json(*result, arguments.policy));
  } else {
    fmt::print("{}{}", accusations(*result), summary(*result, arguments.policy));
  }
  return exit_code(*result);
}

// Every enabled SMMU of a board that has no scenario of its own.
int tour_all(const fdt::Description& board, const RunArguments& arguments) {
  int worst = clean;
  unsigned toured = 0;
  for (std::size_t i = 0; i < board.smmus.size(); ++i) {
    const fdt::SmmuNode& node = board.smmus[i];
    const bool wanted =
        arguments.smmu.empty() ? node.enabled && node.usable : node.path.ends_with(arguments.smmu);
    if (!wanted) continue;
    ++toured;
    if (fdt::is_version_1(node.kind)) {
      fmt::print("{}: SMMUv1, whose register map this driver does not have\n", node.path);
      continue;
    }
    worst = std::max(worst, run_one(board, scenario::tour(board, i), arguments));
  }
  if (toured == 0)
    return fail("the tree has no enabled SMMU" +
                (arguments.smmu.empty() ? "" : " " + arguments.smmu));
  return worst;
}

}  // namespace

CLI::App* add_run_command(CLI::App& app, RunArguments& arguments) {
  CLI::App* run = app.add_subcommand("run", "Run a scenario on a virtual SMMU, and judge it");
  run->add_option("scenario", arguments.scenario,
                  "Scenario file; without one, the main job, or with --dtb a tour of all masters");
  run->add_option("--board", arguments.board, "Shipped board: snapdragon or minimal")
      ->check(CLI::IsMember({"snapdragon", "minimal"}));
  run->add_option("--dtb", arguments.dtb, "Device tree blob to take the board from");
  run->add_option("--smmu", arguments.smmu, "Node of the SMMU: path, or the end of it");
  run->add_option("--banks", arguments.banks, "Context banks, instead of one per interrupt");
  run->add_option("--smrs", arguments.stream_groups, "Stream-match groups, instead of 128");
  run->add_option("--policy", arguments.policy, "gate: ours; none: mainline's unguarded handlers")
      ->check(CLI::IsMember({"gate", "none"}));
  run->add_option("--seed", arguments.seed, "Same seed, same run");
  run->add_flag("--json", arguments.json, "One JSON object instead of text");
  run->add_flag("--verbose", arguments.verbose, "Also what the reader of the tree remarks");
  run->footer(
      "Examples:\n  faultline run\n  faultline run --policy none\n"
      "  faultline run --dtb board.dtb --smmu iommu@15000000 --json");
  return run;
}

int run_command(const RunArguments& arguments) {
  const std::string path = arguments.dtb.empty() ? board_file(arguments.board) : arguments.dtb;
  const auto tree = fdt::Tree::load_file(path);
  if (!tree) return fail(path + ": " + tree.error().text());
  const auto board = fdt::read_smmus(*tree);
  if (!board) return fail(path + ": " + board.error().text());
  if (arguments.verbose) {
    for (const fdt::Problem& finding : board->findings) {
      fmt::print(stderr, "{}: {}\n", path, finding.text());
    }
  }
  std::string file = arguments.scenario;
  if (file.empty() && arguments.dtb.empty() && arguments.board == "snapdragon") {
    file = scenario_file("correct/main.toml");
  }
  if (file.empty()) return tour_all(*board, arguments);
  auto plan = scenario::load(file);
  if (!plan) return fail(plan.error().text());
  if (!arguments.smmu.empty()) plan->smmu = arguments.smmu;
  return run_one(*board, *plan, arguments);
}

}  // namespace faultline::cli
