// SPDX-License-Identifier: Apache-2.0
//
// Brings every mutant to trial, several at a time, and the shipped driver before them.
#include "cli/mutants_command.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <span>

#include "cli/exit_codes.hpp"
#include "cli/files.hpp"
#include "cli/subject.hpp"
#include "cli/terminal.hpp"
#include "cli/trial.hpp"
#include "report/mutants.hpp"
#include "scenario/language.hpp"
#include "scenario/mutants.hpp"

namespace faultline::cli {

namespace {

using scenario::Alteration;

// Those of the program that a plain run takes.
std::vector<std::string> shipped_scenarios() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(scenario_file("correct"))) {
    if (entry.path().extension() == ".toml")
      names.push_back("correct/" + entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

Result<std::vector<Exhibit>, std::string> load_all(const std::vector<std::string>& names) {
  std::vector<Exhibit> exhibits;
  for (const std::string& name : names) {
    auto plan = scenario::load(place_of(name));
    if (!plan) return base::error(plan.error().text());
    if (plan->driver) return base::error(name + " is about a driver of its own, in [driver]");
    exhibits.push_back({name, std::move(*plan)});
  }
  return exhibits;
}

Result<Court, std::string> assemble(const MutantsArguments& arguments,
                                    const scenario::MutantList& list) {
  const bool own = !arguments.scenarios.empty();
  auto board = read_board("snapdragon");
  if (!board) return base::error(board.error());
  auto explored = load_all(own ? arguments.scenarios : list.explored);
  if (!explored) return base::error(explored.error());
  auto run = load_all(own ? arguments.scenarios : shipped_scenarios());
  if (!run) return base::error(run.error());
  return Court{.board = std::move(*board),
               .explored = std::move(*explored),
               .run = std::move(*run),
               .seconds = arguments.seconds,
               .samples = arguments.samples};
}

std::vector<Alteration> chosen(const MutantsArguments& arguments) {
  std::vector<Alteration> mutants = scenario::all_mutants();
  if (arguments.mutants.empty()) return mutants;
  std::erase_if(mutants, [&](const Alteration& mutant) {
    const std::string name = scenario::name_of(mutant);
    return std::none_of(arguments.mutants.begin(), arguments.mutants.end(),
                        [&](const auto& part) { return name.find(part) != std::string::npos; });
  });
  return mutants;
}

report::MutantRow row_of(const Trial& trial, const scenario::MutantList& list) {
  report::MutantRow row;
  row.mutant = scenario::name_of(*trial.mutant());
  row.exhausted = trial.exhausted();
  row.bounded = trial.bounded();
  const auto* listed = list.find(row.mutant);
  if (listed) row.reason = listed->reason;
  if (const auto& conviction = trial.conviction()) {
    row.fate = listed ? report::Fate::stale : report::Fate::caught;
    row.scenario = conviction->scenario;
    row.how = conviction->how;
    row.property = conviction->property;
    row.message = conviction->message;
    row.executions = conviction->executions;
    row.switches = conviction->switches;
  } else {
    row.fate = listed ? report::Fate::equivalent : report::Fate::survived;
  }
  return row;
}

int fail(const std::string& message) {
  fmt::print(stderr, "faultline: {}\n", message);
  return error;
}

std::vector<Trial> trials_of(const Court& court, const std::vector<Alteration>& mutants) {
  std::vector<Trial> trials;
  trials.emplace_back(court, std::nullopt);
  for (const Alteration& mutant : mutants) trials.emplace_back(court, mutant);
  return trials;
}

int judge(const MutantsArguments& arguments, const scenario::MutantList& list, const Court& court,
          const std::vector<Alteration>& mutants) {
  std::vector<Trial> trials = trials_of(court, mutants);
  try_all(trials, arguments.jobs);
  // What convicts the shipped driver says nothing about a mutant.
  if (const auto& conviction = trials.front().conviction()) {
    return fail(fmt::format("the driver as it is shipped is convicted of {} by {}: {}",
                            conviction->property, conviction->scenario, conviction->message));
  }
  report::MutantTable table;
  for (const Trial& trial : std::span(trials).subspan(1)) table.add(row_of(trial, list));
  if (arguments.json) {
    fmt::print("{}", table.json());
  } else {
    fmt::print("{}",
               arguments.markdown ? table.markdown() : table.text(colour(arguments.no_color)));
  }
  return table.as_listed() ? clean : violation;
}

void add_options(CLI::App& mutants, MutantsArguments& arguments) {
  mutants.add_option("--scenario", arguments.scenarios,
                     "Scenario file, to be run and explored; may be said more than once. All that "
                     "come with the program if not said");
  mutants.add_option("--mutant", arguments.mutants,
                     "Those with this in their name alone; may be said more than once");
  mutants.add_flag("--list", arguments.names_only, "Say which there are, and try none");
  mutants
      .add_option("--seconds-per-scenario", arguments.seconds,
                  "Of each exhaustive search, at most; 5 if not said")
      ->check(CLI::PositiveNumber);
  mutants.add_option(
      "--samples", arguments.samples,
      "Executions by random priorities (pct) of each scenario before; 200 if not said");
  mutants
      .add_option("--equivalent", arguments.list,
                  "File that lists those that nobody can tell from the driver, and why; "
                  "scenarios/mutants.toml if not said")
      ->check(CLI::ExistingFile);
  mutants.add_option("-j", arguments.jobs, "So many at a time; 1 if not said")
      ->check(CLI::Range(1, 256));
  CLI::Option* json =
      mutants.add_flag("--json", arguments.json, "One JSON object on standard output");
  mutants
      .add_flag("--markdown", arguments.markdown, "A table for a page, as docs/mutants.md has it")
      ->excludes(json);
  mutants.add_flag("--no-color", arguments.no_color, "No colours on a terminal");
}

}  // namespace

CLI::App* add_mutants_command(CLI::App& app, MutantsArguments& arguments) {
  CLI::App* mutants = app.add_subcommand(
      "mutants", "Give the driver each small mistake in turn, and see whether a scenario notices");
  add_options(*mutants, arguments);
  mutants->footer(
      "A mutant has one step of the driver's tables left out, two neighbours exchanged, or an "
      "undo\n"
      "forgotten. It is caught when a property is violated, the driver's own checks fail, or a\n"
      "scenario complains, and the shipped driver does none of this.\n\n"
      "Exit status: 0 each is caught, or listed as equivalent and not caught; 1 error; 2 one is\n"
      "neither, or listed and caught.\n\n"
      "Examples:\n"
      "  faultline mutants --list\n"
      "  faultline mutants -j 4 --seconds-per-scenario 20\n"
      "  faultline mutants --mutant suspend: --mutant resume:\n"
      "  faultline mutants --scenario correct/one_fault.toml --json | jq .survived");
  return mutants;
}

int mutants_command(const MutantsArguments& arguments) {
  const std::vector<Alteration> mutants = chosen(arguments);
  if (mutants.empty()) return fail("there is no such mutant; --list says which there are");
  if (arguments.names_only) {
    for (const Alteration& mutant : mutants) fmt::print("{}\n", scenario::name_of(mutant));
    return clean;
  }
  const auto list = scenario::load_mutant_list(
      arguments.list.empty() ? scenario_file("mutants.toml") : arguments.list);
  if (!list) return fail(list.error());
  const auto court = assemble(arguments, *list);
  if (!court) return fail(court.error());
  return judge(arguments, *list, *court, mutants);
}

}  // namespace faultline::cli
