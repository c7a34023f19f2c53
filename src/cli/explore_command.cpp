// SPDX-License-Identifier: Apache-2.0
//
// Finds the program, searches, tells.
#include "cli/explore_command.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <ctime>

#include "cli/exit_codes.hpp"
#include "cli/terminal.hpp"
#include "explore/litmus/library.hpp"
#include "explore/litmus/machine.hpp"
#include "explore/search.hpp"
#include "report/search.hpp"

namespace faultline::cli {

namespace {

using explore::Counts;

volatile std::sig_atomic_t interrupted = 0;

double cpu_seconds() {
  return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

std::string known_programs() {
  std::string text;
  for (const auto& entry : explore::litmus::library()) {
    text += fmt::format("  {:<14}{}\n", entry.name, entry.about);
  }
  return text;
}

// On standard error, while it takes time and somebody looks.
class Progress {
 public:
  bool operator()(const Counts& counts) {
    if (interrupted != 0) return false;
    if (++calls_ % 4096 != 0 || isatty(STDERR_FILENO) == 0) return true;
    const double now = cpu_seconds();
    if (now - last_ < 0.5) return true;
    last_ = now;
    fmt::print(stderr, "\r{} executions, {:.0f} a second \x1b[K",
               counts.complete + counts.deadlocked + counts.sleep_blocked,
               static_cast<double>(calls_) / (now - start_));
    told_ = true;
    return true;
  }
  ~Progress() {
    if (told_) fmt::print(stderr, "\r\x1b[K");
  }

 private:
  std::uint64_t calls_ = 0;
  const double start_ = cpu_seconds();
  double last_ = start_;
  bool told_ = false;
};

report::Found told(const char* property, const explore::Execution& execution,
                   const explore::System& system) {
  report::Found found{.property = property, .steps = {}};
  for (std::size_t i = 0; i < execution.size(); ++i) {
    found.steps.push_back(
        fmt::format("{}: {}", system.name(execution[i].process), execution[i].footprint.operation));
  }
  return found;
}

int explore_litmus(const explore::litmus::Entry& entry, explore::Method method,
                   const ExploreArguments& arguments) {
  explore::litmus::Machine machine(entry.program, arguments.n);
  explore::Search search(machine, method, true);
  report::SearchRun run{.scenario = fmt::format("{}({})", entry.name, arguments.n),
                        .policy = {},
                        .strategy = arguments.strategy,
                        .violations = {}};
  {
    Progress progress;
    explore::Limits limits;
    if (arguments.executions > 0) limits.executions = arguments.executions;
    limits.go_on = [&](const Counts& counts) {
      if (counts.deadlocked == 1 && run.violations.empty()) {
        run.violations.push_back(told("deadlock", search.execution(), machine));
      }
      return progress(counts);
    };
    const double start = cpu_seconds();
    run.exhaustive = search.run(limits);
    run.seconds = cpu_seconds() - start;
  }
  const Counts& counts = search.counts();
  run.complete = counts.complete;
  run.sleep_blocked = counts.sleep_blocked;
  run.deadlocked = counts.deadlocked;
  run.classes = counts.classes;
  run.longest = counts.longest;
  fmt::print("{}",
             arguments.json ? report::json(run) : report::text(run, colour(arguments.no_color)));
  if (counts.deadlocked > 0) return violation;
  return run.exhaustive ? clean : gave_up;
}

}  // namespace

CLI::App* add_explore_command(CLI::App& app, ExploreArguments& arguments) {
  CLI::App* explore =
      app.add_subcommand("explore", "Try every interleaving of a program, or one of each class");
  explore
      ->add_option("--litmus", arguments.litmus,
                   "A small program whose number of classes is known; 'list' lists them")
      ->required();
  explore->add_option("--n", arguments.n, "Its size; 3 if not said")->check(CLI::Range(1, 31));
  explore
      ->add_option("--strategy", arguments.strategy,
                   "naive: every order; sleep, source, optimal: less and less of what is the same")
      ->check(CLI::IsMember({"naive", "sleep", "source", "optimal"}));
  explore->add_option("--executions", arguments.executions, "Give up after so many");
  explore->add_flag("--json", arguments.json, "One JSON object on standard output");
  explore->add_flag("--no-color", arguments.no_color, "No colours on a terminal");
  explore->footer(
      "Exit status: 0 no violation in any execution, 1 error, 2 a violation, a deadlock for\n"
      "instance, 3 gave up at a limit or was interrupted.\n\n"
      "Examples:\n"
      "  faultline explore --litmus list\n"
      "  faultline explore --litmus lastzero --n 15\n"
      "  faultline explore --litmus hungry --n 4 --strategy source --json");
  return explore;
}

int explore_command(const ExploreArguments& arguments) {
  if (arguments.litmus == "list") {
    fmt::print("{}", known_programs());
    return clean;
  }
  const auto* entry = explore::litmus::find(arguments.litmus);
  if (!entry) {
    fmt::print(stderr, "faultline: there is no program '{}'; these there are:\n{}",
               arguments.litmus, known_programs());
    return error;
  }
  std::signal(SIGINT, [](int) { interrupted = 1; });
  return explore_litmus(*entry, *explore::method_named(arguments.strategy), arguments);
}

}  // namespace faultline::cli
