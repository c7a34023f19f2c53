// SPDX-License-Identifier: Apache-2.0
//
// Insertion.
#include "explore/wakeup_tree.hpp"

#include <algorithm>

namespace faultline::explore {

Initial initial(ProcessId process, std::span<const Step> sequence) {
  for (std::size_t i = 0; i < sequence.size(); ++i) {
    if (sequence[i].process != process) continue;
    return {independent(*sequence[i].footprint, sequence.first(i)), i};
  }
  return {false, sequence.size()};
}

bool independent(const Footprint& footprint, std::span<const Step> sequence) {
  return std::none_of(sequence.begin(), sequence.end(),
                      [&](const Step& step) { return dependent(footprint, *step.footprint); });
}

bool may_begin(ProcessId process, const Footprint& footprint, std::span<const Step> sequence) {
  const Initial found = initial(process, sequence);
  return found.possible || (found.index == sequence.size() && independent(footprint, sequence));
}

bool WakeupTree::insert(std::vector<Step>& sequence) {
  WakeupTree* tree = this;
  while (true) {
    Branch* way = nullptr;
    for (Branch& branch : tree->branches) {
      const Initial found = initial(branch.process, sequence);
      if (found.possible) {
        sequence.erase(sequence.begin() + static_cast<std::ptrdiff_t>(found.index));
      } else if (found.index < sequence.size() || !independent(branch.footprint, sequence)) {
        continue;
      }
      way = &branch;
      break;
    }
    if (!way) break;
    // Whatever follows a leaf is tried, and so is all that agrees with what is tried already.
    if (way->tree.empty() || sequence.empty()) return false;
    tree = &way->tree;
  }
  for (const Step& step : sequence) {
    tree->branches.push_back({step.process, *step.footprint, {}});
    tree = &tree->branches.back().tree;
  }
  return !sequence.empty();
}

}  // namespace faultline::explore
