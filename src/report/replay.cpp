// SPDX-License-Identifier: Apache-2.0
//
// Lanes, and a verdict.
#include "report/replay.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "report/paint.hpp"

namespace faultline::report {

namespace {

struct Lane {
  std::string name;
  std::size_t width = 0;
};

// By process, in the order of their numbers.
std::map<unsigned, Lane> lanes_of(const Replayed& run) {
  std::map<unsigned, Lane> lanes;
  for (const ReplayedStep& step : run.steps) {
    Lane& lane = lanes[step.process];
    lane.name = step.name;
    lane.width = std::max({lane.width, step.name.size(), step.operation.size()});
  }
  return lanes;
}

std::string without_spaces_at_the_end(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

std::string told(const Replayed& run) {
  const auto lanes = lanes_of(run);
  std::string heading = fmt::format("  {:>4}", "");
  for (const auto& [process, lane] : lanes)
    heading += fmt::format("  {:<{}}", lane.name, lane.width);
  std::string text = "\n" + without_spaces_at_the_end(heading);
  for (std::size_t i = 0; i < run.steps.size(); ++i) {
    std::string line = fmt::format("  {:>4}", i + 1);
    for (const auto& [process, lane] : lanes) {
      const bool here = process == run.steps[i].process;
      line += fmt::format("  {:<{}}", here ? run.steps[i].operation : "", lane.width);
    }
    text += without_spaces_at_the_end(line);
  }
  return text;
}

}  // namespace

std::string text(const Replayed& run, Colour colour) {
  std::string text = run.steps.empty() ? "" : told(run);
  text += fmt::format("\n{}, {} steps: {}\n", run.scenario, run.steps.size(), run.end);
  text += fmt::format("  {}  {}\n", run.finding,
                      run.reproduced ? painted("reproduced", red, colour)
                                     : painted("not reproduced", green, colour));
  return text;
}

std::string json(const Replayed& run) {
  using nlohmann::ordered_json;
  ordered_json steps = ordered_json::array();
  for (const ReplayedStep& step : run.steps) {
    steps.push_back(
        {{"process", step.process}, {"name", step.name}, {"operation", step.operation}});
  }
  const ordered_json all = {{"scenario", run.scenario},
                            {"finding", run.finding},
                            {"reproduced", run.reproduced},
                            {"end", run.end},
                            {"steps", steps}};
  return all.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace faultline::report
