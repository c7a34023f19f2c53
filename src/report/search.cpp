// SPDX-License-Identifier: Apache-2.0
//
// Formats a search.
#include "report/search.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "report/paint.hpp"

namespace faultline::report {

namespace {

// "a: lock" and "lock"; what one process does in a row is one paragraph.
std::string process_of(const std::string& step) {
  return step.substr(0, step.find(": "));
}

std::string told(const Found& found, Colour colour) {
  std::string text = fmt::format("\n{}", painted(found.property, red, colour));
  if (!found.message.empty()) text += ": " + found.message;
  if (!found.where.empty()) text += " (" + found.where + ")";
  text += fmt::format("\nafter {} steps, {} switches:\n", found.steps.size(), found.choices);
  std::string before;
  for (std::size_t i = 0; i < found.steps.size(); ++i) {
    const std::string process = process_of(found.steps[i]);
    if (process != before) text += "  " + process + "\n";
    before = process;
    text += fmt::format("  {:>4}  {}\n", i + 1,
                        found.steps[i].substr(std::min(found.steps[i].size(), process.size() + 2)));
  }
  return text;
}

std::string extent(const SearchRun& run, Colour colour) {
  if (run.exhaustive) return painted("exhaustive", green, colour);
  if (run.stopped) return "stopped at a violation";
  return "not exhaustive, " + (run.bound.empty() ? "a limit was reached" : run.bound);
}

}  // namespace

std::string text(const SearchRun& run, Colour colour) {
  std::string text;
  for (const Found& found : run.violations) text += told(found, colour);
  const std::uint64_t executions = run.complete + run.blocked + run.sleep_blocked + run.deadlocked;
  text += fmt::format("\n{}, {}: {}\n", run.scenario, run.strategy, extent(run, colour));
  text += fmt::format("  executions  {} complete, {} deadlocked, {} blocked, {} sleep-blocked\n",
                      run.complete, run.deadlocked, run.blocked, run.sleep_blocked);
  if (!run.bound.empty()) text += fmt::format("  bounded     {} ways left out\n", run.bounded);
  text += fmt::format("  classes     {}\n  events      {} in the longest execution\n", run.classes,
                      run.longest);
  for (const std::string& remark : run.remarks) text += "  " + remark + "\n";
  text += fmt::format("  time        {:.2f} s, {:.0f} executions a second\n", run.seconds,
                      run.seconds > 0 ? static_cast<double>(executions) / run.seconds : 0);
  return text;
}

std::string json(const SearchRun& run) {
  using nlohmann::ordered_json;
  ordered_json violations = ordered_json::array();
  for (const Found& found : run.violations) {
    violations.push_back({{"property", found.property},
                          {"message", found.message},
                          {"where", found.where},
                          {"steps", found.choices},
                          {"trace", found.steps}});
  }
  const ordered_json all = {{"scenario", run.scenario},
                            {"policy", run.policy},
                            {"strategy", run.strategy},
                            {"exhaustive", run.exhaustive},
                            {"executions",
                             {{"complete", run.complete},
                              {"blocked", run.blocked},
                              {"sleep_blocked", run.sleep_blocked},
                              {"deadlocked", run.deadlocked}}},
                            {"bound", run.bound},
                            {"bounded", run.bounded},
                            {"classes", run.classes},
                            {"events_per_execution", run.longest},
                            {"seconds", run.seconds},
                            {"remarks", run.remarks},
                            {"violations", violations}};
  return all.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace faultline::report
