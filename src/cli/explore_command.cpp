// SPDX-License-Identifier: Apache-2.0
//
// Finds the program, searches, tells.
#include "cli/explore_command.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <ctime>

#include "cli/exit_codes.hpp"
#include "cli/explore_scenario.hpp"
#include "cli/litmus_scenario.hpp"
#include "cli/terminal.hpp"
#include "explore/build_id.hpp"
#include "explore/litmus/library.hpp"
#include "explore/litmus/machine.hpp"
#include "explore/sample.hpp"
#include "explore/schedule_file.hpp"
#include "explore/search.hpp"
#include "explore/shrink.hpp"
#include "explore/twice.hpp"
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

// What a search came to besides its numbers.
struct Findings {
  std::optional<explore::Schedule> deadlock;  // the first
  std::optional<explore::Difference> difference;
};

// `search` is a Search or a Sample of `system`.
Findings search_with(auto& search, explore::System& system, const ExploreArguments& arguments,
                     report::SearchRun& run) {
  Findings findings;
  Progress progress;
  explore::Limits limits;
  if (arguments.executions > 0) limits.executions = arguments.executions;
  limits.go_on = [&](const Counts& counts) {
    if (counts.deadlocked == 1 && run.violations.empty()) {
      run.violations.push_back(told("deadlock", search.execution(), system));
      findings.deadlock = explore::of(search.execution(), system);
    }
    if (arguments.twice) findings.difference = explore::run_twice(system, search.execution());
    return !findings.difference && progress(counts);
  };
  const double start = cpu_seconds();
  run.exhaustive = search.run(limits);
  run.seconds = cpu_seconds() - start;
  const Counts& counts = search.counts();
  run.complete = counts.complete;
  run.sleep_blocked = counts.sleep_blocked;
  run.deadlocked = counts.deadlocked;
  run.bounded = counts.bounded;
  run.classes = counts.classes;
  run.longest = counts.longest;
  return findings;
}

Findings sample_with(explore::Sampling sampling, explore::System& system,
                     ExploreArguments arguments, report::SearchRun& run) {
  explore::SampleOptions options{.sampling = sampling};
  options.seed = arguments.seed.value_or(options.seed);
  options.depth = arguments.depth.value_or(options.depth);
  options.preemptions = arguments.preemptions.value_or(options.preemptions);
  const bool random = sampling != explore::Sampling::bounded;
  if (random && arguments.executions == 0) arguments.executions = 1000;
  explore::Sample sample(system, options, true);
  Findings findings = search_with(sample, system, arguments, run);
  const std::uint64_t executions = run.complete + run.deadlocked;
  if (random) {
    run.bound = fmt::format("{} executions from seed {}", executions, options.seed);
  } else {
    run.bound = fmt::format("{} of at most {} preemptions{}",
                            run.exhaustive ? "every execution" : "some executions",
                            options.preemptions, run.exhaustive ? "" : ", a limit was reached");
  }
  // Within its bound; and at all, where the bound left nothing out.
  run.exhaustive = run.exhaustive && run.bounded == 0;
  return findings;
}

bool save_shrunk(explore::System& system, const explore::Schedule& deadlock,
                 const LitmusScenario& scenario, const std::string& file) {
  const auto shrunk =
      explore::shrink(system, deadlock, [](explore::System&, const explore::Outcome& outcome) {
        return outcome.end == explore::End::deadlocked;
      });
  if (!shrunk) {
    fmt::print(stderr, "faultline: {} is not written: the deadlock does not show a second time\n",
               file);
    return false;
  }
  const auto saved =
      explore::save({explore::build_id(), scenario.text(), "deadlock", shrunk->schedule}, file);
  if (!saved) {
    fmt::print(stderr, "faultline: {}\n", saved.error().text());
    return false;
  }
  fmt::print(stderr, "{}: {} steps, {} preemptions; found with {} steps, {} preemptions\n", file,
             shrunk->after.steps, shrunk->after.preemptions, shrunk->before.steps,
             shrunk->before.preemptions);
  return true;
}

int explore_litmus(const explore::litmus::Entry& entry, const ExploreArguments& arguments) {
  explore::litmus::Machine machine(entry.program, arguments.n);
  report::SearchRun run{.scenario = fmt::format("{}({})", entry.name, arguments.n),
                        .policy = {},
                        .strategy = arguments.strategy,
                        .bound = {},
                        .violations = {}};
  Findings findings;
  if (const auto sampling = explore::sampling_named(arguments.strategy)) {
    findings = sample_with(*sampling, machine, arguments, run);
  } else {
    explore::Search search(machine, *explore::method_named(arguments.strategy), true);
    findings = search_with(search, machine, arguments, run);
  }
  if (findings.difference) {
    fmt::print(stderr, "faultline: {}: {}\n", run.scenario, findings.difference->text());
    return error;
  }
  fmt::print("{}",
             arguments.json ? report::json(run) : report::text(run, colour(arguments.no_color)));
  if (!arguments.save.empty() && !findings.deadlock) {
    fmt::print(stderr, "{} is not written: nothing was found\n", arguments.save);
  } else if (!arguments.save.empty()) {
    const LitmusScenario scenario{std::string(entry.name), arguments.n};
    if (!save_shrunk(machine, *findings.deadlock, scenario, arguments.save)) return error;
  }
  if (run.deadlocked > 0) return violation;
  return run.exhaustive ? clean : gave_up;
}

// What is wrong with the arguments together; null: nothing.
const char* mistake_in(const ExploreArguments& arguments) {
  const auto sampling = explore::sampling_named(arguments.strategy);
  const bool pct = sampling == explore::Sampling::pct;
  const bool random = pct || sampling == explore::Sampling::random;
  if (arguments.seed && !random) return "--seed is for the strategies random and pct";
  if (arguments.depth && !pct) return "--depth is for the strategy pct";
  if (arguments.preemptions && sampling != explore::Sampling::bounded) {
    return "--preemptions is for the strategy bounded";
  }
  return nullptr;
}

void add_sample_options(CLI::App& explore, ExploreArguments& arguments) {
  explore.add_option("--seed", arguments.seed, "Of random and pct; 1 if not said");
  explore
      .add_option("--depth", arguments.depth,
                  "pct: how many orderings the failure takes; 3 if not said")
      ->check(CLI::Range(1, 64));
  explore
      .add_option("--preemptions", arguments.preemptions,
                  "bounded: at most so many in an execution; 2 if not said")
      ->check(CLI::Range(0, 1'000'000));
  explore.add_flag("--twice", arguments.twice,
                   "Run each execution a second time and stop where it is not the same");
  explore.add_option("--save", arguments.save,
                     "Make the first finding shorter and write it to this file, for replay");
}

}  // namespace

CLI::App* add_explore_command(CLI::App& app, ExploreArguments& arguments) {
  CLI::App* explore =
      app.add_subcommand("explore", "Try every interleaving of a program, or one of each class");
  explore->add_option("FILE", arguments.scenario, "Scenario (docs/scenarios.md)");
  explore->add_option("--litmus", arguments.litmus,
                      "A small program whose number of classes is known; 'list' lists them");
  explore->add_option("--policy", arguments.policy, "How the fault handlers are guarded");
  explore->add_flag("--verbose", arguments.verbose, "Also the steps of the last execution");
  explore->add_option("--n", arguments.n, "Its size; 3 if not said")->check(CLI::Range(1, 31));
  explore
      ->add_option(
          "--strategy", arguments.strategy,
          "naive: every order; sleep, source, optimal: less and less of what is the same;\n"
          "random, pct: a sample; bounded: all with few preemptions")
      ->check(CLI::IsMember({"naive", "sleep", "source", "optimal", "random", "pct", "bounded"}));
  add_sample_options(*explore, arguments);
  explore->add_option("--executions", arguments.executions,
                      "Give up after so many; random and pct: 1000 if not said");
  explore->add_flag("--json", arguments.json, "One JSON object on standard output");
  explore->add_flag("--no-color", arguments.no_color, "No colours on a terminal");
  explore->footer(
      "Exit status: 0 no violation in any execution, 1 error, 2 a violation, a deadlock for\n"
      "instance, 3 gave up at a limit or was interrupted, or looked at a sample.\n\n"
      "Examples:\n"
      "  faultline explore --litmus list\n"
      "  faultline explore --litmus lastzero --n 15\n"
      "  faultline explore --litmus hungry --n 4 --strategy source --json\n"
      "  faultline explore --litmus hungry --n 8 --strategy pct --seed 7 --save hungry.schedule");
  return explore;
}

int explore_command(const ExploreArguments& arguments) {
  if (!arguments.scenario.empty()) return explore_scenario(arguments);
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
  if (const char* mistake = mistake_in(arguments)) {
    fmt::print(stderr, "faultline: {}\n", mistake);
    return error;
  }
  std::signal(SIGINT, [](int) { interrupted = 1; });
  return explore_litmus(*entry, arguments);
}

}  // namespace faultline::cli
