// SPDX-License-Identifier: Apache-2.0
//
// The steps that were taken since the beginning, with what came before what: the happens-before
// order is the program order of each process, and for each object the order of dependent accesses.
#pragma once
#include <compare>
#include <cstdint>
#include <span>
#include <vector>

#include "explore/clock.hpp"

namespace faultline::explore {

struct Event {
  Event() noexcept {}  // leaves its lists as they are

  ProcessId process = 0;
  std::uint16_t number = 0;  // of the process's own, from 1
  Clock clock;               // of what came before, itself included
  Clock difference;          // the same without order_only accesses
  Footprint footprint;
};

// Identifies an execution up to swaps of independent steps, order_only accesses left out.
struct ClassHash {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
  friend auto operator<=>(const ClassHash&, const ClassHash&) = default;
};

class Execution {
 public:
  void truncate(std::size_t size);
  void append(ProcessId process, const Footprint& footprint);

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] const Event& operator[](std::size_t index) const { return events_[index]; }
  [[nodiscard]] bool happens_before(std::size_t earlier, std::size_t later) const {
    const Event& event = events_[earlier];
    return events_[later].clock[event.process] >= event.number;
  }

  // The events that race with a step of `process`: dependent, with nothing between them in the
  // order, and such that the step could have been taken instead of them. The step is the event at
  // `end`, or one that was not taken (`end` is size()). Latest first.
  void races(ProcessId process, const Footprint& footprint, std::size_t end,
             std::vector<std::size_t>& found) const;
  // What the step could come after, instead of after `event`, which it races with: of the events
  // between that one and `end` those that neither need it nor are in the way of the step.
  void instead(std::size_t event, const Footprint& footprint, std::size_t end,
               std::vector<std::size_t>& found) const;

  [[nodiscard]] ClassHash class_hash() const;

 private:
  struct Use {
    std::uint32_t event;
    std::uint8_t access;  // of its footprint
    bool write;
  };

  [[nodiscard]] const Access& access(const Use& use) const {
    return events_[use.event].footprint.accesses[use.access];
  }
  [[nodiscard]] Clock before(ProcessId process, std::size_t end, bool difference) const;
  void candidates(const Footprint& footprint, std::size_t end, const Clock& own) const;
  [[nodiscard]] const Use* last_write(ObjectId object, std::size_t end, std::uint64_t& value) const;
  [[nodiscard]] bool possible_without(std::size_t event, const Footprint& footprint,
                                      std::size_t end) const;
  [[nodiscard]] bool left_out(std::size_t event) const;

  std::vector<Event> events_;  // those behind the first size_ are kept for their memory
  std::size_t size_ = 0;
  std::vector<std::vector<Use>> uses_;  // by object, in order
  std::vector<std::vector<std::uint32_t>> by_process_ = std::vector<std::vector<std::uint32_t>>(
      processes_at_most);                        // events of each process, in order
  mutable std::vector<std::size_t> candidates_;  // kept for its memory
  mutable std::vector<std::size_t> left_out_;    // with all that comes after them
};

}  // namespace faultline::explore
