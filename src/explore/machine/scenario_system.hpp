// SPDX-License-Identifier: Apache-2.0
//
// A scenario as a program to be explored: its world in an arena, brought up once, and put back to
// where its threads are about to begin as often as a search wants.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "explore/machine/coverage.hpp"
#include "explore/machine/happenings.hpp"
#include "explore/machine/machine_system.hpp"
#include "scenario/world.hpp"

namespace faultline::explore {

// What an execution came to.
struct Finding {
  std::string property;  // "P1"
  std::string message;
  std::string where;  // "read_context_fault, CB1.FSR"; empty where no code did it
};

class ScenarioSystem final : private Surroundings {
 public:
  // One at a time in a program, since it takes the arena. Everything outlives it. The error: what
  // does not come up, or cannot be explored.
  static Result<std::unique_ptr<ScenarioSystem>, std::string> make(
      const fdt::Description& board, const scenario::Scenario& scenario,
      const scenario::Variant& variant);
  ~ScenarioSystem();
  ScenarioSystem(const ScenarioSystem&) = delete;
  ScenarioSystem& operator=(const ScenarioSystem&) = delete;

  [[nodiscard]] MachineSystem& system() { return *system_; }
  // Of the execution that ended last; empty: it is clean.
  [[nodiscard]] const std::vector<Finding>& findings() const { return findings_; }
  // So far in the execution that is under way; without those that are asked at its end.
  [[nodiscard]] bool violates(const std::string& property) const;
  // From now on it can be asked what each step has done besides.
  void watch();
  [[nodiscard]] std::vector<Happening> happened() { return happenings_.take(); }
  // The CPU that carries out a process's steps; empty: a device does.
  [[nodiscard]] std::string cpu_of(ProcessId process) const { return system_->cpu_of(process); }
  // What was explored, with what left out, and what of the driver was reached so far; for people.
  [[nodiscard]] std::vector<std::string> remarks() const;
  // Of the state that is put back for each execution.
  [[nodiscard]] std::size_t state_bytes() const { return system_->state_bytes(); }

 private:
  ScenarioSystem();
  bool conclude(bool cut) override;
  void list(std::vector<Arena::Region>& regions) override;
  Result<void, std::string> prepare(const fdt::Description& board,
                                    const scenario::Scenario& scenario,
                                    const scenario::Variant& variant);
  [[nodiscard]] std::vector<Area> areas();
  static std::string register_name(const void* object, std::uint32_t offset);

  Arena arena_;
  sim::Touches touches_;
  scenario::World* world_ = nullptr;  // lives and ends with the arena
  std::unique_ptr<MachineSystem> system_;
  std::vector<Finding> findings_;
  Coverage coverage_;
  Happenings happenings_;
  scenario::Exploration exploration_;
};

}  // namespace faultline::explore
