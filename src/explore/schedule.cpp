// SPDX-License-Identifier: Apache-2.0
//
// Replay, with each choice checked.
#include "explore/schedule.hpp"

#include <optional>

namespace faultline::explore {

namespace {

std::string quoted(std::string_view text) {
  return "'" + std::string(text) + "'";
}

std::string told(const Choice& choice) {
  return "process " + std::to_string(choice.process) + ", " + quoted(choice.name) + ", to take " +
         quoted(choice.operation);
}

std::string enabled_text(const System& system) {
  const ProcessSet enabled = system.enabled();
  if (enabled.empty()) return "nobody can go on";
  std::string text;
  for (ProcessId process = 0; process < processes_at_most; ++process) {
    if (!enabled.has(process)) continue;
    text +=
        (text.empty() ? "" : ", ") + std::to_string(process) + " " + quoted(system.name(process));
  }
  return "who can go on: " + text;
}

// Who can go and has that name; numbers may depend on what was run before.
std::optional<ProcessId> find(const System& system, const Choice& choice) {
  const ProcessSet enabled = system.enabled();
  for (ProcessId process = 0; process < processes_at_most; ++process) {
    if (enabled.has(process) && choice.name == system.name(process)) return process;
  }
  return std::nullopt;
}

// Why a process that the schedule wants cannot go.
std::string refusal(System& system, const Choice& choice) {
  const ProcessId process = choice.process;
  if (process < processes_at_most && system.enabled().has(process)) {
    return "that it is " + quoted(system.name(process));
  }
  if (const Footprint* footprint = system.waiting(process)) {
    const std::string operation = footprint->operation;
    return quoted(system.name(process)) + " waiting before " + quoted(operation) + "; " +
           enabled_text(system);
  }
  return "no step of process " + std::to_string(process) + "; " + enabled_text(system);
}

}  // namespace

Schedule of(const Execution& execution, const System& system) {
  Schedule schedule;
  schedule.reserve(execution.size());
  for (std::size_t i = 0; i < execution.size(); ++i) {
    const Event& event = execution[i];
    schedule.push_back({event.process, system.name(event.process), event.footprint.operation});
  }
  return schedule;
}

End end_of(const System& system) {
  if (!system.enabled().empty()) return End::unfinished;
  return system.complete() ? End::complete : End::deadlocked;
}

std::string Divergence::text() const {
  return "step " + std::to_string(step) + ": expected " + expected + "; found " + found;
}

Result<Outcome, Divergence> replay(System& system, const Schedule& schedule,
                                   const std::function<void(ProcessId)>& after) {
  Outcome outcome;
  system.begin();
  for (std::size_t i = 0; i < schedule.size(); ++i) {
    const Choice& choice = schedule[i];
    const auto diverged = [&](std::string found) {
      return std::unexpected(Divergence{i + 1, told(choice), std::move(found)});
    };
    const auto process = find(system, choice);
    if (!process) return diverged(refusal(system, choice));
    const Footprint& footprint = system.step(*process);
    outcome.execution.append(*process, footprint);
    if (choice.operation != footprint.operation) {
      return diverged("that it took " + quoted(footprint.operation));
    }
    if (after) after(*process);
  }
  outcome.end = end_of(system);
  return outcome;
}

}  // namespace faultline::explore
