// SPDX-License-Identifier: Apache-2.0
//
// What a step of an explored program touches, which is all that a search has to know about it. Two
// steps of different processes that touch nothing in common, or only read it, may be swapped
// without a difference to anybody.
#pragma once
#include <cstdint>

#include "explore/short_list.hpp"

namespace faultline::explore {

// A word of the program: a variable, a lock, a line, a CPU's interrupt mask. Numbered densely from
// 0.
using ObjectId = std::uint32_t;

struct Access {
  ObjectId object = 0;
  bool write = false;
  // Decides who may run, and not what anybody computes: two executions that differ in the order of
  // such accesses alone are the same to a reader.
  bool order_only = false;
  // The object's value before and after a write. Asked for of objects that conditions look at,
  // whose values are small.
  std::uint32_t before = 0;
  std::uint32_t after = 0;
};

// A step is possible only while this holds.
struct Condition {
  enum class Test : std::uint8_t { equal, not_equal, less };
  ObjectId object = 0;
  Test test = Test::equal;
  std::uint64_t operand = 0;
  std::uint64_t now = 0;  // the object's value when the step was taken, or when it still waited

  [[nodiscard]] constexpr bool holds(std::uint64_t value) const {
    switch (test) {
      case Test::equal: return value == operand;
      case Test::not_equal: return value != operand;
      case Test::less: return value < operand;
    }
    return false;
  }
};

struct Footprint {
  ShortList<Access, 32> accesses;
  ShortList<Condition, 24> conditions;  // each on an object among the accesses
  const char* operation = "";           // static text, for people

  // Adds an access, or makes one that is there a write as well. Checked: there is room.
  void add(const Access& access) {
    for (Access& known : accesses) {
      if (known.object != access.object) continue;
      known.write = known.write || access.write;
      return;
    }
    FL_CHECK(accesses.push_back(access));
  }
  // What a write does to an object that is among the accesses; once for each.
  void record(ObjectId object, std::uint64_t before, std::uint64_t after) {
    for (Access& known : accesses) {
      if (known.object != object) continue;
      known.before = static_cast<std::uint32_t>(before);
      known.after = static_cast<std::uint32_t>(after);
    }
  }
  // Adds a condition, and the read that it is.
  void require(const Condition& condition, bool order_only) {
    FL_CHECK(conditions.push_back(condition));
    add({.object = condition.object, .order_only = order_only});
  }
  void clear() {
    accesses.clear();
    conditions.clear();
    operation = "";
  }
};

// Whether their order matters.
[[nodiscard]] inline bool dependent(const Footprint& left, const Footprint& right) {
  for (const Access& one : left.accesses) {
    for (const Access& other : right.accesses) {
      if (one.object == other.object && (one.write || other.write)) return true;
    }
  }
  return false;
}

}  // namespace faultline::explore
