// SPDX-License-Identifier: Apache-2.0
//
// Depth first: forward to an end, back to the last place where something is left to be tried.
#include "explore/search.hpp"

#include <array>

namespace faultline::explore {

namespace {

constexpr std::array<std::string_view, 4> names = {"naive", "sleep", "source", "optimal"};

}  // namespace

std::string_view name_of(Method method) {
  return names[static_cast<std::size_t>(method)];
}

std::optional<Method> method_named(std::string_view name) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == name) return static_cast<Method>(i);
  }
  return std::nullopt;
}

void Node::put_to_sleep(ProcessId process, const Footprint& footprint) {
  asleep.add(process);
  sleepers.push_back({process, footprint});
}

Search::Search(System& system, Method method, bool count_classes)
    : system_(system), method_(method), count_classes_(count_classes) {}

bool Search::run(const Limits& limits) {
  system_.begin();
  open();
  do {
    forward();
    const std::uint64_t executions = counts_.complete + counts_.deadlocked + counts_.sleep_blocked;
    if (limits.go_on && !limits.go_on(counts_)) return false;
    if (executions >= limits.executions) return !back();
  } while (back());
  return true;
}

// The place that the system is in now.
void Search::open() {
  if (depth_ == nodes_.size()) nodes_.emplace_back();
  Node& node = nodes_[depth_];
  node.enabled = system_.enabled();
  node.done = node.asleep = node.wanted = {};
  node.sleepers.clear();
  node.tree.branches.clear();
  node.races.clear();
  if (depth_ > 0 && method_ != Method::naive) {
    Node& from = nodes_[depth_ - 1];
    const Footprint& taken = execution_[depth_ - 1].footprint;
    for (const Sleeper& sleeper : from.sleepers) {
      if (!dependent(sleeper.footprint, taken))
        node.put_to_sleep(sleeper.process, sleeper.footprint);
    }
    if (method_ == Method::optimal) node.tree = std::move(from.tree.branches.front().tree);
  }
  ++depth_;
}

std::optional<ProcessId> Search::choose(Node& node) {
  const ProcessSet awake = node.enabled.without(node.asleep);
  ProcessSet open = awake.without(node.done);
  if (method_ == Method::optimal) {
    if (node.tree.empty() && node.done.empty() && !open.empty()) {
      node.tree.branches.push_back({open.first(), {}, {}});
    }
    if (node.tree.empty()) return std::nullopt;
    FL_CHECK(node.enabled.has(node.tree.branches.front().process));
    return node.tree.branches.front().process;
  }
  if (method_ == Method::source) {
    if (node.wanted.empty() && !open.empty()) node.wanted.add(open.first());
    open = open.both(node.wanted);
  }
  if (open.empty()) return std::nullopt;
  return open.first();
}

void Search::take(ProcessId process) {
  Node& node = nodes_[depth_ - 1];
  node.taken = process;
  const std::size_t at = execution_.size();
  execution_.append(process, system_.step(process));
  ++counts_.steps;
  const Footprint& footprint = execution_[at].footprint;
  if (method_ == Method::source || method_ == Method::optimal) {
    execution_.races(process, footprint, at, node.races);
  }
  if (method_ == Method::source) {
    for (const std::size_t event : node.races) want(event, {process, &footprint}, at);
  }
  if (method_ == Method::optimal) node.tree.branches.front().footprint = footprint;
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
  Node& node = nodes_[event];
  ProcessSet initials;
  ProcessSet seen;
  for (const Step& each : sequence_) {
    if (seen.has(each.process)) continue;
    seen.add(each.process);
    if (initial(each.process, sequence_).possible) initials.add(each.process);
  }
  if (node.wanted.meets(initials)) return;
  node.wanted.add(initials.has(step.process) ? step.process : initials.first());
}

void Search::wake(std::size_t event, const Step& step) {
  sequence_without(event, step, execution_.size());
  Node& node = nodes_[event];
  for (const Sleeper& sleeper : node.sleepers) {
    const Initial found = initial(sleeper.process, sequence_);
    if (found.possible) return;
    if (found.index == sequence_.size() && independent(sleeper.footprint, sequence_)) return;
  }
  node.tree.insert(sequence_);
}

// To the deepest place where something is left, and one step on from there. False: there is none.
bool Search::back() {
  while (--depth_ > 0) {
    Node& node = nodes_[depth_ - 1];
    node.done.add(node.taken);
    if (method_ != Method::naive) {
      node.put_to_sleep(node.taken, execution_[depth_ - 1].footprint);
    }
    if (method_ == Method::optimal) node.tree.branches.erase(node.tree.branches.begin());
    const auto next = choose(node);
    execution_.truncate(depth_ - 1);
    if (!next) continue;
    system_.begin();
    fresh_ = depth_ - 1;
    for (std::size_t i = 0; i < fresh_; ++i) static_cast<void>(system_.step(nodes_[i].taken));
    take(*next);
    return true;
  }
  return false;
}

}  // namespace faultline::explore
