// SPDX-License-Identifier: Apache-2.0
//
// Clocks from dependences, and races from clocks.
#include "explore/execution.hpp"

#include <algorithm>

namespace faultline::explore {

void Execution::truncate(std::size_t size) {
  while (events_.size() > size) {
    const Event& last = events_.back();
    for (const Access& access : last.footprint.accesses) uses_[access.object].pop_back();
    by_process_[last.process].pop_back();
    events_.pop_back();
  }
}

// The clock of the process's last event before `end`.
Clock Execution::before(ProcessId process, std::size_t end, bool difference) const {
  const auto& own = by_process_[process];
  for (std::size_t i = own.size(); i > 0; --i) {
    if (own[i - 1] >= end) continue;
    const Event& last = events_[own[i - 1]];
    return difference ? last.difference : last.clock;
  }
  return {};
}

void Execution::append(ProcessId process, const Footprint& footprint) {
  const std::size_t index = events_.size();
  Event& event = events_.emplace_back();
  event.process = process;
  event.footprint = footprint;
  event.clock = before(process, index, false);
  event.difference = before(process, index, true);
  event.number = static_cast<std::uint16_t>(event.clock[process] + 1);
  std::uint8_t number = 0;
  for (const Access& mine : footprint.accesses) {
    if (mine.object >= uses_.size()) uses_.resize(mine.object + 1);
    std::vector<Use>& uses = uses_[mine.object];
    for (std::size_t i = uses.size(); i > 0; --i) {
      const Access& theirs = access(uses[i - 1]);
      if (!mine.write && !theirs.write) continue;
      const Event& other = events_[uses[i - 1].event];
      event.clock.join(other.clock);
      if (!mine.order_only) event.difference.join(other.difference);
      if (theirs.write) break;  // what came before it is in its clock
    }
    uses.push_back({static_cast<std::uint32_t>(index), number++});
  }
  event.clock.set(process, event.number);
  event.difference.set(process, event.number);
  by_process_[process].push_back(static_cast<std::uint32_t>(index));
}

// Everything before `end` that conflicts and is not ordered by the process's own past, latest
// first.
void Execution::candidates(const Footprint& footprint, std::size_t end, const Clock& own) const {
  candidates_.clear();
  for (const Access& mine : footprint.accesses) {
    if (mine.object >= uses_.size()) continue;
    const std::vector<Use>& uses = uses_[mine.object];
    for (std::size_t i = uses.size(); i > 0; --i) {
      const Use& use = uses[i - 1];
      if (use.event >= end) continue;
      const bool write = access(use).write;
      if (!mine.write && !write) continue;
      const Event& other = events_[use.event];
      const bool ordered = own[other.process] >= other.number;
      if (ordered && write) break;
      if (!ordered) candidates_.push_back(use.event);
    }
  }
  std::sort(candidates_.begin(), candidates_.end(), std::greater<>());
  candidates_.erase(std::unique(candidates_.begin(), candidates_.end()), candidates_.end());
}

// Whether the conditions of a step hold when `event`, and all that depends on it, has not happened
// before it.
bool Execution::possible_without(std::size_t event, const Footprint& footprint,
                                 std::size_t end) const {
  for (const Condition& condition : footprint.conditions) {
    std::uint64_t value = condition.now;  // if nobody ever wrote it
    bool known = condition.object >= uses_.size();
    for (std::size_t i = known ? 0 : uses_[condition.object].size(); i > 0 && !known; --i) {
      const Use& use = uses_[condition.object][i - 1];
      if (use.event >= end || !access(use).write) continue;
      value = access(use).before;  // what it was in the beginning, should none be left
      if (use.event == event || (use.event > event && happens_before(event, use.event))) continue;
      value = access(use).after;
      known = true;
    }
    if (!condition.holds(value)) return false;
  }
  return true;
}

void Execution::races(ProcessId process, const Footprint& footprint, std::size_t end,
                      std::vector<std::size_t>& found) const {
  found.clear();
  Clock covered = before(process, end, false);
  candidates(footprint, end, covered);
  for (const std::size_t index : candidates_) {
    const Event& event = events_[index];
    if (covered[event.process] >= event.number) continue;
    // What made the step possible cannot come after it; what came before that may.
    if (!possible_without(index, footprint, end)) continue;
    found.push_back(index);
    covered.join(event.clock);
  }
}

ClassHash Execution::class_hash() const {
  ClassHash hash;
  for (const Event& event : events_) {
    const std::uint64_t seed = 1 + event.process + std::uint64_t{event.number} * 64;
    hash.low += event.difference.hash(seed * 0xff51'afd7'ed55'8ccd);
    hash.high += event.difference.hash(seed * 0xc4ce'b9fe'1a85'ec53 + 0x1234'5678'9abc'def1);
  }
  return hash;
}

}  // namespace faultline::explore
