// SPDX-License-Identifier: Apache-2.0
//
// What is still to be tried from a place: sequences of steps as an ordered tree, none of which
// leads to an execution that another one leads to. Abdulla, Aronis, Jonsson, Sagonas: Source Sets:
// A Foundation for Optimal Dynamic Partial Order Reduction, J. ACM 64(4), 2017.
#pragma once
#include <span>
#include <vector>

#include "explore/system.hpp"

namespace faultline::explore {

struct Step {
  ProcessId process = 0;
  const Footprint* footprint = nullptr;
};

// Whether the first step of `process` in `sequence` may be moved to its front: where it stands, or
// nothing if it may not. `sequence.size()`: it has none there.
struct Initial {
  bool possible = false;
  std::size_t index = 0;
};
[[nodiscard]] Initial initial(ProcessId process, std::span<const Step> sequence);
// Whether `footprint` is independent of every step.
[[nodiscard]] bool independent(const Footprint& footprint, std::span<const Step> sequence);
// Whether a step of `process` may come before all of `sequence`: its first one there, or one that
// it has not, with this footprint.
[[nodiscard]] bool may_begin(ProcessId process, const Footprint& footprint,
                             std::span<const Step> sequence);

struct WakeupTree {
  struct Branch;
  std::vector<Branch> branches;  // in the order in which they are to be tried

  // Adds `sequence`, unless what is there leads to the same. `sequence` is used up. False: nothing
  // was added.
  bool insert(std::vector<Step>& sequence);
  [[nodiscard]] bool empty() const { return branches.empty(); }
};

struct WakeupTree::Branch {
  ProcessId process = 0;
  Footprint footprint;
  WakeupTree tree;
};

}  // namespace faultline::explore
