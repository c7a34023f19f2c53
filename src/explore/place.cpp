// SPDX-License-Identifier: Apache-2.0
//
// What is left, by method.
#include "explore/place.hpp"

#include <algorithm>
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

void Place::put_to_sleep(ProcessId process, const Footprint& footprint) {
  asleep.add(process);
  sleepers.push_back({process, footprint});
}

std::optional<ProcessId> Place::next(Method method) const {
  if (method == Method::optimal) {
    if (tree.empty()) return std::nullopt;
    return tree.branches.front().process;
  }
  const ProcessSet ways = enabled.without(asleep).without(done);
  if (method == Method::source) {
    const auto* found =
        std::find_if(wanted.begin(), wanted.end(), [&](ProcessId each) { return ways.has(each); });
    if (found == wanted.end()) return std::nullopt;
    return *found;
  }
  if (ways.empty()) return std::nullopt;
  return ways.first();
}

std::size_t Place::left(Method method) const {
  if (method == Method::optimal) return tree.branches.size();
  const ProcessSet ways = enabled.without(asleep).without(done);
  return method == Method::source ? ways.both(wanted.set()).size() : ways.size();
}

void Place::want(ProcessSet initials, ProcessId preferred) {
  if (!wanted.set().meets(initials)) wanted.add(preferred);
}

bool Place::wake(std::vector<Step>& sequence) {
  const auto found = std::find_if(sleepers.begin(), sleepers.end(), [&](const Sleeper& each) {
    return may_begin(each.process, each.footprint, sequence);
  });
  if (found != sleepers.end()) return listening.has(found->process);
  return tree.insert(sequence);
}

}  // namespace faultline::explore
