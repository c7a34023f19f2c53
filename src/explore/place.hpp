// SPDX-License-Identifier: Apache-2.0
//
// A place in a search, the state after some steps, and what of its ways on is known, asleep, or to
// be tried. A search has a stack of them; one that many take part in tells others of some.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/fixed_vector.hpp"
#include "explore/system.hpp"
#include "explore/wakeup_tree.hpp"

namespace faultline::explore {

enum class Method : std::uint8_t {
  naive,    // every order of every step: the one that is obviously right
  sleep,    // sleep sets: no class twice to its end, though many twice to their middle
  source,   // source sets besides: only from where a race says that another order exists
  optimal,  // wakeup trees besides: nothing is begun that cannot be ended
};

[[nodiscard]] std::string_view name_of(Method method);
[[nodiscard]] std::optional<Method> method_named(std::string_view name);

// A step that is not to be taken from here, since every execution that begins with it is known, or
// will be. Of its footprint only counts with what it is dependent.
struct Sleeper {
  ProcessId process = 0;
  Footprint footprint;
};

// Processes in the order in which they came.
class ProcessList {
 public:
  void add(ProcessId process) {
    if (set_.has(process)) return;
    set_.add(process);
    FL_CHECK(order_.push_back(process));
  }
  void clear() { *this = {}; }
  [[nodiscard]] ProcessSet set() const { return set_; }
  [[nodiscard]] const ProcessId* begin() const { return order_.begin(); }
  [[nodiscard]] const ProcessId* end() const { return order_.end(); }

 private:
  ProcessSet set_;
  base::FixedVector<ProcessId, processes_at_most> order_;
};

struct Place {
  ProcessSet enabled;
  ProcessSet done;    // tried, or given to somebody who tries it
  ProcessSet asleep;  // those of `sleepers`
  std::vector<Sleeper> sleepers;
  // optimal, where others own the place: of those asleep, who are tried by others at this time, who
  // want to hear of each sequence that may begin with them.
  ProcessSet listening;
  // optimal: of those asleep, who are tried by others at this time, who may still find what is to
  // be tried here.
  ProcessSet open;
  ProcessList wanted;  // source: to be tried
  WakeupTree tree;     // optimal: to be tried

  void put_to_sleep(ProcessId process, const Footprint& footprint);
  // What is to be tried next, and how much there is, of what is known to be.
  [[nodiscard]] std::optional<ProcessId> next(Method method) const;
  [[nodiscard]] std::size_t left(Method method) const;
  // One of `initials` has to be tried, the preferred one if none is wanted yet.
  void want(ProcessSet initials, ProcessId preferred);
  // The sequence has to be tried, or one that leads to the same; it is used up. False: it is known,
  // or will be, and nobody listens.
  bool wake(std::vector<Step>& sequence);
};

}  // namespace faultline::explore
