// SPDX-License-Identifier: Apache-2.0
//
// A search that many take part in, as its master sees it: which strands there are, who has them,
// and the places from which more than one of them hangs. What a strand finds is merged when its
// slice is complete, so that one who has a strand may vanish. Whatever the order in which slices
// come in, all numbers but that of the steps are those of a search by one: decision 0052.
//
// No clock, no process, no file is known here.
#pragma once
#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "explore/strand.hpp"

namespace faultline::explore {

// A strand or a shared place in a list of them: each place is followed by what hangs from it, which
// is one level deeper.
struct SavedArm {
  std::size_t level = 0;  // steps before the place from which it hangs, and one; 0: the first
  Sleeper taken;          // the step from that place; of none for the first
  bool finished = false;
  bool closed = true;
  std::vector<Want> wants;  // not heard yet
  // Neither: it is finished. A strand's way is from the place on.
  std::optional<Place> place;
  std::optional<Strand> strand;
};

class Forest {
 public:
  // The system outlives it; it is asked what a step touches before somebody is told to take it.
  Forest(System& system, Method method);
  // As it was when it was saved. Checked: what parse_checkpoint() lets through.
  Forest(System& system, Method method, std::vector<SavedArm> saved, const Counts& counts,
         std::vector<ClassHash> classes);
  Forest(const Forest&) = delete;
  Forest& operator=(const Forest&) = delete;

  using Ticket = std::uint64_t;
  struct Handed {
    Ticket ticket = 0;
    Task task;
  };
  // A strand for somebody who has none. Nothing: all are taken, or none is left. False `possible`:
  // the steps before it cannot be taken, so that what was saved is of another system.
  [[nodiscard]] std::optional<Handed> hand();
  [[nodiscard]] bool fits() const { return fits_; }
  // What came of it. Strands are divided until `wanted` can be handed out, if it is possible.
  void accept(Ticket ticket, Slice slice, std::size_t wanted);
  // Nobody works on it any more: the slice is as if it had not begun. How often this has happened
  // to the strand.
  unsigned take_back(Ticket ticket);

  [[nodiscard]] bool finished() const { return root_.finished; }
  [[nodiscard]] std::size_t handed() const { return running_.size(); }
  // How many could be handed out now.
  [[nodiscard]] std::size_t ready() const { return idle_.size() + left_; }
  [[nodiscard]] const Counts& counts() const { return counts_; }
  [[nodiscard]] const std::set<ClassHash>& classes() const { return classes_; }
  // What is handed out is saved as it was when it was handed out.
  [[nodiscard]] std::vector<SavedArm> save() const;
  // The part of the search that is done, if all of what hangs from one place is of the same size
  // and nothing is added; between 0 and 1.
  [[nodiscard]] double done() const;

 private:
  struct Junction;
  // What hangs from a place: a strand, or another place, or nothing any more.
  struct Arm {
    Junction* above = nullptr;  // null for the first
    Sleeper taken;
    std::optional<Strand> strand;
    Junction* below = nullptr;
    bool finished = false;
    // What is to be tried below it, only what is below it says, and no arm before it any more.
    bool closed = true;
    Ticket ticket = 0;  // who has it; 0: nobody
    unsigned lost = 0;  // how often it was
    // Of an open strand that somebody has: what was found meanwhile to be tried in it.
    std::vector<std::vector<Sleeper>> late;
    std::vector<Want> wants;
  };
  struct Junction {
    Arm* arm = nullptr;     // that leads here
    std::size_t depth = 0;  // steps before it
    Place place;
    std::list<Arm> arms;       // in the order in which they were begun
    std::size_t finished = 0;  // arms that are gone
    std::size_t left = 0;      // of its place, as left_ has it
    std::list<Junction>::iterator self;
  };

  [[nodiscard]] Arm* open_arm();
  Arm* begin(Junction& junction);
  [[nodiscard]] static bool closed(Arm& arm);
  [[nodiscard]] bool touch(const std::vector<Sleeper>& way, Sleeper& step);
  [[nodiscard]] static std::vector<Sleeper> way_to(const Arm& arm);
  [[nodiscard]] static Junction& at(const Arm& arm, std::size_t depth);
  [[nodiscard]] Junction& add(Arm& arm, Place place, std::size_t depth);
  [[nodiscard]] bool divisible(const Strand& strand) const;
  void divide(Arm* arm, std::size_t wanted);
  Arm* raise(Arm& arm);
  void note(Junction& junction);
  void wake(Junction* junction, const std::vector<Sleeper>& steps);
  static void wake_in(Strand& strand, const std::vector<std::vector<Sleeper>>& late);
  Arm* keep_open(Arm& arm, Slice& slice);
  void settle(Junction* junction);
  bool hear(Junction& junction);
  void save(const Arm& arm, std::size_t level, std::vector<SavedArm>& into) const;
  void restore(std::vector<SavedArm>& saved);

  System& system_;
  const Method method_;
  Arm root_;
  std::list<Junction> junctions_;
  std::list<Arm*> idle_;  // strands that nobody has
  // Places where something is left to be tried, by depth, and how much in all of them.
  std::set<std::pair<std::size_t, Junction*>> unfinished_;
  std::size_t left_ = 0;
  std::map<Ticket, Arm*> running_;
  Ticket last_ = 0;
  bool fits_ = true;
  Counts counts_;
  std::set<ClassHash> classes_;
};

}  // namespace faultline::explore
