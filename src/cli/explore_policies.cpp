// SPDX-License-Identifier: Apache-2.0
//
// One search after the other, the shortest counterexample of each cell kept.
#include "cli/explore_policies.hpp"

#include <fmt/format.h>

#include <array>
#include <filesystem>

#include "cli/exit_codes.hpp"
#include "cli/hunt.hpp"
#include "cli/policy_names.hpp"
#include "cli/terminal.hpp"
#include "explore/build_id.hpp"
#include "explore/schedule_file.hpp"
#include "report/policies.hpp"

namespace faultline::cli {

namespace {

constexpr double seconds_each = 20;
constexpr std::uint64_t executions_each = 100'000;

// Small ones, each with something that some version of the patch did not think of.
constexpr std::array discussed = {
    "correct/one_fault.toml",    // power goes while the handler has not looked yet
    "correct/one_stall.toml",    // a transaction waits for the handler's answer
    "correct/fault_storm.toml",  // faults while the power comes and goes
    "correct/idle_master.toml"   // a master that does not care for power
};

// The file, relative to the folder where it is written; empty: none was.
std::string save(const ExploreArguments& arguments, Subject& subject, const Caught& caught) {
  if (arguments.save.empty()) return {};
  std::error_code ignored;
  std::filesystem::create_directories(arguments.save, ignored);
  const std::string name =
      fmt::format("{}-{}-{}.schedule", subject.policy(), caught.mishap.property,
                  std::filesystem::path(subject.name()).stem().string());
  const auto saved =
      explore::save({explore::build_id(), subject.saved(), caught.mishap.property, caught.schedule},
                    (std::filesystem::path(arguments.save) / name).string());
  if (!saved) fmt::print(stderr, "faultline: {}\n", saved.error().text());
  return saved ? name : "";
}

HuntOptions options_of(const ExploreArguments& arguments) {
  HuntOptions options;
  options.strategy = arguments.strategy;
  options.to_the_end = true;
  options.executions = arguments.executions > 0 ? arguments.executions : executions_each;
  options.seconds = arguments.seconds > 0 ? arguments.seconds : seconds_each;
  options.seed = arguments.seed;
  options.depth = arguments.depth;
  options.preemptions = arguments.preemptions;
  return options;
}

void add(report::PolicyTable& table, const ExploreArguments& arguments, Subject& subject) {
  Hunted hunted = hunt(subject, options_of(arguments));
  table.add_search(subject.policy(), subject.name(), hunted.run.exhaustive,
                   hunted.run.complete + hunted.run.deadlocked);
  for (Caught& caught : hunted.caught) {
    static_cast<void>(shrink(subject, caught));
    table.add_violation(subject.policy(), {.property = caught.mishap.property,
                                           .scenario = subject.name(),
                                           .message = caught.mishap.message,
                                           .switches = caught.after.switches,
                                           .file = save(arguments, subject, caught)});
  }
}

}  // namespace

int explore_policies(const ExploreArguments& arguments) {
  std::vector<std::string> files(discussed.begin(), discussed.end());
  if (!arguments.scenario.empty()) files = {arguments.scenario};
  report::PolicyTable table;
  for (const std::string& policy : policy_names()) {
    for (const std::string& file : files) {
      auto subject = scenario_subject({.file = file, .policy = policy});
      if (!subject) {
        fmt::print(stderr, "faultline: {}\n", subject.error());
        return error;
      }
      add(table, arguments, **subject);
    }
  }
  fmt::print("{}", arguments.json ? table.json() : table.text(colour(arguments.no_color)));
  return table.convicts_any() ? violation : clean;
}

}  // namespace faultline::cli
