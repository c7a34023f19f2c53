// SPDX-License-Identifier: Apache-2.0
//
// The table in words, as Markdown: what docs/runtime-pm.md must contain.
#pragma once
#include <array>
#include <string>
#include <string_view>

#include "power/table.hpp"

namespace faultline::power::testing {

inline constexpr std::array<std::string_view, event_count> event_names = {"idle",
                                                                          "suspend",
                                                                          "schedule",
                                                                          "resume",
                                                                          "get_if_active",
                                                                          "get_if_in_use",
                                                                          "idle agreed",
                                                                          "idle refused",
                                                                          "suspend succeeded",
                                                                          "suspend put off",
                                                                          "suspend failed",
                                                                          "resume succeeded",
                                                                          "resume failed"};
inline constexpr std::array<std::string_view, 4> status_names = {"active", "resuming", "suspended",
                                                                 "suspending"};
inline constexpr std::array<std::string_view, fact_count> fact_names = {
    "runtime PM unsupported",
    "error latched",
    "disabled",
    "active when disabled",
    "usage count above 0",
    "active children, not ignored",
    "resume deferred",
    "resume pending",
    "suspend pending",
    "idle callback running",
    "latency 0 demanded",
    "automatic and too early",
    "asynchronous",
    "worker",
    "reference dropped",
    "irq-safe",
    "idle callback present",
    "parent not yet up"};
inline constexpr std::array<std::string_view, effect_count> effect_names = {
    "usage count +1",
    "cancel request",
    "cancel timer",
    "cancel timer unless autosuspend",
    "**active**",
    "**resuming**",
    "**suspended**",
    "**suspending**",
    "mark last busy",
    "parent's children +1",
    "parent's children -1",
    "idling",
    "not idling",
    "defer resume",
    "forget deferred resume",
    "latch error",
    "arm timer for autosuspend",
    "arm timer for the delay",
    "queue idle",
    "queue (auto)suspend",
    "queue resume",
    "wake waiters",
    "idle parent",
    "idle suppliers"};
inline constexpr std::array<std::string_view, 11> step_names = {"",
                                                                "wait",
                                                                "spin",
                                                                "bring up parent",
                                                                "call idle",
                                                                "call suspend",
                                                                "call resume",
                                                                "go on: suspend",
                                                                "go on: autosuspend",
                                                                "go on: resume",
                                                                "go on: idle, asynchronous"};
inline constexpr std::array<std::string_view, 13> answer_names = {
    "",      "done", "already",     "true",          "false",       "invalid",       "disabled",
    "again", "busy", "in_progress", "not_permitted", "unsupported", "the callback's"};

// The members of a set, separated by commas.
template <typename T, std::size_t size>
std::string list(Set<T> set, const std::array<std::string_view, size>& names) {
  std::string text;
  for (std::size_t i = 0; i < size; ++i) {
    if (!set.has(static_cast<T>(i))) continue;
    if (!text.empty()) text += ", ";
    text += names[i];
  }
  return text;
}

inline std::string line(const Row& row) {
  const bool every_status = row.statuses.bits == 0xf;
  std::string condition = list(row.all, fact_names);
  if (!row.none.empty())
    condition += (condition.empty() ? "not " : "; not ") + list(row.none, fact_names);
  std::string next(step_names[static_cast<std::size_t>(row.step)]);
  if (row.answer != Answer::none) {
    if (!next.empty()) next += "; ";
    next += "answer " + std::string(answer_names[static_cast<std::size_t>(row.answer)]);
  }
  return "| " + std::string(row.name) + " | " + list(row.events, event_names) + " | " +
         (every_status ? "any" : list(row.statuses, status_names)) + " | " + condition + " | " +
         list(row.effects, effect_names) + " | " + next + " |\n";
}

}  // namespace faultline::power::testing
