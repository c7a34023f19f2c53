// SPDX-License-Identifier: Apache-2.0
//
// Names for what a machine does by itself: each thread, each interrupt line, each timer, each sleep
// that may end, each queue of posted writes is a process, whichever context carries it out; and
// each thing that is touched is an object. Both have numbers that are the same in every execution,
// since everything lies at the same address in each; and the same in each of several processes that
// explore together.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "explore/machine/numbers.hpp"
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

// Where objects lie, whose numbers are their offsets.
struct Area {
  std::uintptr_t begin = 0;
  std::size_t bytes = 0;
  unsigned shift = 0;  // of an offset, to the number of an object
};

class Roles {
 public:
  explicit Roles(std::span<const Area> areas);

  // Nothing: it was not mentioned yet, in this process.
  [[nodiscard]] std::optional<ProcessId> find(RoleKind kind, const void* place) const;
  // A new one. Checked: there are no more than processes_at_most.
  ProcessId add(RoleKind kind, const void* place, std::uint8_t cpu, std::string name);
  void set_line(ProcessId process, LineNumber line) { roles_[process].line = line; }
  // Whether it was mentioned in this process.
  [[nodiscard]] bool knows(ProcessId process) const { return roles_[process].place != nullptr; }
  [[nodiscard]] const Role& operator[](ProcessId process) const { return roles_[process]; }
  [[nodiscard]] const std::array<Role, processes_at_most>& all() const { return roles_; }
  // Anything whose address says which it is.
  ObjectId object(const void* place);

 private:
  struct Numbered {
    Area area;
    ObjectId first = 0;
  };
  static constexpr unsigned elsewhere_at_most = 1024;

  std::array<Role, processes_at_most> roles_;
  Numbers<processes_at_most> processes_;
  std::vector<Numbered> areas_;
  ObjectId elsewhere_ = 0;  // the first number of those that lie in none of the areas
  Numbers<elsewhere_at_most> objects_;
};

}  // namespace faultline::explore
