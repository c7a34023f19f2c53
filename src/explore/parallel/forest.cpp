// SPDX-License-Identifier: Apache-2.0
//
// Handing out, merging, dividing.
#include "explore/parallel/forest.hpp"

#include <algorithm>
#include <utility>

namespace faultline::explore {

Forest::Forest(System& system, Method method) : system_(system), method_(method) {
  root_.strand = Strand{.way = {}, .base = 0, .own = {Place{}}, .seen = 0};
  idle_.push_back(&root_);
}

std::vector<Sleeper> Forest::way_to(const Arm& arm) {
  std::vector<Sleeper> way;
  for (const Arm* each = &arm; each->above; each = each->above->arm) way.push_back(each->taken);
  std::reverse(way.begin(), way.end());
  return way;
}

// The place after `depth` steps on the way to the arm.
Forest::Junction& Forest::at(const Arm& arm, std::size_t depth) {
  Junction* junction = arm.above;
  while (junction && junction->depth != depth) junction = junction->arm->above;
  FL_CHECK(junction);
  return *junction;
}

// After a change to what is left of its place.
void Forest::note(Junction& junction) {
  const std::size_t left = junction.place.left(method_);
  left_ = left_ - junction.left + left;
  if (left > 0) {
    unfinished_.emplace(junction.depth, &junction);
  } else if (junction.left > 0) {
    unfinished_.erase({junction.depth, &junction});
  }
  junction.left = left;
}

// What was begun goes first, then what lies highest, for it is likely to be large.
Forest::Arm* Forest::open_arm() {
  if (!idle_.empty()) {
    Arm* arm = idle_.front();
    idle_.pop_front();
    return arm;
  }
  return unfinished_.empty() ? nullptr : begin(*unfinished_.begin()->second);
}

// Takes the way and the step, and learns what the step touches. False: it cannot be taken.
bool Forest::touch(const std::vector<Sleeper>& way, Sleeper& step) {
  system_.begin();
  for (const Sleeper& each : way) {
    if (!system_.enabled().has(each.process)) return false;
    static_cast<void>(system_.step(each.process));
  }
  if (!system_.enabled().has(step.process)) return false;
  step.footprint = system_.step(step.process);
  return true;
}

// Whether the arms before it, here and on the way here, are gone, or it is none of their business.
bool Forest::closed(Arm& arm) {
  Arm* each = &arm;
  while (!each->closed) {
    if (&each->above->arms.front() != each) return false;
    each = each->above->arm;
  }
  return arm.closed = true;
}

// What is to be tried next from a place becomes a strand. From now on it is asleep for what comes
// after it there.
Forest::Arm* Forest::begin(Junction& junction) {
  Place& place = junction.place;
  Sleeper step{*place.next(method_), {}};
  std::vector<Sleeper> way = way_to(*junction.arm);
  fits_ = touch(way, step);
  if (!fits_) return nullptr;
  way.push_back(step);
  Place first;
  ProcessSet trying = closed(*junction.arm) ? ProcessSet{} : place.open;
  for (const Arm& other : junction.arms) trying.add(other.taken.process);
  for (const Sleeper& sleeper : place.sleepers) {
    if (dependent(sleeper.footprint, step.footprint)) continue;
    first.put_to_sleep(sleeper.process, sleeper.footprint);
  }
  if (method_ == Method::optimal) {
    first.tree = std::move(place.tree.branches.front().tree);
    place.tree.branches.erase(place.tree.branches.begin());
  }
  Arm& arm = junction.arms.emplace_back();
  arm.above = &junction;
  arm.taken = step;
  if (method_ == Method::optimal) first.open = first.asleep.both(trying);
  arm.closed = first.open.empty();
  place.done.add(step.process);
  if (method_ != Method::naive) place.put_to_sleep(step.process, step.footprint);
  note(junction);
  arm.strand = Strand{std::move(way), junction.depth + 1, {std::move(first)}, junction.depth};
  return &arm;
}

std::optional<Forest::Handed> Forest::hand() {
  Arm* arm = open_arm();
  if (!arm) return std::nullopt;
  arm->ticket = ++last_;
  running_.emplace(arm->ticket, arm);
  Handed handed{arm->ticket, {*arm->strand, {}}};
  for (Junction* each = arm->above; each; each = each->arm->above) {
    Place& place = handed.task.before.emplace_back(each->place);
    for (const Arm& other : each->arms) {
      if (!other.closed) place.listening.add(other.taken.process);
    }
  }
  std::reverse(handed.task.before.begin(), handed.task.before.end());
  return handed;
}

unsigned Forest::take_back(Ticket ticket) {
  const auto found = running_.find(ticket);
  FL_CHECK(found != running_.end());
  Arm* const arm = found->second;
  running_.erase(found);
  arm->ticket = 0;
  wake_in(*arm->strand, arm->late);
  arm->late.clear();
  idle_.push_front(arm);
  return ++arm->lost;
}

void Forest::accept(Ticket ticket, Slice slice, std::size_t wanted) {
  const auto found = running_.find(ticket);
  FL_CHECK(found != running_.end());
  Arm& arm = *found->second;
  running_.erase(found);
  arm.ticket = 0;
  arm.lost = 0;
  counts_.complete += slice.counts.complete;
  counts_.deadlocked += slice.counts.deadlocked;
  counts_.sleep_blocked += slice.counts.sleep_blocked;
  counts_.steps += slice.counts.steps;
  counts_.longest = std::max(counts_.longest, slice.counts.longest);
  classes_.insert(slice.classes.begin(), slice.classes.end());
  counts_.classes = classes_.size();
  for (const Wake& said : slice.wakes) wake(&at(arm, said.event), said.sequence);
  arm.wants.insert(arm.wants.end(), slice.wants.begin(), slice.wants.end());
  Junction* const above = arm.above;
  Junction* lowest = above;
  arm.strand = std::move(slice.left);
  Arm* rest = arm.strand ? &arm : nullptr;
  if (!arm.closed) {
    rest = keep_open(arm, slice);
    lowest = arm.below;
    const auto late = std::exchange(arm.late, {});
    for (const std::vector<Sleeper>& steps : late) wake(arm.below, steps);
  } else {
    arm.finished = !arm.strand;
  }
  if (rest) divide(rest, wanted);
  while (lowest && !lowest->arms.empty() && lowest->arms.front().below) {
    lowest = lowest->arms.front().below;
  }
  if (lowest) settle(lowest);
}

// Whether something would be left for others.
bool Forest::divisible(const Strand& strand) const {
  for (std::size_t i = 0; i < strand.own.size(); ++i) {
    const std::size_t left = strand.own[i].left(method_);
    if (left > (i + 1 < strand.own.size() ? 0u : 1u)) return true;
  }
  return false;
}

// Its upper places become shared ones, as far down as is needed.
void Forest::divide(Arm* arm, std::size_t wanted) {
  std::size_t known = ready() + 1;
  while (arm && known < wanted && divisible(*arm->strand)) {
    known += arm->strand->own.front().left(method_);
    arm = raise(*arm);
  }
  if (arm) idle_.push_front(arm);
}

Forest::Junction& Forest::add(Arm& arm, Place place, std::size_t depth) {
  Junction& junction = junctions_.emplace_back();
  junction.arm = &arm;
  junction.depth = depth;
  junction.place = std::move(place);
  junction.self = std::prev(junctions_.end());
  arm.below = &junction;
  note(junction);
  return junction;
}

// The first of a strand's own places becomes a shared one, from which the rest of the strand hangs.
// Null: there is no rest.
Forest::Arm* Forest::raise(Arm& arm) {
  Strand strand = std::move(*arm.strand);
  arm.strand.reset();
  Junction& junction = add(arm, std::move(strand.own.front()), strand.base);
  strand.own.erase(strand.own.begin());
  if (strand.own.empty()) return nullptr;
  Arm& rest = junction.arms.emplace_back();
  rest.above = &junction;
  rest.taken = strand.way[strand.base++];
  junction.place.done.add(rest.taken.process);
  if (method_ != Method::naive) {
    junction.place.put_to_sleep(rest.taken.process, rest.taken.footprint);
  }
  note(junction);
  rest.strand = std::move(strand);
  return &rest;
}

// An open strand's open places stay with us, those that were left too, since what is found
// elsewhere may have to be tried there. What is left of the strand besides; null: nothing.
Forest::Arm* Forest::keep_open(Arm& arm, Slice& slice) {
  Arm* rest = arm.strand ? &arm : nullptr;
  while (rest && !rest->strand->own.front().open.empty()) {
    rest = raise(*rest);
    if (rest) rest->closed = rest->strand->own.front().open.empty();
  }
  const std::size_t base = way_to(arm).size();
  for (auto left = slice.open.rbegin(); left != slice.open.rend(); ++left) {
    Place place;
    place.open = left->open;
    for (Sleeper& sleeper : left->sleepers) place.put_to_sleep(sleeper.process, sleeper.footprint);
    Arm* on = &arm;
    for (std::size_t i = 0; i < left->way.size(); ++i) {
      auto& arms = on->below->arms;
      const auto found = std::find_if(arms.begin(), arms.end(), [&](const Arm& each) {
        return each.taken.process == left->way[i].process;
      });
      if (found == arms.end()) {
        FL_CHECK(i + 1 == left->way.size());
        Arm& added = arms.emplace_front();
        added.above = on->below;
        added.taken = left->way[i];
        added.closed = false;
        on = &added;
      } else {
        on = &*found;
      }
    }
    FL_CHECK(!on->below);
    static_cast<void>(add(*on, std::move(place), base + left->way.size()));
  }
  return rest;
}

// To be tried from a place, or from one to which a step leads that is under way.
void Forest::wake(Junction* junction, const std::vector<Sleeper>& steps) {
  std::vector<Step> sequence;
  for (const Sleeper& step : steps) sequence.push_back({step.process, &step.footprint});
  while (true) {
    const auto begins = [&](const Sleeper& sleeper) {
      return may_begin(sleeper.process, sleeper.footprint, sequence);
    };
    const auto& sleepers = junction->place.sleepers;
    const auto sleeper = std::find_if(sleepers.begin(), sleepers.end(), begins);
    if (sleeper == sleepers.end()) break;
    const auto arm =
        std::find_if(junction->arms.begin(), junction->arms.end(),
                     [&](const Arm& each) { return each.taken.process == sleeper->process; });
    if (arm == junction->arms.end() || arm->closed) return;
    const Initial first = initial(sleeper->process, sequence);
    if (first.index < sequence.size()) {
      sequence.erase(sequence.begin() + static_cast<std::ptrdiff_t>(first.index));
    }
    if (!arm->below) {
      std::vector<Sleeper>& late = arm->late.emplace_back();
      for (const Step& step : sequence) late.push_back({step.process, *step.footprint});
      if (arm->ticket == 0) {
        wake_in(*arm->strand, arm->late);
        arm->late.clear();
      }
      return;
    }
    junction = arm->below;
  }
  if (junction->place.tree.insert(sequence)) note(*junction);
}

// A strand that nobody has gone on with yet has one place.
void Forest::wake_in(Strand& strand, const std::vector<std::vector<Sleeper>>& late) {
  for (const std::vector<Sleeper>& steps : late) {
    std::vector<Step> sequence;
    for (const Sleeper& step : steps) sequence.push_back({step.process, &step.footprint});
    strand.own.front().wake(sequence);
  }
}

// What was found below a place to be tried there, and above it. A search by one hears it in the
// order of the arms, and source sets depend on it: nothing of an arm before all of those in front
// of it. True: an arm is gone.
bool Forest::hear(Junction& junction) {
  bool gone = false;
  for (auto arm = junction.arms.begin(); arm != junction.arms.end();) {
    for (const Want& want : arm->wants) {
      if (want.event == junction.depth) {
        junction.place.want(want.initials, want.preferred);
      } else {
        junction.arm->wants.push_back(want);
      }
    }
    arm->wants.clear();
    note(junction);
    if (arm->finished) {
      ++junction.finished;
      gone = true;
      arm = junction.arms.erase(arm);
    } else if (method_ == Method::source) {
      break;
    } else {
      ++arm;
    }
  }
  return gone;
}

// After a change to an arm of it.
void Forest::settle(Junction* junction) {
  while (junction) {
    if (hear(*junction)) {  // who is in front now may have waited for it
      while (!junction->arms.empty() && junction->arms.front().below) {
        junction = junction->arms.front().below;
      }
    }
    Arm& arm = *junction->arm;
    if (junction->arms.empty() && junction->place.left(method_) == 0 && closed(arm)) {
      arm.finished = true;
      arm.below = nullptr;
      junctions_.erase(junction->self);
    } else if (arm.wants.empty()) {
      return;
    }
    junction = arm.above;
  }
}

double Forest::done() const {
  double open = root_.finished ? 0 : root_.below ? 0 : 1;
  for (const Junction& junction : junctions_) {
    double share = 1;  // of one arm of it
    std::size_t here = 0;
    for (const Junction* each = &junction; each; each = each->arm->above) {
      here = each->finished + each->arms.size() + each->place.left(method_);
      share /= static_cast<double>(here);
    }
    const auto strands = std::count_if(junction.arms.begin(), junction.arms.end(),
                                       [](const Arm& arm) { return arm.strand.has_value(); });
    open += share *
            static_cast<double>(junction.place.left(method_) + static_cast<std::size_t>(strands));
  }
  return 1 - open;
}

}  // namespace faultline::explore
