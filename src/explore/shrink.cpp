// SPDX-License-Identifier: Apache-2.0
//
// First shorter, then in fewer pieces, over again until nothing helps.
#include "explore/shrink.hpp"

#include <algorithm>

namespace faultline::explore {

namespace {

using Order = std::vector<ProcessId>;

class Shrinker {
 public:
  Shrinker(System& system, const Shows& shows, std::uint64_t runs_at_most)
      : system_(system), shows_(shows), runs_at_most_(runs_at_most) {}

  // Runs `order`, without the choices that are impossible then, to where the failure shows; keeps
  // it if it does and is the shortest so far.
  bool attempt(const Order& order);
  bool leave_out();
  bool join();
  bool move();

  [[nodiscard]] bool spent() const { return runs_ >= runs_at_most_; }
  [[nodiscard]] std::uint64_t runs() const { return runs_; }
  [[nodiscard]] const Schedule& best() const { return best_; }
  [[nodiscard]] const Length& length() const { return length_; }

 private:
  // Where a stretch of steps of one process begins; the end is one.
  [[nodiscard]] std::vector<std::size_t> boundaries() const;
  bool move_from(std::size_t first, std::size_t last, const std::vector<std::size_t>& places);

  System& system_;
  const Shows& shows_;
  const std::uint64_t runs_at_most_;
  std::uint64_t runs_ = 0;
  bool any_ = false;
  Order order_;  // of the best
  Schedule best_;
  Length length_;
};

bool Shrinker::attempt(const Order& order) {
  ++runs_;
  system_.begin();
  Outcome outcome{.execution = {}, .end = end_of(system_)};
  Length length;
  Order taken;
  bool shown = shows_(system_, outcome);
  for (std::size_t i = 0; i < order.size() && !shown; ++i) {
    const ProcessSet enabled = system_.enabled();
    if (!enabled.has(order[i])) continue;
    if (!taken.empty() && taken.back() != order[i]) {
      ++length.switches;
      if (enabled.has(taken.back())) ++length.preemptions;
    }
    outcome.execution.append(order[i], system_.step(order[i]));
    outcome.end = end_of(system_);
    taken.push_back(order[i]);
    shown = shows_(system_, outcome);
  }
  length.steps = taken.size();
  if (!shown || (any_ && length >= length_)) return false;
  any_ = true;
  order_ = std::move(taken);
  best_ = of(outcome.execution, system_);
  length_ = length;
  return true;
}

// Halves, quarters and so on down to single steps.
bool Shrinker::leave_out() {
  bool helped = false;
  for (std::size_t size = order_.size() / 2; size > 0; size /= 2) {
    for (std::size_t at = 0; at < order_.size() && !spent();) {
      Order without = order_;
      const std::size_t end = std::min(at + size, order_.size());
      without.erase(without.begin() + static_cast<std::ptrdiff_t>(at),
                    without.begin() + static_cast<std::ptrdiff_t>(end));
      if (attempt(without)) {
        helped = true;
      } else {
        at = end;
      }
    }
  }
  return helped;
}

std::vector<std::size_t> Shrinker::boundaries() const {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < order_.size(); ++i) {
    if (i == 0 || order_[i] != order_[i - 1]) found.push_back(i);
  }
  found.push_back(order_.size());
  return found;
}

// The steps from `first` to before `last`, each time to another place.
bool Shrinker::move_from(std::size_t first, std::size_t last,
                         const std::vector<std::size_t>& places) {
  for (const std::size_t place : places) {
    if (place >= first && place <= last) continue;
    if (spent()) return false;
    Order moved = order_;
    const auto at = [&](std::size_t i) { return moved.begin() + static_cast<std::ptrdiff_t>(i); };
    if (place < first) {
      std::rotate(at(place), at(first), at(last));
    } else {
      std::rotate(at(first), at(last), at(place));
    }
    if (attempt(moved)) return true;
  }
  return false;
}

// Each stretch and the next one of the same process: the second brought forward, or else the first
// put off. This takes few runs, and leaves less to be done by moving.
bool Shrinker::join() {
  bool helped = false;
  for (std::size_t first = 0; first < order_.size() && !spent();) {
    const auto begin = order_.begin();
    const auto other = [&](ProcessId process) { return process != order_[first]; };
    const auto end = std::find_if(begin + static_cast<std::ptrdiff_t>(first), order_.end(), other);
    const auto next = std::find(end, order_.end(), order_[first]);
    if (next != order_.end()) {
      Order forward = order_;
      std::rotate(forward.begin() + (end - begin), forward.begin() + (next - begin),
                  forward.begin() + (std::find_if(next, order_.end(), other) - begin));
      Order later = order_;
      std::rotate(later.begin() + static_cast<std::ptrdiff_t>(first), later.begin() + (end - begin),
                  later.begin() + (next - begin));
      if (attempt(forward) || (!spent() && attempt(later))) {
        helped = true;
        continue;
      }
    }
    first = static_cast<std::size_t>(end - begin);
  }
  return helped;
}

// Each stretch, and each end of one, to each boundary.
bool Shrinker::move() {
  const std::vector<std::size_t> places = boundaries();
  for (std::size_t i = 0; i + 1 < places.size(); ++i) {
    for (std::size_t first = places[i]; first < places[i + 1]; ++first) {
      if (move_from(first, places[i + 1], places)) return true;
    }
  }
  return false;
}

}  // namespace

std::optional<Shrunk> shrink(System& system, const Schedule& schedule, const Shows& shows,
                             std::uint64_t runs_at_most) {
  Shrinker shrinker(system, shows, runs_at_most);
  Order order;
  for (const Choice& choice : schedule) order.push_back(choice.process);
  if (!shrinker.attempt(order)) return std::nullopt;
  const Length before = shrinker.length();
  while (!shrinker.spent() && (shrinker.join() || shrinker.leave_out() || shrinker.move())) {
  }
  return Shrunk{shrinker.best(), before, shrinker.length(), shrinker.runs()};
}

}  // namespace faultline::explore
