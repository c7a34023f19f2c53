// SPDX-License-Identifier: Apache-2.0
//
// Virtual time: the earliest candidate happens.
#include "sim/scheduler.hpp"

namespace faultline::sim {

std::size_t TimedScheduler::pick(std::span<const Candidate> candidates) {
  std::size_t best = 0;
  std::uint64_t equals = 1;
  for (std::size_t i = 1; i < candidates.size(); ++i) {
    if (candidates[i].ready_at_ns > candidates[best].ready_at_ns) continue;
    if (candidates[i].ready_at_ns < candidates[best].ready_at_ns) {
      best = i;
      equals = 1;
    } else if (random_.one_in(++equals)) {
      best = i;
    }
  }
  return best;
}

}  // namespace faultline::sim
