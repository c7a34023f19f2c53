// SPDX-License-Identifier: Apache-2.0
//
// How many executions a search will look at, before it begins: some random ways from the beginning
// to an end, each of which stands for as many as there were ways to go. D. E. Knuth, Estimating the
// Efficiency of Backtrack Programs, Mathematics of Computation 29, 1975. The mean is right and what
// is found may be far from it: an order of magnitude, and no more.
#pragma once
#include <cstdint>

#include "explore/place.hpp"
#include "explore/system.hpp"

namespace faultline::explore {

struct Estimate {
  double executions = 0;  // that come to an end; 0: it knows nothing
  unsigned ways = 0;      // that it comes from
};

// Goes for that time, and not more ways than that. Of all methods but naive the executions that
// come to an end are the same: one of each class, which is what sleep sets leave.
[[nodiscard]] Estimate estimate(System& system, Method method, unsigned milliseconds,
                                unsigned ways_at_most, std::uint64_t seed = 1);

}  // namespace faultline::explore
