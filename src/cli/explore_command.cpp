// SPDX-License-Identifier: Apache-2.0
//
// Finds the program, searches, tells.
#include "cli/explore_command.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "cli/exit_codes.hpp"
#include "cli/explore_policies.hpp"
#include "cli/hunt.hpp"
#include "cli/policy_names.hpp"
#include "cli/terminal.hpp"
#include "explore/build_id.hpp"
#include "explore/litmus/library.hpp"
#include "explore/sample.hpp"
#include "explore/schedule_file.hpp"
#include "report/search.hpp"

namespace faultline::cli {

namespace {

std::string known_programs() {
  std::string text;
  for (const auto& entry : explore::litmus::library()) {
    text += fmt::format("  {:<14}{}\n", entry.name, entry.about);
  }
  return text;
}

// Writes the first finding; false: it cannot be written.
bool save(Subject& subject, const Caught& caught, const std::string& file) {
  const auto saved = explore::save(
      {explore::build_id(), subject.saved(), caught.mishap.property, caught.schedule}, file);
  if (!saved) {
    fmt::print(stderr, "faultline: {}\n", saved.error().text());
    return false;
  }
  fmt::print(stderr, "{}: {} steps, {} preemptions; found with {} steps, {} preemptions\n", file,
             caught.after.steps, caught.after.preemptions, caught.before.steps,
             caught.before.preemptions);
  return true;
}

HuntOptions options_of(const ExploreArguments& arguments) {
  return {.strategy = arguments.strategy,
          .executions = arguments.executions,
          .seconds = arguments.seconds,
          .seed = arguments.seed,
          .depth = arguments.depth,
          .preemptions = arguments.preemptions,
          .twice = arguments.twice};
}

int explore_subject(Subject& subject, const ExploreArguments& arguments) {
  Hunted hunted;
  if (parallel_wanted(arguments.parallel)) {
    auto found = hunt_in_parallel(subject, options_of(arguments), arguments.parallel);
    if (!found) fmt::print(stderr, "faultline: {}\n", found.error());
    if (!found) return error;
    if (!*found) return clean;  // another process tells
    hunted = std::move(**found);
  } else {
    hunted = hunt(subject, options_of(arguments));
  }
  if (hunted.difference) {
    fmt::print(stderr, "faultline: {}: {}\n", subject.name(), hunted.difference->text());
    return error;
  }
  hunted.run.remarks = subject.remarks();
  for (Caught& caught : hunted.caught) {
    // What does not show a second time depends on something that the search does not choose.
    if (!shrink(subject, caught)) {
      fmt::print(stderr, "faultline: {}: {} does not show a second time\n", subject.name(),
                 caught.mishap.property);
    }
    hunted.run.violations.push_back(told(caught));
  }
  const bool plain = !arguments.json;
  fmt::print("{}", plain ? report::text(hunted.run, colour(arguments.no_color))
                         : report::json(hunted.run));
  if (!arguments.save.empty() && hunted.caught.empty()) {
    fmt::print(stderr, "{} is not written: nothing was found\n", arguments.save);
  } else if (!arguments.save.empty()) {
    if (!save(subject, hunted.caught.front(), arguments.save)) return error;
  }
  if (!hunted.caught.empty()) return violation;
  return hunted.run.exhaustive ? clean : gave_up;
}

// What is wrong with the arguments together; null: nothing.
const char* mistake_in(const ExploreArguments& arguments) {
  const auto sampling = explore::sampling_named(arguments.strategy);
  const bool all = arguments.policy == "all" && arguments.litmus.empty();
  if (arguments.litmus.empty() == arguments.scenario.empty() && !all) {
    return "name a scenario file, or a program with --litmus; --litmus list lists those";
  }
  if (!arguments.litmus.empty() && arguments.policy != "gate") {
    return "--policy is for scenarios";
  }
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
  explore->add_option("FILE", arguments.scenario,
                      "Scenario (docs/scenarios.md), of yours or one that comes with the program");
  explore->add_option("--litmus", arguments.litmus,
                      "A small program whose number of classes is known; 'list' lists them");
  auto policies = policy_names();
  policies.emplace_back("all");
  explore
      ->add_option("--policy", arguments.policy,
                   policy_help() + "\n  all   each of them, as a table; --save names a folder then")
      ->check(CLI::IsMember(policies));
  explore->add_option("--n", arguments.n, "Its size; 3 if not said")->check(CLI::Range(1, 31));
  explore
      ->add_option(
          "--strategy", arguments.strategy,
          "naive: every order; sleep, source, optimal: less and less of what is the same;\n"
          "random, pct: a sample; bounded: all with few preemptions")
      ->check(CLI::IsMember({"naive", "sleep", "source", "optimal", "random", "pct", "bounded"}));
  add_sample_options(*explore, arguments);
  add_parallel_options(*explore, arguments.parallel);
  explore->add_option("--executions", arguments.executions,
                      "Give up after so many; random and pct: 1000 if not said");
  explore->add_option("--seconds", arguments.seconds, "Give up after so many")
      ->check(CLI::PositiveNumber);
  explore->add_flag("--json", arguments.json, "One JSON object on standard output");
  explore->add_flag("--no-color", arguments.no_color, "No colours on a terminal");
  explore->footer(
      "Exit status: 0 no violation in any execution, 1 error, 2 a violation, a deadlock for\n"
      "instance, 3 gave up at a limit or was interrupted, or looked at a sample.\n\n"
      "Examples:\n"
      "  faultline explore correct/one_fault.toml\n"
      "  faultline explore correct/one_fault.toml --policy v1 --save v1.schedule\n"
      "  faultline explore --policy all --save found\n"
      "  faultline explore --litmus list\n"
      "  faultline explore --litmus lastzero --n 15\n"
      "  faultline explore --litmus hungry --n 4 --strategy source --json\n"
      "  faultline explore --litmus hungry --n 8 --strategy pct --seed 7 --save hungry.schedule\n"
      "  faultline explore --litmus fib --n 7 -j 4 --checkpoint fib.checkpoint\n"
      "  faultline explore --litmus fib --n 7 -j 4 --resume fib.checkpoint\n"
      "  mpirun -n 9 faultline explore --litmus fib --n 7     a master and 8 workers");
  return explore;
}

int explore_command(const ExploreArguments& arguments) {
  if (arguments.litmus == "list") {
    fmt::print("{}", known_programs());
    return clean;
  }
  if (const char* mistake = mistake_in(arguments)) {
    fmt::print(stderr, "faultline: {}\n", mistake);
    return error;
  }
  if (arguments.policy == "all") return explore_policies(arguments);
  const bool litmus = !arguments.litmus.empty();
  auto subject = litmus
                     ? litmus_subject(arguments.litmus, arguments.n)
                     : scenario_subject({.file = arguments.scenario, .policy = arguments.policy});
  if (!subject) {
    fmt::print(stderr, "faultline: {}\n", subject.error());
    return error;
  }
  return explore_subject(**subject, arguments);
}

}  // namespace faultline::cli
