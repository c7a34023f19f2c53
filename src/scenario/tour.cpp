// SPDX-License-Identifier: Apache-2.0
//
// One thread per master, all with the same small life.
#include "scenario/tour.hpp"

#include <algorithm>
#include <set>

namespace faultline::scenario {

namespace {

constexpr std::uint64_t window = 0x1000'0000;
constexpr std::uint64_t between_masters = 0x10'0000;

Step step(Operation operation, std::uint64_t iova = 0, std::uint32_t count = 1,
          std::uint64_t stride = 8) {
  Step made;
  made.operation = operation;
  made.iova = iova;
  made.count = count;
  made.stride = stride;
  made.pages = 4;
  return made;
}

std::vector<Step> life(std::uint64_t index) {
  const std::uint64_t mapped = window + index * between_masters;
  const std::uint64_t hole = mapped + between_masters / 2;
  return {step(Operation::get),
          step(Operation::map, mapped),
          step(Operation::write, mapped, 16, 512),
          step(Operation::check, mapped, 16, 512),
          step(Operation::fault, hole),
          step(Operation::lookup, mapped),
          step(Operation::unmap, mapped),
          step(Operation::put)};
}

bool is_behind(const fdt::Master& master, std::size_t smmu) {
  const auto here = [&](const auto& one) { return one.smmu == smmu; };
  return std::any_of(master.streams.begin(), master.streams.end(), here) ||
         std::any_of(master.requester_ranges.begin(), master.requester_ranges.end(), here);
}

}  // namespace

Scenario tour(const fdt::Description& board, std::size_t smmu) {
  Scenario scenario;
  scenario.title = "every master of " + board.smmus[smmu].path;
  scenario.smmu = board.smmus[smmu].path;
  std::set<std::string> names;
  std::uint64_t index = 0;
  for (const fdt::Master& master : board.masters) {
    if (!is_behind(master, smmu)) continue;
    std::string name = master.path.substr(master.path.rfind('/') + 1);
    if (!names.insert(name).second) name = master.path;
    MasterPlan plan;
    plan.name = name;
    plan.node = master.path;
    scenario.masters.push_back(plan);
    ThreadPlan thread;
    thread.name = name + " driver";
    thread.master = name;
    thread.cpu = static_cast<std::uint32_t>(index % scenario.cpus);
    thread.steps = life(index);
    scenario.threads.push_back(thread);
    ++index;
  }
  scenario.expectation.faults_at_least = index;
  scenario.expectation.lost = 0;
  return scenario;
}

}  // namespace faultline::scenario
