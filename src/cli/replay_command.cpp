// SPDX-License-Identifier: Apache-2.0
//
// Reads the file, finds the program, runs, tells.
#include "cli/replay_command.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "cli/exit_codes.hpp"
#include "cli/subject.hpp"
#include "cli/terminal.hpp"
#include "explore/build_id.hpp"
#include "explore/schedule_file.hpp"
#include "report/replay.hpp"

namespace faultline::cli {

namespace {

using explore::SavedSchedule;

int refuse(const ReplayArguments& arguments, const std::string& message) {
  fmt::print(stderr, "faultline: {}: {}\n", arguments.file, message);
  return error;
}

std::string shown_build(const std::string& id) {
  return id.empty() ? "a build without an id" : "build " + id;
}

std::string end_name(explore::End end, const std::string& finding) {
  switch (end) {
    case explore::End::unfinished: return "unfinished";
    case explore::End::complete: return "complete";
    case explore::End::deadlocked: break;
  }
  return finding == "deadlock" ? finding : "violation";
}

int replay_on(Subject& subject, const SavedSchedule& saved, const ReplayArguments& arguments) {
  subject.watch();
  std::vector<report::ReplayedStep> steps;
  const auto outcome =
      explore::replay(subject.system(), saved.schedule, [&](explore::ProcessId process) {
        const explore::Choice& choice = saved.schedule[steps.size()];
        steps.push_back(
            {process, choice.name, choice.operation, subject.lane(process), subject.marks()});
      });
  if (!outcome) return refuse(arguments, "diverges at " + outcome.error().text());
  report::Replayed run{.scenario = saved.scenario,
                       .finding = saved.finding,
                       .reproduced = subject.shows(saved.finding, outcome->end),
                       .end = end_name(outcome->end, saved.finding),
                       .steps = std::move(steps)};
  fmt::print("{}",
             arguments.json ? report::json(run) : report::text(run, colour(arguments.no_color)));
  return run.reproduced ? violation : clean;
}

}  // namespace

CLI::App* add_replay_command(CLI::App& app, ReplayArguments& arguments) {
  CLI::App* replay = app.add_subcommand("replay", "Run a saved schedule again, each step checked");
  replay->add_option("file", arguments.file, "What 'faultline explore --save' wrote")->required();
  replay->add_flag("--any-build", arguments.any_build,
                   "Go on although another build wrote it; each step is checked all the same");
  replay->add_flag("--json", arguments.json, "One JSON object on standard output");
  replay->add_flag("--no-color", arguments.no_color, "No colours on a terminal");
  replay->footer(
      "Exit status: 0 it ran to its end and the finding did not show, 1 error, another build, or "
      "a\n"
      "step that is not what the file says, 2 the finding is reproduced.\n\n"
      "Examples:\n"
      "  faultline explore --litmus hungry --n 4 --save hungry.schedule\n"
      "  faultline replay hungry.schedule");
  return replay;
}

int replay_command(const ReplayArguments& arguments) {
  const auto saved = explore::load_schedule(arguments.file);
  if (!saved) {
    fmt::print(stderr, "faultline: {}\n", saved.error().text());
    return error;
  }
  const std::string own = explore::build_id();
  if ((saved->build != own || own.empty()) && !arguments.any_build) {
    return refuse(arguments, fmt::format("was written by {}, and this is {}; replay it with that "
                                         "one, or say --any-build to try all the same",
                                         shown_build(saved->build), shown_build(own)));
  }
  auto subject = subject_from(saved->scenario);
  if (!subject) return refuse(arguments, subject.error());
  const auto properties = (*subject)->properties();
  if (std::find(properties.begin(), properties.end(), saved->finding) == properties.end()) {
    return refuse(arguments, fmt::format("names a finding that is not known; it must be '{}'",
                                         fmt::join(properties, "', '")));
  }
  return replay_on(**subject, *saved, arguments);
}

}  // namespace faultline::cli
