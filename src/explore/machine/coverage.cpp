// SPDX-License-Identifier: Apache-2.0
//
// Marks, once each.
#include "explore/machine/coverage.hpp"

#include <fmt/format.h>

#include <string_view>

namespace faultline::explore {

void Coverage::record(const trace::Event& event) {
  ++seen_[static_cast<std::size_t>(event.kind)];
  if (event.kind != trace::Kind::step_begun) return;
  for (std::size_t i = 0; i < count_; ++i) {
    if (marks_[i].number == event.value && marks_[i].name == event.text) return;
  }
  if (count_ < marks_at_most) marks_[count_++] = {event.value, event.text};
}

std::string Coverage::table(const char* name, std::span<const driver::Step> steps) const {
  std::size_t reached = 0;
  std::string missing;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    bool found = false;
    for (std::size_t j = 0; j < count_ && !found; ++j) {
      found = marks_[j].number == i && std::string_view(marks_[j].name) == steps[i].name;
    }
    if (found) {
      ++reached;
    } else {
      missing += (missing.empty() ? "" : ", ") + std::string(steps[i].name);
    }
  }
  std::string text = fmt::format("{} {} of {} steps", name, reached, steps.size());
  if (reached > 0 && !missing.empty()) text += ", not: " + missing;
  return text;
}

std::string Coverage::turns() const {
  using trace::Kind;
  struct Turn {
    Kind kind;
    const char* name;
  };
  constexpr std::array<Turn, 9> turns = {{{Kind::token_taken, "token taken"},
                                          {Kind::token_refused, "refused"},
                                          {Kind::fault_declined, "declined"},
                                          {Kind::fault_reported, "reported"},
                                          {Kind::fault_queued, "swept"},
                                          {Kind::fault_overflowed, "overflowed"},
                                          {Kind::stall_entered, "stalled"},
                                          {Kind::stall_left, "resumed"},
                                          {Kind::verdict_dropped, "verdict dropped"}}};
  std::string text;
  for (const Turn& turn : turns) {
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", turn.name,
                        seen_[static_cast<std::size_t>(turn.kind)]);
  }
  return text;
}

}  // namespace faultline::explore
