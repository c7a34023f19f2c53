// SPDX-License-Identifier: Apache-2.0
//
// Names for what a machine does by itself: each thread, each interrupt line, each timer, each sleep
// that may end, each queue of posted writes is a process, whichever context carries it out; and
// each thing that is touched is an object. Both have numbers that are the same in every execution,
// since everything lies at the same address in each.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "explore/system.hpp"
#include "sim/kernel.hpp"

namespace faultline::explore {

enum class RoleKind : std::uint8_t { context, interrupt, timer, sleep, event };

struct Role {
  RoleKind kind{};
  const void* place = nullptr;  // the context, the line, the timer, the context, the event source
  std::uint8_t cpu = 0;         // of an interrupt or a timer
  LineNumber line{};            // of an interrupt
  std::string name;
};

class Roles {
 public:
  // Nothing: it was not mentioned yet.
  [[nodiscard]] std::optional<ProcessId> find(RoleKind kind, const void* place) const;
  // A new one. Checked: there are no more than processes_at_most.
  ProcessId add(RoleKind kind, const void* place, std::uint8_t cpu, std::string name);
  void set_line(ProcessId process, LineNumber line) { roles_[process].line = line; }
  [[nodiscard]] const Role& operator[](ProcessId process) const { return roles_[process]; }
  [[nodiscard]] std::size_t size() const { return roles_.size(); }
  ObjectId object(const void* place);

 private:
  std::vector<Role> roles_;
  std::unordered_map<std::uintptr_t, ProcessId> processes_;
  std::unordered_map<const void*, ObjectId> objects_;
};

}  // namespace faultline::explore
