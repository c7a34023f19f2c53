// SPDX-License-Identifier: Apache-2.0
//
// Compares footprints as the texts that people are told.
#include "explore/twice.hpp"

#include <array>

#include "explore/schedule.hpp"

namespace faultline::explore {

namespace {

std::string told(const Condition& condition) {
  constexpr std::array<const char*, 3> tests = {" is ", " is not ", " is below "};
  return ", if " + std::to_string(condition.object) +
         tests[static_cast<std::size_t>(condition.test)] + std::to_string(condition.operand) +
         " (is " + std::to_string(condition.now) + ")";
}

std::string told(const Access& access) {
  std::string text = access.write ? ", writes " : ", reads ";
  text += std::to_string(access.object);
  if (access.write) {
    text += " from " + std::to_string(access.before) + " to " + std::to_string(access.after);
  }
  if (access.order_only) text += " (order only)";
  return text;
}

// All of it: two that differ have different texts.
std::string told(const char* name, const Footprint& footprint) {
  std::string text = std::string(name) + ": " + footprint.operation;
  for (const Access& access : footprint.accesses) text += told(access);
  for (const Condition& condition : footprint.conditions) text += told(condition);
  return text;
}

const char* told(End end) {
  constexpr std::array<const char*, 3> ends = {"somebody can go on", "complete", "deadlocked"};
  return ends[static_cast<std::size_t>(end)];
}

}  // namespace

std::string Difference::text() const {
  return "step " + std::to_string(step) + " is not the same the second time\n  first   " + first +
         "\n  second  " + second;
}

std::optional<Difference> run_twice(System& system, const Execution& execution) {
  const End first_end = end_of(system);
  system.begin();
  for (std::size_t i = 0; i < execution.size(); ++i) {
    const Event& event = execution[i];
    const std::string first = told(system.name(event.process), event.footprint);
    if (!system.enabled().has(event.process)) {
      return Difference{i + 1, first,
                        std::string(system.name(event.process)) + " cannot take a step"};
    }
    const std::string second = told(system.name(event.process), system.step(event.process));
    if (first != second) return Difference{i + 1, first, second};
  }
  const End second_end = end_of(system);
  if (first_end == second_end) return std::nullopt;
  return Difference{execution.size() + 1, told(first_end), told(second_end)};
}

}  // namespace faultline::explore
