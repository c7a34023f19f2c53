// SPDX-License-Identifier: Apache-2.0
//
// What is explored or run again: a program of the litmus library, or a scenario with a policy.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "explore/schedule.hpp"
#include "fdt/description.hpp"
#include "report/replay.hpp"
#include "scenario/scenario.hpp"

namespace faultline::cli {

// What went wrong in an execution.
struct Mishap {
  std::string property;  // "P1"; "deadlock"
  std::string message;
  std::string where;  // "read_context_fault, CB1.FSR"; may be empty
};

class Subject {
 public:
  virtual ~Subject() = default;
  [[nodiscard]] virtual explore::System& system() = 0;
  [[nodiscard]] virtual std::string name() const = 0;    // "hungry(4)"
  [[nodiscard]] virtual std::string policy() const = 0;  // empty: none is at stake
  // As saved schedules name it, for subject_from().
  [[nodiscard]] virtual std::string saved() const = 0;
  // Of the execution that ended last.
  [[nodiscard]] virtual std::vector<Mishap> mishaps() = 0;
  // Properties that may be violated, for a message.
  [[nodiscard]] virtual std::vector<std::string> properties() const = 0;
  // Whether the execution that is under way, or came to this end, shows it.
  [[nodiscard]] virtual bool shows(const std::string& property, explore::End end) = 0;
  // A failing execution is one finding among others, and the search goes on.
  [[nodiscard]] virtual bool counts_on() const = 0;
  // Whether its processes and objects have the same numbers whatever was run before, and wherever:
  // what a search by many processes relies on.
  [[nodiscard]] virtual bool numbered_alike() const = 0;
  // From now on: what the step that was taken last has done, besides what it is called.
  virtual void watch() {}
  [[nodiscard]] virtual std::vector<report::Mark> marks() { return {}; }
  // The lane of a process in a picture; empty: it has one for itself.
  [[nodiscard]] virtual std::string lane(explore::ProcessId) const { return ""; }
  // What a reader has to know of how it was explored, a line each.
  [[nodiscard]] virtual std::vector<std::string> remarks() { return {}; }
};

// The errors are in words.
[[nodiscard]] Result<std::unique_ptr<Subject>, std::string> litmus_subject(const std::string& name,
                                                                           std::uint32_t n);
struct ScenarioWish {
  std::string file;
  std::string policy = "gate";
  std::string board = "snapdragon";
};
// One at a time in a program.
[[nodiscard]] Result<std::unique_ptr<Subject>, std::string> scenario_subject(
    const ScenarioWish& wish);
// Of one that is at hand, with the driver that it says; not to be saved.
[[nodiscard]] Result<std::unique_ptr<Subject>, std::string> scenario_subject(
    const std::string& name, const fdt::Description& board, scenario::Scenario plan);
// A shipped board, and where a scenario lies: as it is called, or among those that come with the
// program.
[[nodiscard]] Result<fdt::Description, std::string> read_board(const std::string& name);
[[nodiscard]] std::string place_of(const std::string& scenario);
// What saved() wrote.
[[nodiscard]] Result<std::unique_ptr<Subject>, std::string> subject_from(const std::string& saved);

}  // namespace faultline::cli
