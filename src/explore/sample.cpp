// SPDX-License-Identifier: Apache-2.0
//
// One execution after the other, and who is chosen in it.
#include "explore/sample.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace faultline::explore {

namespace {

constexpr std::array<std::string_view, 3> names = {"random", "pct", "bounded"};

}  // namespace

std::string_view name_of(Sampling sampling) {
  return names[static_cast<std::size_t>(sampling)];
}

std::optional<Sampling> sampling_named(std::string_view name) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == name) return static_cast<Sampling>(i);
  }
  return std::nullopt;
}

Sample::Sample(System& system, const SampleOptions& options, bool count_classes)
    : system_(system), options_(options), count_classes_(count_classes), random_(options.seed) {
  FL_CHECK(options.depth >= 1);
}

bool Sample::run(const Limits& limits) {
  std::uint64_t executions = 0;
  begin();
  while (true) {
    ProcessSet enabled = system_.enabled();
    for (; !enabled.empty() && execution_.size() < options_.longest; enabled = system_.enabled()) {
      take(choose(enabled));
    }
    end();
    ++executions;
    if (limits.go_on && !limits.go_on(counts_)) return false;
    const bool more = options_.sampling != Sampling::bounded || back();
    if (!more) return true;
    if (executions >= limits.executions) return false;
    begin();
  }
}

// To where the next execution parts from the one before.
void Sample::begin() {
  system_.begin();
  execution_.truncate(0);
  if (options_.sampling == Sampling::pct) shuffle_priorities();
  if (places_.empty()) return;
  const std::size_t known = places_.size() - 1;
  for (std::size_t i = 0; i < known; ++i) {
    execution_.append(places_[i].taken, system_.step(places_[i].taken));
  }
}

void Sample::take(ProcessId process) {
  execution_.append(process, system_.step(process));
  ++counts_.steps;
  if (options_.sampling == Sampling::pct) fall(process);
}

void Sample::end() {
  counts_.longest = std::max(counts_.longest, execution_.size());
  if (!system_.enabled().empty()) {
    ++counts_.bounded;
    return;
  }
  ++(system_.complete() ? counts_.complete : counts_.deadlocked);
  if (count_classes_ && classes_.insert(execution_.class_hash()).second) ++counts_.classes;
}

ProcessId Sample::choose(ProcessSet enabled) {
  switch (options_.sampling) {
    case Sampling::random: return choose_at_random(enabled);
    case Sampling::pct: return choose_by_priority(enabled);
    case Sampling::bounded: break;
  }
  return choose_open(enabled);
}

ProcessId Sample::choose_at_random(ProcessSet enabled) {
  for (std::uint64_t skip = random_.below(enabled.size()); skip > 0; --skip) {
    enabled.remove(enabled.first());
  }
  return enabled.first();
}

ProcessId Sample::choose_by_priority(ProcessSet enabled) const {
  ProcessId best = enabled.first();
  for (ProcessId process = best; process < processes_at_most; ++process) {
    if (enabled.has(process) && priorities_[process] > priorities_[best]) best = process;
  }
  return best;
}

// From `depth` up; below are those of the ones that fell.
void Sample::shuffle_priorities() {
  std::iota(priorities_.begin(), priorities_.end(), std::size_t{options_.depth});
  for (std::size_t i = priorities_.size() - 1; i > 0; --i) {
    std::swap(priorities_[i], priorities_[random_.below(i + 1)]);
  }
  const std::size_t length = options_.length > 0 ? options_.length : counts_.longest;
  falls_.clear();
  for (unsigned i = 1; i < options_.depth; ++i) {
    falls_.push_back(1 + random_.below(std::max(length, std::size_t{1})));
  }
}

void Sample::fall(ProcessId process) {
  for (std::size_t i = 0; i < falls_.size(); ++i) {
    if (falls_[i] == execution_.size()) priorities_[process] = i + 1;
  }
}

// What may be tried from here: everybody, if that is no preemption or the bound allows one more.
void Sample::open_place(ProcessSet enabled) {
  Place place{.open = enabled, .running = std::nullopt};
  if (!places_.empty()) {
    const Place& from = places_.back();
    const bool preempted = from.running && from.taken != *from.running;
    place.preemptions = from.preemptions + (preempted ? 1 : 0);
    if (enabled.has(from.taken)) place.running = from.taken;
  }
  if (place.running && place.preemptions >= options_.preemptions) {
    place.open = {};
    place.open.add(*place.running);
    counts_.bounded += enabled.size() - 1;
  }
  places_.push_back(place);
}

// Whoever runs goes on first, so that what takes few preemptions is found early.
ProcessId Sample::choose_open(ProcessSet enabled) {
  if (places_.size() == execution_.size()) open_place(enabled);
  Place& place = places_.back();
  const bool goes_on = place.running && place.open.has(*place.running);
  place.taken = goes_on ? *place.running : place.open.first();
  place.open.remove(place.taken);
  return place.taken;
}

// To the last place where something is left to be tried. False: there is none.
bool Sample::back() {
  while (!places_.empty() && places_.back().open.empty()) places_.pop_back();
  return !places_.empty();
}

}  // namespace faultline::explore
