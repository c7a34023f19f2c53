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

// Each faults at a moment of its own: masters that share a stream share a bank, which has room for
// one.
constexpr std::uint64_t between_faults_ns = 50'000;

std::vector<Step> life(std::uint64_t index) {
  const std::uint64_t mapped = window + index * between_masters;
  const std::uint64_t hole = mapped + between_masters / 2;
  Step turn = step(Operation::wait);
  turn.duration_ns = index * between_faults_ns;
  return {step(Operation::get),
          step(Operation::map, mapped),
          step(Operation::write, mapped, 16, 512),
          step(Operation::check, mapped, 16, 512),
          turn,
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

// "gpu@3d00000"; of several with that name, the second has its whole path.
std::string name_for(const std::string& path, std::set<std::string>& taken) {
  const std::string name = path.substr(path.rfind('/') + 1);
  return taken.insert(name).second ? name : path;
}

void add(Scenario& scenario, const std::string& name, const fdt::Master& master) {
  const std::uint64_t index = scenario.masters.size();
  MasterPlan plan;
  plan.name = name;
  plan.node = master.path;
  plan.verdict = "unhandled";  // so that the SMMU's driver logs it
  scenario.masters.push_back(plan);
  ThreadPlan thread;
  thread.name = name + " driver";
  thread.master = name;
  thread.cpu = static_cast<std::uint32_t>(index % scenario.cpus);
  thread.steps = life(index);
  scenario.threads.push_back(thread);
  scenario.expectation.faults_at_least = index + 1;
}

// How many masters find a bank each. A flavour may keep one for itself, which matters only where
// they are short.
std::size_t masters_at_once(const fdt::SmmuNode& node, const SmmuWishes& wishes,
                            std::size_t masters) {
  const auto choice = choose(node, wishes);
  if (!choice) return masters;  // what is wrong comes out when it is run
  const std::size_t banks = choice->configuration.size.banks;
  return masters <= banks ? masters : std::max<std::size_t>(banks - 1, 1);
}

}  // namespace

std::vector<Scenario> tours(const fdt::Description& board, std::size_t smmu,
                            const SmmuWishes& wishes) {
  std::vector<const fdt::Master*> masters;
  for (const fdt::Master& master : board.masters) {
    if (is_behind(master, smmu)) masters.push_back(&master);
  }
  const fdt::SmmuNode& node = board.smmus[smmu];
  const std::size_t at_once = masters_at_once(node, wishes, masters.size());
  std::set<std::string> names;
  std::vector<Scenario> scenarios;
  for (std::size_t i = 0; i == 0 || i < masters.size(); ++i) {
    if (scenarios.empty() || scenarios.back().masters.size() == at_once) {
      Scenario& scenario = scenarios.emplace_back();
      scenario.title = "every master of " + node.path;
      scenario.smmu = node.path;
      scenario.banks = wishes.banks;
      scenario.stream_groups = wishes.stream_groups;
      scenario.expectation.lost = 0;
    }
    if (masters.empty()) break;
    add(scenarios.back(), name_for(masters[i]->path, names), *masters[i]);
  }
  return scenarios;
}

}  // namespace faultline::scenario
