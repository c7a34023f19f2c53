// SPDX-License-Identifier: Apache-2.0
//
// Tries every execution of a system, or one of each class of executions that differ only in the
// order of independent steps. How much is left out is the method's affair; which steps there are,
// and which depend on each other, is the system's.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "explore/execution.hpp"
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

struct Counts {
  std::uint64_t complete = 0;    // came to an end that is one
  std::uint64_t deadlocked = 0;  // nobody could go on
  std::uint64_t sleep_blocked =
      0;  // left in the middle, since only known executions go on from there
  // Sampled searches: ways that were not gone, or not gone on, because of a bound.
  std::uint64_t bounded = 0;
  std::uint64_t steps = 0;    // taken for the first time; those to get back are not counted
  std::size_t longest = 0;    // steps of the longest execution
  std::uint64_t classes = 0;  // if they are counted
};

struct Limits {
  std::uint64_t executions = ~std::uint64_t{0};
  // Called after each execution; false ends the search.
  std::function<bool(const Counts&)> go_on{};
};

// A step that is not to be taken from here, since every execution that begins with it is known.
struct Sleeper {
  ProcessId process = 0;
  Footprint footprint;
};

// A place in the search: the state after some steps.
struct Node {
  ProcessSet enabled;
  ProcessSet done;  // tried
  ProcessSet asleep;
  std::vector<Sleeper> sleepers;
  ProcessSet wanted;  // source: to be tried
  WakeupTree tree;    // optimal: to be tried
  ProcessId taken = 0;
  std::vector<std::size_t> races;  // of the step taken from here

  void put_to_sleep(ProcessId process, const Footprint& footprint);
};

class Search {
 public:
  // The system outlives the search.
  Search(System& system, Method method, bool count_classes);

  // To the end, or to a limit. True: nothing was left out.
  bool run(const Limits& limits);

  [[nodiscard]] const Counts& counts() const { return counts_; }
  // The execution that was looked at last.
  [[nodiscard]] const Execution& execution() const { return execution_; }
  [[nodiscard]] const std::set<ClassHash>& classes() const { return classes_; }

 private:
  void open();
  std::optional<ProcessId> choose(Node& node);
  void take(ProcessId process);
  void forward();
  bool back();
  void end(bool sleep_blocked);

  void want(std::size_t event, const Step& step, std::size_t end);
  void wake(std::size_t event, const Step& step);
  void sequence_without(std::size_t event, const Step& step, std::size_t end);
  void look_at_waiting();

  System& system_;
  const Method method_;
  const bool count_classes_;
  Execution execution_;
  std::vector<Node> nodes_;  // of the places on the way; kept for their memory
  std::size_t fresh_ = 0;    // the first step that the execution before this one has not
  std::size_t depth_ = 0;    // of those, in use: one more than there are steps
  std::vector<Step> sequence_;
  std::vector<std::size_t> races_;
  std::vector<std::size_t> instead_;
  Counts counts_;
  std::set<ClassHash> classes_;
};

}  // namespace faultline::explore
