// SPDX-License-Identifier: Apache-2.0
//
// Builds the world in the arena.
#include "explore/machine/scenario_system.hpp"

#include <fmt/format.h>

#include "sim/store_buffers.hpp"
#include "spec/names.hpp"

namespace faultline::explore {

namespace {
constexpr std::size_t arena_bytes = std::size_t{1} << 30;  // of address space
constexpr std::size_t interrupts_at_once = 8;

const char* memory_of(const scenario::Exploration& exploration) {
  if (!exploration.stores) return "sequentially consistent";
  return exploration.barriers ? "so but for stores into page tables, which arrive later"
                              : "so but for stores into page tables, which no barrier waits for";
}
}  // namespace

ScenarioSystem::ScenarioSystem() : arena_(arena_bytes) {}

// What lies in the arena needs no destructor; what it mapped goes with the process.
ScenarioSystem::~ScenarioSystem() = default;

Result<std::unique_ptr<ScenarioSystem>, std::string> ScenarioSystem::make(
    const fdt::Description& board, const scenario::Scenario& scenario,
    const scenario::Variant& variant) {
  std::unique_ptr<ScenarioSystem> made(new ScenarioSystem);
  if (auto ready = made->prepare(board, scenario, variant); !ready) {
    return base::error(ready.error());
  }
  return made;
}

Result<void, std::string> ScenarioSystem::prepare(const fdt::Description& board,
                                                  const scenario::Scenario& scenario,
                                                  const scenario::Variant& variant) {
  std::string failure;
  {
    const Arena::Open open(arena_);
    auto world = scenario::make_world(board, scenario, {.staged = true, .observers = {}}, variant);
    if (!world) {
      failure = world.error();
    } else {
      world_ = world->release();
      if (const auto ready = world_->prepare(); !ready) failure = ready.error();
    }
  }
  if (!failure.empty()) return base::error(std::string(failure.c_str()));  // out of the arena
  sim::Kernel& kernel = world_->machine.kernel;
  {
    const Arena::Open open(arena_);
    world_->site.bus.explore();
    kernel.reserve(interrupts_at_once);
    kernel.explore(touches_, scenario.exploration.deadlines);
    if (scenario.exploration.stores) {
      kernel.explore_stores(*new sim::StoreBuffers(kernel), scenario.exploration.barriers);
    }
    world_->machine.memory.explore(touches_);
    kernel.recorder().add(coverage_);
    kernel.recorder().add(happenings_);
  }
  exploration_ = scenario.exploration;
  const std::vector<Area> areas = this->areas();
  system_ = std::make_unique<MachineSystem>(
      MachineSystem::Parts{.arena = arena_,
                           .kernel = kernel,
                           .controller = world_->machine.controller,
                           .touches = touches_,
                           .surroundings = *this,
                           .register_name = &ScenarioSystem::register_name,
                           .object = this,
                           .areas = areas});
  return {};
}

// As much of each as is likely to be touched.
std::vector<Area> ScenarioSystem::areas() {
  constexpr std::size_t arena = 512 * 1024;
  constexpr std::size_t tables = 512 * 1024;
  constexpr std::size_t stack = 16 * 1024;
  const auto at = [](const void* place) { return reinterpret_cast<std::uintptr_t>(place); };
  sim::Memory& memory = world_->machine.memory;
  std::vector<Area> areas{
      {at(arena_.base()), arena, 0},
      {at(memory.pointer(memory.data() + (0 - memory.table_bytes()))), tables, 3},
      {at(memory.pointer(memory.data())), tables, 3}};
  for (const auto& context : world_->machine.kernel.contexts()) {
    if (context->state == sim::ContextState::unused) continue;
    const auto [lowest, bytes] = context->fiber.in_use();
    areas.push_back({at(lowest) + bytes - stack, stack, 2});
  }
  return areas;
}

// Stacks, page tables and buffers. What of a stack lies below, and tables that come later, are
// written before they are read.
void ScenarioSystem::list(std::vector<Arena::Region>& regions) {
  for (const auto& context : world_->machine.kernel.contexts()) {
    if (context->state == sim::ContextState::unused) continue;
    const auto [lowest, bytes] = context->fiber.in_use();
    regions.push_back({lowest, bytes, sim::StackPool::stack_bytes - bytes});
  }
  sim::Memory& memory = world_->machine.memory;
  const PhysAddr tables = memory.data() + (0 - memory.table_bytes());
  regions.push_back({memory.pointer(tables), memory.table_bytes_used()});
  regions.push_back({memory.pointer(memory.data()), world_->machine.data_bytes_used()});
}

std::string ScenarioSystem::register_name(const void* object, std::uint32_t offset) {
  const auto& self = *static_cast<const ScenarioSystem*>(object);
  return std::string(spec::register_name(offset, self.world_->site.device.model().layout()).view());
}

std::vector<std::string> ScenarioSystem::remarks() const {
  const driver::Sequences& tables = world_->site.smmu.config().sequences;
  std::string contexts = fmt::format("contexts    {} CPUs", world_->machine.kernel.cpu_count());
  for (const std::string& name : system_->names()) contexts += ", " + name;
  const std::string bounds = fmt::format(
      "explored    register writes land {}, timers fire at any time, waits for somebody end by "
      "their deadline {}; threads that share a CPU run as if each had its own; memory is {}",
      exploration_.posted ? "at any time" : "at once",
      exploration_.deadlines ? "at any time" : "never", memory_of(exploration_));
  return {contexts, bounds,
          "reached     " + coverage_.table("suspend", tables.suspend) + "; " +
              coverage_.table("resume", tables.resume),
          "            " + coverage_.turns(), fmt::format("state       {} bytes", state_bytes())};
}

void ScenarioSystem::watch() {
  happenings_.watch([this](const trace::Event& event) { return world_->what(event); });
}

bool ScenarioSystem::violates(const std::string& property) const {
  for (const oracle::Violation& violation : world_->violations()) {
    if (violation.property == property) return true;
  }
  return false;
}

bool ScenarioSystem::conclude(bool cut) {
  if (cut) world_->accuse("P2", "the execution goes on for ever, or at least for very long");
  const bool clean = world_->conclude();
  findings_.clear();
  if (clean) return true;
  const Arena::Closed closed;
  for (const oracle::Violation& violation : world_->violations()) {
    Finding finding{violation.property.c_str(), violation.message.c_str(), ""};
    if (!violation.function.empty()) finding.where = violation.function.c_str();
    if (!violation.register_name.empty()) {
      finding.where += std::string(", ") + violation.register_name.c_str();
    }
    findings_.push_back(std::move(finding));
  }
  return false;
}

}  // namespace faultline::explore
