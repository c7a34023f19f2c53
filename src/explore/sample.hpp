// SPDX-License-Identifier: Apache-2.0
//
// Looks at some executions of a system that has too many to look at all. What it finds is there;
// that it finds nothing says little, and never that there is nothing.
//
// random   at each place one of those that can go on, each as likely as the others
// pct      Burckhardt, Kothari, Musuvathi, Nagarakatte: A Randomized Scheduler with Probabilistic
//          Guarantees of Finding Bugs, ASPLOS 2010: whoever has the highest of random priorities
//          runs, and at depth - 1 steps, chosen before, whoever runs falls below all others. A bug
//          that takes `depth` orderings is found by one execution with a probability of at least
//          1 / (n k^(depth-1)) for n processes and k steps.
// bounded  every execution with at most so many preemptions: one where somebody else is chosen
//          although the one before could go on
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "explore/execution.hpp"
#include "explore/search.hpp"
#include "explore/system.hpp"
#include "sim/random.hpp"

namespace faultline::explore {

enum class Sampling : std::uint8_t { random, pct, bounded };

[[nodiscard]] std::string_view name_of(Sampling sampling);
[[nodiscard]] std::optional<Sampling> sampling_named(std::string_view name);

struct SampleOptions {
  Sampling sampling = Sampling::random;
  std::uint64_t seed = 1;        // random, pct
  unsigned depth = 3;            // pct; from 1
  std::size_t length = 0;        // pct: k; 0: the longest execution so far
  std::size_t preemptions = 2;   // bounded
  std::size_t longest = 65'535;  // an execution is cut there, and counted as bounded
};

class Sample {
 public:
  // The system outlives it.
  Sample(System& system, const SampleOptions& options, bool count_classes);

  // To a limit; `bounded` also to its end, which is when it returns true: every execution within
  // the bound was looked at. Where counts().bounded is 0 besides, those are all that there are.
  // The others only end by a limit, and return false.
  bool run(const Limits& limits);

  [[nodiscard]] const Counts& counts() const { return counts_; }
  // The execution that was looked at last.
  [[nodiscard]] const Execution& execution() const { return execution_; }
  [[nodiscard]] const std::set<ClassHash>& classes() const { return classes_; }

 private:
  // bounded: a place on the way.
  struct Place {
    ProcessSet open;                   // to be tried
    std::optional<ProcessId> running;  // who came here and could go on
    ProcessId taken = 0;
    std::size_t preemptions = 0;  // before it
  };

  void begin();
  void take(ProcessId process);
  void end();
  [[nodiscard]] ProcessId choose(ProcessSet enabled);
  [[nodiscard]] ProcessId choose_at_random(ProcessSet enabled);
  [[nodiscard]] ProcessId choose_by_priority(ProcessSet enabled) const;
  void shuffle_priorities();
  void fall(ProcessId process);
  void open_place(ProcessSet enabled);
  [[nodiscard]] ProcessId choose_open(ProcessSet enabled);
  bool back();

  System& system_;
  const SampleOptions options_;
  const bool count_classes_;
  sim::Random random_;
  Execution execution_;
  std::array<std::size_t, processes_at_most> priorities_{};
  std::vector<std::size_t> falls_;  // pct: the step after which somebody falls
  std::vector<Place> places_;       // bounded
  Counts counts_;
  std::set<ClassHash> classes_;
};

}  // namespace faultline::explore
