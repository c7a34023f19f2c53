// SPDX-License-Identifier: Apache-2.0
//
// Marks, once each.
#include "explore/machine/coverage.hpp"

#include <fmt/format.h>

#include <string_view>

namespace faultline::explore {

namespace {
constexpr unsigned address_bits = 48;

std::uint64_t mark_of(std::uint64_t number, const char* name) {
  return reinterpret_cast<std::uintptr_t>(name) | (number + 1) << address_bits;
}
}  // namespace

void Coverage::record(const trace::Event& event) {
  constexpr auto relaxed = std::memory_order_relaxed;
  record_->seen[static_cast<std::size_t>(event.kind)].fetch_add(1, relaxed);
  if (event.kind != trace::Kind::step_begun) return;
  const std::uint64_t wanted = mark_of(event.value, event.text);
  for (Mark& mark : record_->marks) {
    std::uint64_t there = mark.load(relaxed);
    if (there == 0 && mark.compare_exchange_strong(there, wanted, relaxed)) return;
    if (there == wanted) return;
  }
}

bool Coverage::reached(std::size_t number, const char* name) const {
  for (const Mark& mark : record_->marks) {
    const std::uint64_t there = mark.load(std::memory_order_relaxed);
    if (there >> address_bits != number + 1) continue;
    const std::uint64_t address = there & ((std::uint64_t{1} << address_bits) - 1);
    if (std::string_view(reinterpret_cast<const char*>(address)) == name) return true;
  }
  return false;
}

std::string Coverage::table(const char* name, std::span<const driver::Step> steps) const {
  std::size_t count = 0;
  std::string missing;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (reached(i, steps[i].name)) {
      ++count;
    } else {
      missing += (missing.empty() ? "" : ", ") + std::string(steps[i].name);
    }
  }
  std::string text = fmt::format("{} {} of {} steps", name, count, steps.size());
  if (count > 0 && !missing.empty()) text += ", not: " + missing;
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
  std::string taken;
  std::string missing;
  for (const Turn& turn : turns) {
    const bool was = record_->seen[static_cast<std::size_t>(turn.kind)].load() > 0;
    std::string& list = was ? taken : missing;
    list += (list.empty() ? "" : ", ") + std::string(turn.name);
  }
  return taken + (missing.empty() ? "" : "; not: " + missing);
}

}  // namespace faultline::explore
