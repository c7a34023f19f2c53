// SPDX-License-Identifier: Apache-2.0
//
// Finds on the board what the scenario names, and runs it.
#include "scenario/runner.hpp"

#include <algorithm>
#include <memory>

#include "scenario/alteration.hpp"
#include "scenario/variants/policies.hpp"
#include "scenario/world.hpp"

namespace faultline::scenario {

namespace {

bool is_named(const std::string& path, const std::string& wanted) {
  return path == wanted || path.ends_with("/" + wanted);
}

const fdt::SmmuNode* find_smmu(const fdt::Description& board, const std::string& wanted) {
  for (const fdt::SmmuNode& node : board.smmus) {
    if (wanted.empty() ? node.enabled && node.usable : is_named(node.path, wanted)) return &node;
  }
  return nullptr;
}

std::vector<driver::StreamMatch> streams_of(const fdt::Master& master, std::size_t smmu) {
  std::vector<driver::StreamMatch> streams;
  for (const fdt::Stream& stream : master.streams) {
    const driver::StreamMatch match{stream.id, stream.mask};
    const bool known = std::find(streams.begin(), streams.end(), match) != streams.end();
    if (stream.smmu == smmu && !known) streams.push_back(match);
  }
  for (const fdt::RequesterRange& range : master.requester_ranges) {
    const driver::StreamMatch match{range.first_stream, range.mask};
    const bool known = std::find(streams.begin(), streams.end(), match) != streams.end();
    if (range.smmu == smmu && !known) streams.push_back(match);
  }
  return streams;
}

Result<std::vector<MasterChoice>, std::string> choose_masters(const fdt::Description& board,
                                                              const fdt::SmmuNode& node,
                                                              const Scenario& scenario) {
  const auto smmu = static_cast<std::size_t>(&node - board.smmus.data());
  std::vector<MasterChoice> choices;
  for (const MasterPlan& plan : scenario.masters) {
    const auto master = std::find_if(board.masters.begin(), board.masters.end(), [&](auto& one) {
      return is_named(one.path, plan.node) && !streams_of(one, smmu).empty();
    });
    if (master == board.masters.end()) {
      return base::error("master " + plan.name + ": there is no node " + plan.node + " behind " +
                         node.path);
    }
    choices.push_back({plan, streams_of(*master, smmu)});
  }
  return choices;
}

// A machine that died in the middle holds its locks for ever, and nothing in it can be taken down
// in order any more. It is kept as it is, so that what it owns stays reachable.
void bury(std::unique_ptr<World> world) {
  static std::vector<World*>* graveyard = new std::vector<World*>;
  graveyard->push_back(world.release());
}

}  // namespace

Result<std::unique_ptr<World>, std::string> make_world(const fdt::Description& board,
                                                       const Scenario& scenario,
                                                       const RunOptions& options,
                                                       const Variant& variant) {
  const fdt::SmmuNode* node = find_smmu(board, scenario.smmu);
  if (!node) {
    return base::error(scenario.smmu.empty() ? std::string("the board has no usable SMMU")
                                             : "the board has no SMMU " + scenario.smmu);
  }
  const auto choice = choose(*node, {scenario.banks, scenario.stream_groups});
  if (!choice) return base::error(choice.error());
  const auto masters = choose_masters(board, *node, scenario);
  if (!masters) return base::error(masters.error());
  auto driver = make_driver(scenario.driver.value_or(DriverPlan{}), variant);
  if (!driver) return base::error(driver.error().message);
  const Variant& made = (*driver)->variant;
  auto world = std::make_unique<World>(*node, *choice, scenario, options, *masters, made);
  if (made.meet) made.meet(world->site.smmu, world->site.power);
  world->driver = std::move(*driver);
  return world;
}

Result<RunResult, std::string> run(const fdt::Description& board, const Scenario& scenario,
                                   const RunOptions& options) {
  auto named = make_policy(options.policy);
  if (!named) return base::error(named.error());
  auto world =
      make_world(board, scenario, options, options.variant ? *options.variant : named->variant);
  if (!world) return base::error(world.error());
  auto result = (*world)->run();
  if (!result || !result->finished) bury(std::move(*world));
  return result;
}

}  // namespace faultline::scenario
