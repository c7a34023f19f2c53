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

// What stands in one row, by lane.
using Row = std::map<std::string, std::string>;

// Lanes that processes share come first, by name; then processes that have their own, by number;
// then those that hold marks alone.
std::string key_of(const ReplayedStep& step) {
  if (step.lane.empty()) return fmt::format("1 {:6} {}", step.process, step.name);
  return (step.lane.starts_with("CPU") ? "0 " : "3 ") + step.lane;
}

std::string key_of(const Mark& mark) {
  return (mark.lane == "device" ? "3 " : "2 ") + mark.lane;
}

std::string name_of(const std::string& key) {
  return key.starts_with("1 ") ? key.substr(9) : key.substr(2);
}

Row row_of(const ReplayedStep& step) {
  Row row;
  row[key_of(step)] = step.lane.empty() ? step.operation : step.name + ": " + step.operation;
  for (const Mark& mark : step.marks) {
    std::string& cell = row[key_of(mark)];
    cell += (cell.empty() ? "" : "; ") + mark.text;
  }
  return row;
}

std::map<std::string, Lane> lanes_of(const std::vector<Row>& rows) {
  std::map<std::string, Lane> lanes;
  for (const Row& row : rows) {
    for (const auto& [key, cell] : row) {
      Lane& lane = lanes[key];
      lane.name = name_of(key);
      lane.width = std::max({lane.width, lane.name.size(), cell.size()});
    }
  }
  return lanes;
}

std::string without_spaces_at_the_end(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

std::string told(const Replayed& run) {
  std::vector<Row> rows;
  for (const ReplayedStep& step : run.steps) rows.push_back(row_of(step));
  const auto lanes = lanes_of(rows);
  std::string heading = fmt::format("  {:>4}", "");
  for (const auto& [key, lane] : lanes) heading += fmt::format("  {:<{}}", lane.name, lane.width);
  std::string text = "\n" + without_spaces_at_the_end(heading);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::string line = fmt::format("  {:>4}", i + 1);
    for (const auto& [key, lane] : lanes) {
      const auto cell = rows[i].find(key);
      line += fmt::format("  {:<{}}", cell == rows[i].end() ? "" : cell->second, lane.width);
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
    ordered_json marks = ordered_json::array();
    for (const Mark& mark : step.marks) {
      marks.push_back({{"lane", mark.lane}, {"text", mark.text}});
    }
    steps.push_back({{"process", step.process},
                     {"name", step.name},
                     {"operation", step.operation},
                     {"lane", step.lane},
                     {"marks", marks}});
  }
  const ordered_json all = {{"scenario", run.scenario},
                            {"finding", run.finding},
                            {"reproduced", run.reproduced},
                            {"end", run.end},
                            {"steps", steps}};
  return all.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace faultline::report
