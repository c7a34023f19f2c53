// SPDX-License-Identifier: Apache-2.0
//
// Loads what is named, runs it, prints what came out.
#include "cli/run_command.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "cli/exit_codes.hpp"
#include "cli/files.hpp"
#include "cli/policy_names.hpp"
#include "cli/terminal.hpp"
#include "cli/told.hpp"
#include "fdt/smmus.hpp"
#include "fdt/tree.hpp"
#include "report/json.hpp"
#include "report/text.hpp"
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
  if (result.surprised()) return violation;
  if (!result.gave_up.empty()) return gave_up;
  return result.clean() ? clean : error;
}

// A violation is the worst that can be said of several runs.
int worse(int one, int other) {
  return one == violation || other == violation ? int{violation} : std::max(one, other);
}

scenario::RunOptions options_of(const RunArguments& arguments) {
  scenario::RunOptions options;
  options.seed = arguments.seed;
  options.policy = arguments.policy;
  if (!arguments.json && !arguments.quiet) {
    options.print = [](const scenario::LogLine& line) { fmt::print("{}\n", line.stamped()); };
  }
  return options;
}

// Runs, and tells of each run: as text at once, as JSON together in the end.
class Teller {
 public:
  explicit Teller(const RunArguments& arguments) : arguments_(arguments) {}

  void run(const fdt::Description& board, scenario::Scenario plan) {
    if (arguments_.banks) plan.banks = arguments_.banks;
    if (arguments_.stream_groups) plan.stream_groups = arguments_.stream_groups;
    const auto result = scenario::run(board, plan, options_of(arguments_));
    if (!result) {
      worst_ = worse(worst_, fail(result.error()));
      return;
    }
    runs_.push_back(told(*result, arguments_.policy));
    if (arguments_.json) {
      fmt::print(stderr, "{}", report::remarks(runs_.back()));
    } else {
      fmt::print("{}", report::text(runs_.back(), colour(arguments_.no_color)));
    }
    worst_ = worse(worst_, exit_code(*result));
  }
  int finish() {
    if (arguments_.json && !runs_.empty()) fmt::print("{}", report::json(runs_));
    return worst_;
  }

 private:
  const RunArguments& arguments_;
  std::vector<report::Run> runs_;
  int worst_ = clean;
};

std::string known_smmus(const fdt::Description& board) {
  std::string list;
  for (const fdt::SmmuNode& node : board.smmus) {
    if (node.enabled && node.usable) list += (list.empty() ? "" : ", ") + node.path;
  }
  return list.empty() ? "it has none" : "it has " + list;
}

std::string unusable_smmus(const fdt::Description& board) {
  std::string list;
  for (const fdt::SmmuNode& node : board.smmus) {
    list += (list.empty() ? "" : ", ") + node.path +
            (node.usable ? " is disabled" : " is broken, --verbose says how");
  }
  if (list.empty()) return "nor a disabled one";
  return list + "; --smmu NODE brings up a disabled one all the same";
}

// Every enabled SMMU of a board that has no scenario of its own.
int tour_all(const fdt::Description& board, const RunArguments& arguments) {
  Teller teller(arguments);
  unsigned toured = 0;
  for (std::size_t i = 0; i < board.smmus.size(); ++i) {
    const fdt::SmmuNode& node = board.smmus[i];
    const bool wanted =
        arguments.smmu.empty() ? node.enabled && node.usable : node.path.ends_with(arguments.smmu);
    if (!wanted) continue;
    ++toured;
    if (fdt::is_version_1(node.kind)) {
      fmt::print(stderr, "{}: SMMUv1, whose register map this driver does not have\n", node.path);
      continue;
    }
    const scenario::SmmuWishes wishes{arguments.banks, arguments.stream_groups};
    for (const auto& plan : scenario::tours(board, i, wishes)) teller.run(board, plan);
  }
  if (toured > 0) return teller.finish();
  if (arguments.smmu.empty()) return fail("the tree has no usable SMMU; " + unusable_smmus(board));
  return fail("the tree has no SMMU '" + arguments.smmu + "'; " + known_smmus(board));
}

void add_options(CLI::App& run, RunArguments& arguments) {
  run.add_option("FILE", arguments.scenario,
                 "Scenario (docs/scenarios.md). Without one: the main job, or with --dtb or "
                 "another board each master of each SMMU once");
  CLI::Option* board =
      run.add_option("--board", arguments.board, "Shipped board; snapdragon if not said")
          ->check(CLI::IsMember(shipped_boards()));
  run.add_option("--dtb", arguments.dtb, "Device tree blob to take the board from")
      ->excludes(board);
  run.add_option("--smmu", arguments.smmu, "Node of the SMMU: path, or the end of it");
  run.add_option("--banks", arguments.banks, "Context banks, instead of one per interrupt");
  run.add_option("--smrs", arguments.stream_groups, "Stream-match groups, instead of 128");
  run.add_option("--policy", arguments.policy, policy_help())->check(CLI::IsMember(policy_names()));
  run.add_option("--seed", arguments.seed, "Same seed, same run, bit for bit; 1 if not said");
  run.add_flag("--json", arguments.json, "One JSON object on standard output instead of text");
  run.add_flag("--quiet", arguments.quiet, "The verdict alone, without the kernel's log");
  run.add_flag("--no-color", arguments.no_color,
               "No colours on a terminal; so does NO_COLOR in the environment");
  run.add_flag("--verbose", arguments.verbose, "Also what the reader of the tree remarks");
}

// A scenario that cannot be opened is told apart from one that cannot be understood.
int run_file(const fdt::Description& board, const std::string& file,
             const RunArguments& arguments) {
  auto plan = scenario::load(file);
  if (!plan && plan.error().line == 0) {
    return fail(file + ": " + plan.error().message +
                "; name a scenario file, or none for the main job");
  }
  if (!plan) return fail(plan.error().text());
  if (!arguments.smmu.empty()) plan->smmu = arguments.smmu;
  Teller teller(arguments);
  teller.run(board, *std::move(plan));
  return teller.finish();
}

}  // namespace

CLI::App* add_run_command(CLI::App& app, RunArguments& arguments) {
  CLI::App* run = app.add_subcommand("run", "Run a scenario on a virtual SMMU, and judge it");
  add_options(*run, arguments);
  run->footer(
      "Exit status: 0 what was asked for came out, 1 error (usage, input, a scenario's own\n"
      "complaints), 2 a property was violated, 3 gave up at a limit.\n\n"
      "Examples:\n"
      "  faultline run                      the main job on the shipped board\n"
      "  faultline run --policy none        the same without a guard: watch it fail\n"
      "  faultline run FILE --seed 7        a scenario of yours, another run of it\n"
      "  faultline run --board minimal      the small board: each master once\n"
      "  faultline run --dtb board.dtb --smmu iommu@15000000 --json | jq .faults");
  return run;
}

int run_command(const RunArguments& arguments) {
  const std::string path = arguments.dtb.empty() ? board_file(arguments.board) : arguments.dtb;
  const auto tree = fdt::Tree::load_file(path);
  if (!tree && tree.error().node == path) return fail(tree.error().text());
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
  return file.empty() ? tour_all(*board, arguments) : run_file(*board, file, arguments);
}

}  // namespace faultline::cli
