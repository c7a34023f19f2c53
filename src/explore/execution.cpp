// SPDX-License-Identifier: Apache-2.0
//
// Clocks from dependences, and races from clocks.
#include "explore/execution.hpp"

#include <algorithm>

namespace faultline::explore {

void Execution::truncate(std::size_t size) {
  while (size_ > size) {
    const Event& last = events_[--size_];
    for (const Access& access : last.footprint.accesses) uses_[access.object].pop_back();
    by_process_[last.process].pop_back();
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
  const std::size_t index = size_++;
  if (index == events_.size()) events_.emplace_back();
  Event& event = events_[index];
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
      const Use& theirs = uses[i - 1];
      if (!mine.write && !theirs.write) continue;
      const Event& other = events_[theirs.event];
      event.clock.join(other.clock);
      if (!mine.order_only) event.difference.join(other.difference);
      if (theirs.write) break;  // what came before it is in its clock
    }
    uses.push_back({static_cast<std::uint32_t>(index), number++, mine.write});
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
      if (!mine.write && !use.write) continue;
      const Event& other = events_[use.event];
      const bool ordered = own[other.process] >= other.number;
      if (ordered && use.write) break;
      if (!ordered) candidates_.push_back(use.event);
    }
  }
  std::sort(candidates_.begin(), candidates_.end(), std::greater<>());
  candidates_.erase(std::unique(candidates_.begin(), candidates_.end()), candidates_.end());
}

bool Execution::left_out(std::size_t event) const {
  return std::any_of(left_out_.begin(), left_out_.end(),
                     [&](std::size_t one) { return one <= event && happens_before(one, event); });
}

// The last write of `object` before `end` that is not left out, and what the object is after it.
// Null: there is none, and the value is what it was in the beginning, or as before if nobody ever
// wrote it.
const Execution::Use* Execution::last_write(ObjectId object, std::size_t end,
                                            std::uint64_t& value) const {
  if (object >= uses_.size()) return nullptr;
  const std::vector<Use>& uses = uses_[object];
  for (std::size_t i = uses.size(); i > 0; --i) {
    const Use& use = uses[i - 1];
    if (use.event >= end || !use.write) continue;
    value = access(use).after;
    if (!left_out(use.event)) return &use;
    value = access(use).before;
  }
  return nullptr;
}

// Whether the conditions of a step hold when `event`, and all that depends on it, has not happened
// before it. Leaves out what else would be in its way, if it came after `event`.
bool Execution::possible_without(std::size_t event, const Footprint& footprint,
                                 std::size_t end) const {
  left_out_.assign(1, event);
  for (std::size_t i = 0; i < footprint.conditions.size();) {
    const Condition& condition = footprint.conditions[i++];
    std::uint64_t value = condition.now;
    const Use* last = last_write(condition.object, end, value);
    if (condition.holds(value)) continue;
    if (!last || last->event < event) return false;
    left_out_.push_back(last->event);
    i = 0;
  }
  return true;
}

void Execution::races(ProcessId process, const Footprint& footprint, std::size_t end,
                      std::vector<std::size_t>& found) const {
  found.clear();
  const Clock own = before(process, end, false);
  Clock covered = own;
  candidates(footprint, end, own);
  for (const std::size_t index : candidates_) {
    const Event& event = events_[index];
    if (covered[event.process] >= event.number) continue;
    // What made the step possible cannot come after it; what came before that may.
    if (!possible_without(index, footprint, end)) continue;
    if (std::any_of(left_out_.begin(), left_out_.end(), [&](std::size_t one) {
          return own[events_[one].process] >= events_[one].number;
        })) {
      continue;
    }
    found.push_back(index);
    covered.join(event.clock);
  }
}

void Execution::instead(std::size_t event, const Footprint& footprint, std::size_t end,
                        std::vector<std::size_t>& found) const {
  found.clear();
  static_cast<void>(possible_without(event, footprint, end));
  for (std::size_t i = event + 1; i < end; ++i) {
    if (!left_out(i)) found.push_back(i);
  }
}

ClassHash Execution::class_hash() const {
  ClassHash hash;
  for (std::size_t i = 0; i < size_; ++i) {
    const Event& event = events_[i];
    const std::uint64_t seed = 1 + event.process + std::uint64_t{event.number} * 64;
    hash.low += event.difference.hash(seed * 0xff51'afd7'ed55'8ccd);
    hash.high += event.difference.hash(seed * 0xc4ce'b9fe'1a85'ec53 + 0x1234'5678'9abc'def1);
  }
  return hash;
}

}  // namespace faultline::explore
