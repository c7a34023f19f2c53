// SPDX-License-Identifier: Apache-2.0
//
// One slice by a search.
#include "explore/parallel/worker.hpp"

#include <chrono>

#include "explore/parallel/messages.hpp"
#include "explore/search.hpp"
#include "explore/twice.hpp"

namespace faultline::explore {

namespace {

Slice trouble(std::string text) {
  Slice slice;
  slice.trouble = std::move(text);
  return slice;
}

Slice go_on(System& system, Method method, const Worker::Options& options, const Order& order) {
  using Clock = std::chrono::steady_clock;
  const auto until = Clock::now() + std::chrono::milliseconds(order.milliseconds);
  Search search(system, method, options.classes);
  std::vector<ProcessId> deadlock;
  std::optional<Difference> difference;
  Limits limits{.executions = order.executions};
  limits.go_on = [&](const Counts& counts) {
    if (counts.deadlocked == 1 && deadlock.empty()) {
      const Execution& execution = search.execution();
      for (std::size_t i = 0; i < execution.size(); ++i) deadlock.push_back(execution[i].process);
    }
    if (options.twice) difference = run_twice(system, search.execution());
    return !difference && Clock::now() < until;
  };
  auto slice = search.run(order.task, limits);
  if (!slice) return trouble("the steps that were saved cannot be taken");
  if (difference) return trouble(difference->text());
  slice->deadlock = std::move(deadlock);
  return std::move(*slice);
}

}  // namespace

std::string Worker::serve(std::string_view order) {
  const auto parsed = parse_order(order);
  if (!parsed) return text(trouble("an order that cannot be read: " + parsed.error()));
  if (!system_) system_ = factory_();
  return text(go_on(*system_, method_, options_, *parsed));
}

}  // namespace faultline::explore
