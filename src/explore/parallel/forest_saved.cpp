// SPDX-License-Identifier: Apache-2.0
//
// A forest as a list, and from one.
#include <utility>

#include "explore/parallel/forest.hpp"

namespace faultline::explore {

Forest::Forest(System& system, Method method, std::vector<SavedArm> saved, const Counts& counts,
               std::vector<ClassHash> classes)
    : system_(system), method_(method), counts_(counts), classes_(classes.begin(), classes.end()) {
  counts_.classes = classes_.size();
  restore(saved);
}

void Forest::save(const Arm& arm, std::size_t level, std::vector<SavedArm>& into) const {
  SavedArm& saved = into.emplace_back();
  saved.level = level;
  saved.taken = arm.taken;
  saved.finished = arm.finished;
  saved.closed = arm.closed;
  saved.wants = arm.wants;
  if (arm.below) saved.place = arm.below->place;
  if (!arm.strand) return;
  saved.strand = arm.strand;
  wake_in(*saved.strand, arm.late);
  auto& way = saved.strand->way;
  way.erase(way.begin(), way.begin() + static_cast<std::ptrdiff_t>(level));
  saved.strand->base = 0;
}

std::vector<SavedArm> Forest::save() const {
  std::vector<SavedArm> saved;
  std::vector<std::pair<const Arm*, std::size_t>> open{{&root_, 0}};
  while (!open.empty()) {
    const auto [arm, level] = open.back();
    open.pop_back();
    save(*arm, level, saved);
    if (!arm->below) continue;
    for (auto each = arm->below->arms.rbegin(); each != arm->below->arms.rend(); ++each) {
      open.emplace_back(&*each, level + 1);
    }
  }
  return saved;
}

void Forest::restore(std::vector<SavedArm>& saved) {
  std::vector<Junction*> above;  // of each level
  for (SavedArm& one : saved) {
    FL_CHECK(one.level <= above.size() && (one.level > 0 || &one == saved.data()));
    above.resize(one.level);
    Arm& arm = above.empty() ? root_ : above.back()->arms.emplace_back();
    arm.above = above.empty() ? nullptr : above.back();
    arm.taken = one.taken;
    arm.finished = one.finished;
    arm.closed = one.closed;
    arm.wants = std::move(one.wants);
    if (one.place) above.push_back(&add(arm, std::move(*one.place), one.level));
    if (!one.strand) continue;
    arm.strand = std::move(one.strand);
    arm.strand->base = one.level;
    std::vector<Sleeper> way = way_to(arm);
    way.insert(way.end(), arm.strand->way.begin(), arm.strand->way.end());
    arm.strand->way = std::move(way);
    idle_.push_back(&arm);
  }
}

}  // namespace faultline::explore
