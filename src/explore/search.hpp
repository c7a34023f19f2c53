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
#include <vector>

#include "explore/execution.hpp"
#include "explore/place.hpp"
#include "explore/strand.hpp"
#include "explore/system.hpp"

namespace faultline::explore {

struct Limits {
  std::uint64_t executions = ~std::uint64_t{0};
  // Called after each execution; false ends the search.
  std::function<bool(const Counts&)> go_on{};
};

// A place on the way, with the step that was taken from it.
struct Node : Place {
  ProcessId taken = 0;
  std::vector<std::size_t> races;  // of that step
};

class Search {
 public:
  // The system outlives the search.
  Search(System& system, Method method, bool count_classes);

  // To the end, or to a limit. True: nothing was left out.
  bool run(const Limits& limits);
  // Of a search that has not run: goes on with a strand, to its end or to a limit, at least by one
  // execution. Counts and classes are then those of the slice. Nothing: the strand is none of this
  // system.
  [[nodiscard]] std::optional<Slice> run(const Task& task, const Limits& limits);

  [[nodiscard]] const Counts& counts() const { return counts_; }
  // The execution that was looked at last.
  [[nodiscard]] const Execution& execution() const { return execution_; }
  [[nodiscard]] const std::set<ClassHash>& classes() const { return classes_; }

 private:
  void open();
  std::optional<ProcessId> choose(Node& node);
  void take(ProcessId process);
  void step(Node& node);
  void forward();
  bool back();
  bool up();
  void return_to_place();
  void end(bool sleep_blocked);

  bool load(const Task& task);
  [[nodiscard]] Strand rest() const;

  void want(std::size_t event, const Step& step, std::size_t end);
  void wake(std::size_t event, const Step& step);
  void report(const Want& want);
  void report_open();
  void sequence_without(std::size_t event, const Step& step, std::size_t end);
  void look_at_waiting();

  System& system_;
  const Method method_;
  const bool count_classes_;
  Execution execution_;
  std::vector<Node> nodes_;        // of the places on the way; kept for their memory
  std::size_t fresh_ = 0;          // the first step that the execution before this one has not
  std::size_t depth_ = 0;          // of those, in use: one more than there are steps
  std::size_t base_ = 0;           // of those, how many are others'
  std::vector<std::size_t> kept_;  // places on the way whose state the system keeps, by its number
  Slice slice_;
  std::vector<Step> sequence_;
  std::vector<std::size_t> races_;
  std::vector<std::size_t> instead_;
  Counts counts_;
  std::set<ClassHash> classes_;
};

}  // namespace faultline::explore
