// SPDX-License-Identifier: Apache-2.0
//
// On programs made up at random no method loses a class that the naive search finds, or invents
// one. FAULTLINE_RANDOM_PROGRAMS says how many, and FAULTLINE_RANDOM_SEED which is the first.
#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <map>
#include <set>

#include "explore/litmus/machine.hpp"
#include "explore/litmus/random_program.hpp"
#include "explore/search.hpp"

namespace faultline::explore {
namespace {

// What has more is too large to be an oracle.
constexpr std::uint64_t executions_at_most = 4'000;

std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
  const char* text = std::getenv(variable);
  return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

struct Found {
  bool all = false;
  Counts counts;
  std::map<ClassHash, std::uint64_t> outcomes;  // by class
  bool classes_say_all = true;                  // no class has two outcomes
  std::set<std::uint64_t> orders;               // order_only accesses counted
};

std::uint64_t order_of(const Execution& execution) {
  std::uint64_t hash = 0;
  for (std::size_t i = 0; i < execution.size(); ++i) {
    const Event& event = execution[i];
    hash += event.clock.hash(litmus::mix(event.process, event.number));
  }
  return hash;
}

Found explore(litmus::Machine& machine, Method method, std::uint64_t executions) {
  Search search(machine, method, false);
  Found found;
  const auto look = [&](const Counts& counts) {
    const bool blocked = counts.sleep_blocked > found.counts.sleep_blocked;
    found.counts = counts;
    if (blocked) return true;
    const std::uint64_t outcome = machine.outcome();
    const auto [known, fresh] =
        found.outcomes.try_emplace(search.execution().class_hash(), outcome);
    if (!fresh && known->second != outcome) found.classes_say_all = false;
    found.orders.insert(order_of(search.execution()));
    return true;
  };
  found.all = search.run({.executions = executions, .go_on = look});
  return found;
}

struct Sums {
  std::uint64_t compared = 0, too_large = 0, classes = 0, orders = 0;
  std::uint64_t with_interrupts = 0, with_device = 0, with_deadlocks = 0, redundant = 0;
};

// A check that fails in a search ends the test program, which then says what it was at.
std::string at;
void say_at(int) {
  std::fputs(at.c_str(), stderr);
}

void compare(const litmus::RandomProgram& random, Sums& sums) {
  litmus::Machine machine(random.program(), 0);
  const Found naive = explore(machine, Method::naive, executions_at_most);
  if (!naive.all) {
    ++sums.too_large;
    return;
  }
  ASSERT_TRUE(naive.classes_say_all) << "executions of one class differ";
  for (const Method method : {Method::sleep, Method::source, Method::optimal}) {
    SCOPED_TRACE(name_of(method));
    const std::uint64_t executions = naive.counts.complete + naive.counts.deadlocked;
    const Found found = explore(machine, method, executions);
    ASSERT_TRUE(found.all) << "more executions than there are";
    ASSERT_EQ(found.outcomes, naive.outcomes);
    // Each order once: a class has as many as there are orders of its order_only accesses.
    ASSERT_EQ(found.orders, naive.orders);
    ASSERT_EQ(found.counts.complete + found.counts.deadlocked, naive.orders.size());
    if (method == Method::optimal) ASSERT_EQ(found.counts.sleep_blocked, 0u);
  }
  ++sums.compared;
  sums.classes += naive.outcomes.size();
  sums.orders += naive.orders.size();
  if (!random.lines.empty() || random.has_device) ++sums.with_interrupts;
  if (random.has_device) ++sums.with_device;
  if (naive.counts.deadlocked > 0) ++sums.with_deadlocks;
  if (naive.orders.size() > naive.outcomes.size()) ++sums.redundant;
}

TEST(MethodAgreement, OnRandomPrograms) {
  const std::uint64_t wanted = number_from("FAULTLINE_RANDOM_PROGRAMS", 2000);
  Sums sums;
  std::signal(SIGABRT, say_at);
  for (std::uint64_t seed = number_from("FAULTLINE_RANDOM_SEED", 1); sums.compared < wanted;
       ++seed) {
    const auto random = litmus::RandomProgram::from(seed);
    at = "program " + std::to_string(seed) + "\n" + random.text();
    SCOPED_TRACE(at);
    compare(random, sums);
    if (HasFatalFailure()) break;
    ASSERT_LT(sums.too_large, sums.compared + 100) << "too many are too large to compare";
  }
  std::signal(SIGABRT, SIG_DFL);
  if (HasFatalFailure()) return;
  std::printf("  %ju programs, %ju with interrupts, %ju with a device, %ju with deadlocks\n",
              sums.compared, sums.with_interrupts, sums.with_device, sums.with_deadlocks);
  std::printf("  %ju classes, in %ju orders; %ju programs with more orders than classes\n",
              sums.classes, sums.orders, sums.redundant);
  std::printf("  %ju programs were too large for the oracle, and others made in their place\n",
              sums.too_large);
  EXPECT_GE(sums.with_interrupts, wanted / 3);
  EXPECT_GE(sums.with_device, wanted / 4);
  EXPECT_GE(sums.with_deadlocks, wanted / 20);
}

}  // namespace
}  // namespace faultline::explore
