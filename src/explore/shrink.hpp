// SPDX-License-Identifier: Apache-2.0
//
// Makes a schedule that shows a failure shorter, for whoever has to read it. Shorter is: fewer
// steps; of as many steps, fewer preemptions; of as many preemptions, fewer switches.
//
// It tries to join what a process does at a stretch with what it does next, to leave out runs of
// steps, and to move a stretch, or the end of one, to where others are switched between, and keeps
// whatever is shorter and still fails, until none of these changes helps. The result is therefore a
// local minimum and not the shortest of all. The same schedule gives the same result.
#pragma once
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>

#include "explore/schedule.hpp"

namespace faultline::explore {

// Whether a run that came this far shows the failure. Asked after each step, and before the first.
using Shows = std::function<bool(System&, const Outcome&)>;

struct Length {
  std::size_t steps = 0;
  std::size_t preemptions = 0;  // another process was chosen, and the one before could have gone on
  std::size_t switches = 0;     // another process was chosen
  friend auto operator<=>(const Length&, const Length&) = default;
};

struct Shrunk {
  Schedule schedule;
  Length before, after;
  std::uint64_t runs = 0;  // of the system
};

// It takes no more than about `runs_at_most` runs. Nothing: the schedule's own choices do not show
// the failure.
[[nodiscard]] std::optional<Shrunk> shrink(System& system, const Schedule& schedule,
                                           const Shows& shows, std::uint64_t runs_at_most = 10'000);

}  // namespace faultline::explore
