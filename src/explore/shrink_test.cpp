// SPDX-License-Identifier: Apache-2.0
//
// What is left of a schedule still fails, and nothing of it is there in vain.
#include "explore/shrink.hpp"

#include <gtest/gtest.h>

#include "explore/litmus/library.hpp"
#include "explore/litmus/machine.hpp"
#include "explore/search.hpp"

namespace faultline::explore {
namespace {

using litmus::Builder;
using litmus::Thread;
using litmus::Word;

bool deadlocks(System&, const Outcome& outcome) {
  return outcome.end == End::deadlocked;
}

bool bad_read(System&, const Outcome& outcome) {
  const std::size_t size = outcome.execution.size();
  return size > 0 && std::string_view(outcome.execution[size - 1].footprint.operation) == "add";
}

Schedule turns(std::initializer_list<unsigned> processes, System& system) {
  Execution execution;
  system.begin();
  for (const unsigned process : processes) {
    const auto number = static_cast<ProcessId>(process);
    execution.append(number, system.step(number));
  }
  return of(execution, system);
}

// The one below takes part in the failure, when it reads between two stores of the first.
void torn_read(Builder& program, unsigned) {
  const auto x = program.words(2);
  const Word noise = program.word();
  program.thread([=](Thread& self) {
    self.store(x[0], 1);
    self.store(x[1], 1);
  });
  program.thread([=](Thread& self) {
    if (self.load(x[0]) != self.load(x[1])) self.add(noise, 1);
  });
  program.thread([=](Thread& self) {
    for (unsigned i = 0; i < 4; ++i) self.load(noise);
  });
}

TEST(Shrink, LeavesOnlyTheStepsOfTheFailure) {
  litmus::Machine machine(torn_read, 0);
  const auto shrunk = shrink(machine, turns({2, 0, 2, 1, 2, 1, 0, 2, 1}, machine), bad_read);
  ASSERT_TRUE(shrunk);
  EXPECT_EQ(shrunk->before.steps, 9u);
  EXPECT_EQ(shrunk->schedule, turns({0, 1, 1, 1}, machine));
  EXPECT_EQ(shrunk->after, (Length{.steps = 4, .preemptions = 1, .switches = 1}));
}

// Taken against the ring, all but the first one's successor waits when the next is chosen.
TEST(Shrink, TakesAsFewPreemptionsAsPossible) {
  litmus::Machine machine(litmus::find("hungry")->program, 4);
  const auto shrunk = shrink(machine, turns({0, 1, 2, 3}, machine), deadlocks);
  ASSERT_TRUE(shrunk);
  EXPECT_EQ(shrunk->before, (Length{.steps = 4, .preemptions = 3, .switches = 3}));
  EXPECT_EQ(shrunk->after, (Length{.steps = 4, .preemptions = 1, .switches = 3}));
  EXPECT_EQ(replay(machine, shrunk->schedule)->end, End::deadlocked);
}

// 0 and 1 read in turn, and nobody minds; what they do must stay, since all have to end.
TEST(Shrink, PutsTogetherWhatOneProcessDoes) {
  const litmus::Program readers = [](Builder& program, unsigned) {
    const Word x = program.word();
    for (unsigned i = 0; i < 2; ++i) {
      program.thread([=](Thread& self) {
        for (unsigned k = 0; k < 4; ++k) self.load(x);
      });
    }
  };
  litmus::Machine machine(readers, 0);
  const auto shrunk =
      shrink(machine, turns({0, 1, 0, 1, 1, 0, 1, 0}, machine),
             [](System&, const Outcome& outcome) { return outcome.end == End::complete; });
  ASSERT_TRUE(shrunk);
  EXPECT_EQ(shrunk->before, (Length{.steps = 8, .preemptions = 5, .switches = 6}));
  EXPECT_EQ(shrunk->after, (Length{.steps = 8, .preemptions = 0, .switches = 1}));
}

// 80 stretches of two threads, which have to end: joined before anything is tried that takes long.
TEST(Shrink, PutsTogetherWithFewRuns) {
  const litmus::Program readers = [](Builder& program, unsigned) {
    const Word x = program.word();
    for (unsigned i = 0; i < 2; ++i) {
      program.thread([=](Thread& self) {
        for (unsigned k = 0; k < 40; ++k) self.load(x);
      });
    }
  };
  litmus::Machine machine(readers, 0);
  Execution execution;
  machine.begin();
  for (unsigned i = 0; i < 80; ++i) {
    const auto process = static_cast<ProcessId>(i % 2);
    execution.append(process, machine.step(process));
  }
  const auto shrunk = shrink(
      machine, of(execution, machine),
      [](System&, const Outcome& outcome) { return outcome.end == End::complete; }, 50);
  ASSERT_TRUE(shrunk);
  EXPECT_EQ(shrunk->before.switches, 79u);
  EXPECT_EQ(shrunk->after, (Length{.steps = 80, .preemptions = 0, .switches = 1}));
}

TEST(Shrink, KeepsToItsRunsAndIsTheSameEachTime) {
  litmus::Machine machine(litmus::find("hungry")->program, 6);
  const Schedule schedule = turns({0, 1, 2, 3, 4, 5}, machine);
  const auto once = shrink(machine, schedule, deadlocks);
  const auto again = shrink(machine, schedule, deadlocks);
  ASSERT_TRUE(once && again);
  EXPECT_EQ(once->schedule, again->schedule);
  EXPECT_EQ(once->runs, again->runs);
  const auto hurried = shrink(machine, schedule, deadlocks, 10);
  ASSERT_TRUE(hurried);
  EXPECT_LE(hurried->runs, 10u);
  EXPECT_GT(once->runs, 10u);
}

TEST(Shrink, RefusesWhatDoesNotFail) {
  litmus::Machine machine(litmus::find("hungry")->program, 3);
  EXPECT_FALSE(shrink(machine, turns({0, 1}, machine), deadlocks));
}

}  // namespace
}  // namespace faultline::explore
