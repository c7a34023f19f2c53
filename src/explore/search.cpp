// SPDX-License-Identifier: Apache-2.0
//
// Depth first: forward to an end, back to the last place where something is left to be tried.
#include "explore/search.hpp"

#include <algorithm>

namespace faultline::explore {

namespace {
constexpr std::size_t far_in_steps = 32;
}

Search::Search(System& system, Method method, bool count_classes)
    : system_(system), method_(method), count_classes_(count_classes) {}

bool Search::run(const Limits& limits) {
  system_.begin();
  open();
  do {
    forward();
    if (limits.go_on && !limits.go_on(counts_)) return false;
    if (counts_.executions() >= limits.executions) return !back();
  } while (back());
  return true;
}

std::optional<Slice> Search::run(const Task& task, const Limits& limits) {
  if (!load(task)) return std::nullopt;
  bool left = true;
  while (true) {
    forward();
    const bool go_on = !limits.go_on || limits.go_on(counts_);
    left = up();
    if (!left || !go_on || counts_.executions() >= limits.executions) break;
    return_to_place();
  }
  if (left) slice_.left = rest();
  slice_.counts = counts_;
  slice_.classes.assign(classes_.begin(), classes_.end());
  return std::move(slice_);
}

// To where the strand stands.
bool Search::load(const Task& task) {
  const Strand& strand = task.strand;
  const std::size_t length = strand.way.size();
  base_ = strand.base;
  fresh_ = strand.seen;
  system_.begin();
  for (std::size_t i = 0; i <= length; ++i) {
    Node& node = nodes_.emplace_back();
    static_cast<Place&>(node) = i < base_ ? task.before[i] : strand.own[i - base_];
    node.enabled = system_.enabled();
    ++depth_;
    if (i == length) break;
    node.taken = strand.way[i].process;
    if (!node.enabled.has(node.taken)) return false;
    if (method_ == Method::optimal && i >= base_) {
      node.tree.branches.insert(node.tree.branches.begin(),
                                {node.taken, strand.way[i].footprint, {}});
    }
    step(node);
  }
  const auto next = nodes_.back().next(method_);
  if (next && !nodes_.back().enabled.has(*next)) return false;
  return true;
}

// The strand that begins where up() has come to.
Strand Search::rest() const {
  Strand strand{.way = {}, .base = base_, .own = {}, .seen = depth_ - 1};
  for (std::size_t i = 0; i + 1 < depth_; ++i) {
    strand.way.push_back({execution_[i].process, execution_[i].footprint});
  }
  for (std::size_t i = base_; i < depth_; ++i) {
    Place& place = strand.own.emplace_back(nodes_[i]);
    if (method_ == Method::optimal && i + 1 < depth_) {
      place.tree.branches.erase(place.tree.branches.begin());
    }
  }
  return strand;
}

// The place that the system is in now.
void Search::open() {
  if (depth_ == nodes_.size()) nodes_.emplace_back();
  Node& node = nodes_[depth_];
  node.enabled = system_.enabled();
  node.done = node.asleep = {};
  node.wanted.clear();
  node.sleepers.clear();
  node.tree.branches.clear();
  node.races.clear();
  node.open = {};
  if (depth_ > 0 && method_ != Method::naive) {
    Node& from = nodes_[depth_ - 1];
    const Footprint& taken = execution_[depth_ - 1].footprint;
    for (const Sleeper& sleeper : from.sleepers) {
      if (!dependent(sleeper.footprint, taken))
        node.put_to_sleep(sleeper.process, sleeper.footprint);
    }
    node.open = from.open.both(node.asleep);
    if (method_ == Method::optimal) node.tree = std::move(from.tree.branches.front().tree);
  }
  ++depth_;
}

// Where nobody said what is to be tried, it is whoever comes first.
std::optional<ProcessId> Search::choose(Node& node) {
  const ProcessSet open = node.enabled.without(node.asleep).without(node.done);
  if (method_ == Method::optimal && node.tree.empty() && node.done.empty() && !open.empty()) {
    node.tree.branches.push_back({open.first(), {}, {}});
  }
  if (method_ == Method::source && node.wanted.set().empty() && !open.empty()) {
    node.wanted.add(open.first());
  }
  const auto next = node.next(method_);
  FL_CHECK(!next || node.enabled.has(*next));
  return next;
}

// The step that was chosen, for the first time.
void Search::step(Node& node) {
  const std::size_t at = execution_.size();
  execution_.append(node.taken, system_.step(node.taken));
  if (at < fresh_) return;
  ++counts_.steps;
  const Footprint& footprint = execution_[at].footprint;
  if (method_ == Method::source || method_ == Method::optimal) {
    execution_.races(node.taken, footprint, at, node.races);
  }
  if (method_ == Method::source) {
    for (const std::size_t event : node.races) want(event, {node.taken, &footprint}, at);
  }
}

void Search::take(ProcessId process) {
  Node& node = nodes_[depth_ - 1];
  node.taken = process;
  step(node);
  if (method_ == Method::optimal) {
    node.tree.branches.front().footprint = execution_[depth_ - 1].footprint;
  }
  open();
}

void Search::forward() {
  while (true) {
    Node& node = nodes_[depth_ - 1];
    if (node.enabled.empty()) return end(false);
    const auto next = choose(node);
    if (!next) return end(true);
    take(*next);
  }
}

void Search::end(bool sleep_blocked) {
  counts_.longest = std::max(counts_.longest, execution_.size());
  if (sleep_blocked) {
    ++counts_.sleep_blocked;
    // Whoever is asleep goes on elsewhere, but there nobody learns who could have gone first here.
    if (method_ == Method::source) look_at_waiting();
    return;
  }
  ++(system_.complete() ? counts_.complete : counts_.deadlocked);
  if (count_classes_ && classes_.insert(execution_.class_hash()).second) ++counts_.classes;
  if (method_ == Method::optimal) {
    for (std::size_t later = fresh_; later < execution_.size(); ++later) {
      for (const std::size_t event : nodes_[later].races) {
        wake(event, {execution_[later].process, &execution_[later].footprint});
      }
    }
  }
  if (method_ == Method::source || method_ == Method::optimal) look_at_waiting();
}

// Whoever waits at the end, for ever or for what did not come, could have gone first.
void Search::look_at_waiting() {
  for (ProcessId process = 0; process < processes_at_most; ++process) {
    const Footprint* footprint = system_.waiting(process);
    if (!footprint) continue;
    const Footprint step = *footprint;
    execution_.races(process, step, execution_.size(), races_);
    for (const std::size_t event : races_) {
      if (method_ == Method::source) {
        want(event, {process, &step}, execution_.size());
      } else {
        wake(event, {process, &step});
      }
    }
  }
}

// The steps after `event` that neither come after it in the order nor are in the way of `step`, and
// then that.
void Search::sequence_without(std::size_t event, const Step& step, std::size_t end) {
  sequence_.clear();
  execution_.instead(event, *step.footprint, end, instead_);
  for (const std::size_t i : instead_) {
    sequence_.push_back({execution_[i].process, &execution_[i].footprint});
  }
  sequence_.push_back(step);
}

void Search::want(std::size_t event, const Step& step, std::size_t end) {
  sequence_without(event, step, end);
  ProcessSet initials;
  ProcessSet seen;
  for (const Step& each : sequence_) {
    if (seen.has(each.process)) continue;
    seen.add(each.process);
    if (initial(each.process, sequence_).possible) initials.add(each.process);
  }
  const ProcessId preferred = initials.has(step.process) ? step.process : initials.first();
  if (event < base_) return report({event, initials, preferred});
  nodes_[event].want(initials, preferred);
}

// Of a place that is not ours, whose owner may know more by now. What we know of it is not less
// than it was, and what we said already, it heard.
void Search::report(const Want& want) {
  if (nodes_[want.event].wanted.set().meets(want.initials)) return;
  for (const Want& said : slice_.wants) {
    if (said.event == want.event && said.initials.without(want.initials).empty()) return;
  }
  slice_.wants.push_back(want);
}

void Search::wake(std::size_t event, const Step& step) {
  sequence_without(event, step, execution_.size());
  if (!nodes_[event].wake(sequence_) || event >= base_) return;
  sequence_without(event, step, execution_.size());
  Wake& said = slice_.wakes.emplace_back(event, std::vector<Sleeper>{});
  for (const Step& each : sequence_) said.sequence.push_back({each.process, *each.footprint});
}

// To the deepest place where something is left. False: there is none.
bool Search::up() {
  while (--depth_ > base_) {
    Node& node = nodes_[depth_ - 1];
    node.done.add(node.taken);
    if (method_ != Method::naive) {
      node.put_to_sleep(node.taken, execution_[depth_ - 1].footprint);
    }
    if (method_ == Method::optimal) node.tree.branches.erase(node.tree.branches.begin());
    execution_.truncate(depth_ - 1);
    if (node.next(method_)) return true;
    if (!node.open.empty()) report_open();
  }
  return false;
}

// The place that is left.
void Search::report_open() {
  Left& left = slice_.open.emplace_back();
  for (std::size_t i = base_; i + 1 < depth_; ++i) {
    left.way.push_back({execution_[i].process, execution_[i].footprint});
  }
  left.sleepers = nodes_[depth_ - 1].sleepers;
  left.open = nodes_[depth_ - 1].open;
}

// From the last state on the way that was kept. A place that is far from it is worth keeping: who
// searches depth first will be back in its neighbourhood.
void Search::return_to_place() {
  fresh_ = depth_ - 1;
  while (!kept_.empty() && kept_.back() > fresh_) kept_.pop_back();
  std::size_t at = 0;
  if (kept_.empty()) {
    system_.begin();
  } else {
    system_.go_back(kept_.size() - 1);
    at = kept_.back();
  }
  const bool far = fresh_ - at > far_in_steps;
  for (; at < fresh_; ++at) static_cast<void>(system_.step(nodes_[at].taken));
  if (far && system_.keep(kept_.size())) kept_.push_back(fresh_);
}

// Up, and one step on from there.
bool Search::back() {
  if (!up()) return false;
  return_to_place();
  take(*nodes_[depth_ - 1].next(method_));
  return true;
}

}  // namespace faultline::explore
