// SPDX-License-Identifier: Apache-2.0
//
// Who waits in the end could have gone first, if something is left out: an event that is in the
// way, several of them that have nothing to do with each other, or one after which only known
// executions go on.
#include <gtest/gtest.h>

#include "explore/litmus/machine.hpp"
#include "explore/search.hpp"

namespace faultline::explore {
namespace {

using litmus::Builder;
using litmus::Thread;
using litmus::Word;

std::uint64_t classes(const litmus::Program& program, Method method) {
  litmus::Machine machine(program, 0);
  Search search(machine, method, true);
  EXPECT_TRUE(search.run({}));
  return search.counts().classes;
}

void expect_classes(const litmus::Program& program, std::uint64_t expected) {
  for (const Method method : {Method::naive, Method::sleep, Method::source, Method::optimal}) {
    EXPECT_EQ(classes(program, method), expected) << name_of(method);
  }
}

// Alone, neither is what keeps the interrupt from coming.
TEST(Waiting, TwoAtOnceAreInTheWay) {
  expect_classes(
      [](Builder& program, unsigned) {
        const Word line = program.word(1);
        const Word x = program.word();
        const unsigned cpu = program.cpu();
        program.thread([=](Thread& self) { self.store(line, 0); });
        program.thread_on(cpu, [](Thread& self) { self.interrupts_off(); });
        program.interrupt(cpu, 1, line, [=](Thread& self) { self.load(x); });
      },
      2);
}

// An interrupt that comes after its line has risen and before it falls, and then a store to what
// its handler writes: known executions begin with the store, and without it none ends that does not
// know of the interrupt.
TEST(Waiting, IsLookedAtWhereOnlyKnownExecutionsGoOn) {
  expect_classes(
      [](Builder& program, unsigned) {
        const Word line = program.word();
        const Word x = program.word();
        program.thread([=](Thread& self) { self.store(x, 1); });
        program.thread([=](Thread& self) { self.store(line, 0); });
        program.thread([=](Thread& self) { self.store(line, 1); });
        program.interrupt(program.cpu(), 1, line, [=](Thread& self) { self.store(x, 2); });
      },
      5);
}

// An event that nothing but the end of the step's own past makes impossible to do without.
TEST(Waiting, NothingOfItsOwnPastIsInTheWay) {
  constexpr ObjectId gate = 0;
  constexpr ObjectId other = 1;
  Execution execution;
  Footprint writes_other;
  writes_other.add({.object = other, .write = true});
  Footprint closes;
  closes.add({.object = gate, .write = true, .before = 1, .after = 0});
  Footprint opens;
  opens.add({.object = gate, .write = true, .before = 0, .after = 1});
  Footprint step = writes_other;
  step.require({.object = gate, .operand = 1, .now = 1}, false);
  execution.append(1, writes_other);
  execution.append(0, closes);
  execution.append(1, opens);
  std::vector<std::size_t> races;
  execution.races(0, step, execution.size(), races);
  EXPECT_TRUE(races.empty());  // the step cannot come before process 1's first
  execution.races(2, step, execution.size(), races);
  EXPECT_EQ(races, (std::vector<std::size_t>{1, 0}));  // of a process without a past it can
}

}  // namespace
}  // namespace faultline::explore
