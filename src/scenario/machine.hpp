// SPDX-License-Identifier: Apache-2.0
//
// The simulated machine of one run, without its SMMUs: kernel, CPUs, memory, interrupts, power
// core, log and observers, built in the order in which they need each other.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "irq/core.hpp"
#include "power/core.hpp"
#include "power/domain.hpp"
#include "power/system_sleep.hpp"
#include "scenario/freezer.hpp"
#include "scenario/in_place_array.hpp"
#include "scenario/kernel_log.hpp"
#include "scenario/ledger.hpp"
#include "sim/executor.hpp"
#include "sim/interrupt_controller.hpp"
#include "sim/memory.hpp"
#include "sim/supply.hpp"

namespace faultline::scenario {

struct MachineSettings {
  unsigned cpus = 2;
  std::uint64_t seed = 1;
  sim::Costs costs{};
  irq::Options interrupts{};
  bool runtime_pm = true;
  unsigned workers = 4;
  std::function<void(const LogLine&)> print;
  std::set<LineNumber> lines;  // every interrupt line that anybody will request
};

// One power domain of the board: its supply, and the power core's view of it.
struct PowerIsland {
  PowerIsland(sim::Kernel& kernel, std::string island_name, std::uint32_t supply_number)
      : name(std::move(island_name)),
        number(supply_number),
        supply(kernel, name.c_str(), number),
        domain(name.c_str(), supply) {}
  std::string name;
  std::uint32_t number;
  sim::Supply supply;
  power::Domain domain;
};

class Machine final : private power::SleepInterrupts {
 public:
  explicit Machine(const MachineSettings& settings);
  Machine(const Machine&) = delete;
  Machine& operator=(const Machine&) = delete;

  // The island of that name; made when it is first asked for.
  PowerIsland& island(const std::string& name);
  // A name that lives as long as the machine.
  const char* keep(std::string text);
  // Memory for a device, aligned to `alignment`, a power of two; nothing when there is none left.
  std::optional<PhysAddr> take_memory(std::uint64_t size_bytes, std::uint64_t alignment);
  [[nodiscard]] std::uint64_t data_bytes_used() const { return data_used_; }
  void give_back_memory(PhysAddr place, std::uint64_t size_bytes);
  // A number for a device or a supply.
  std::uint32_t next_number() { return next_number_++; }

  sim::TimedScheduler scheduler;
  sim::Kernel kernel;
  Ledger ledger;
  sim::InterruptController controller;
  sim::Executor executor;
  sim::Clock clock;
  Freezer freezer;
  sim::Memory memory;
  KernelLog log;
  InPlaceArray<irq::Line> lines;
  irq::Core interrupts;
  power::Core power;
  power::SystemSleep sleep;

 private:
  void suspend_interrupts() override { interrupts.suspend_all(); }
  void resume_interrupts() override { interrupts.resume_all(); }

  std::vector<std::unique_ptr<PowerIsland>> islands_;
  std::uint64_t data_used_ = 0;
  std::multimap<std::uint64_t, PhysAddr> data_free_;  // by size
  std::vector<std::unique_ptr<std::string>> names_;
  std::uint32_t next_number_ = 1;
};

}  // namespace faultline::scenario
