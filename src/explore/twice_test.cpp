// SPDX-License-Identifier: Apache-2.0
//
// What a search does not choose shows when an execution is run again.
#include "explore/twice.hpp"

#include <gtest/gtest.h>

#include "explore/litmus/library.hpp"
#include "explore/litmus/machine.hpp"
#include "explore/sample.hpp"
#include "explore/search.hpp"

namespace faultline::explore {
namespace {

using litmus::Builder;
using litmus::Thread;
using litmus::Word;

// Two threads that store, and the second does `odd` between its stores.
std::optional<Difference> difference(const std::function<void(Thread&, Word, unsigned)>& odd) {
  unsigned runs = 0;
  const litmus::Program program = [&](Builder& builder, unsigned) {
    const Word x = builder.word();
    builder.thread([=](Thread& self) { self.store(x, 1); });
    builder.thread([=, &runs, &odd](Thread& self) {
      const unsigned run = runs++;
      self.store(x, 2);
      odd(self, x, run);
    });
  };
  litmus::Machine machine(program, 0);
  std::optional<Difference> found;
  Search search(machine, Method::naive, false);
  search.run({.executions = 1, .go_on = [&](const Counts&) {
                found = run_twice(machine, search.execution());
                return !found;
              }});
  return found;
}

TEST(Twice, SeesAValueThatIsAnother) {
  const auto found =
      difference([](Thread& self, Word x, unsigned run) { self.store(x, 10 + run); });
  ASSERT_TRUE(found);
  EXPECT_EQ(found->text(),
            "step 3 is not the same the second time\n"
            "  first   thread 1: store, writes 0 from 2 to 10\n"
            "  second  thread 1: store, writes 0 from 2 to 11");
}

TEST(Twice, SeesAnOperationAndAConditionThatIsAnother) {
  const auto found = difference([](Thread& self, Word x, unsigned run) {
    if (run == 0) self.load(x);
    if (run == 1) self.await(x, 2);
  });
  ASSERT_TRUE(found);
  EXPECT_EQ(found->first, "thread 1: load, reads 0");
  EXPECT_EQ(found->second, "thread 1: await, reads 0, if 0 is 2 (is 2)");
}

TEST(Twice, SeesAStepThatIsMissingAndOneTooMany) {
  const auto missing = difference([](Thread& self, Word x, unsigned run) {
    if (run == 0) self.load(x);
  });
  ASSERT_TRUE(missing);
  EXPECT_EQ(missing->step, 3u);
  EXPECT_EQ(missing->second, "thread 1 cannot take a step");
  const auto more = difference([](Thread& self, Word x, unsigned run) {
    if (run == 1) self.load(x);
  });
  ASSERT_TRUE(more);
  EXPECT_EQ(more->step, 3u);
  EXPECT_EQ(more->first, "complete");
  EXPECT_EQ(more->second, "somebody can go on");
}

TEST(Twice, LetsEachSearchGoOn) {
  litmus::Machine machine(litmus::find("irqnest")->program, 2);
  std::uint64_t runs = 0;
  for (const Method method : {Method::naive, Method::sleep, Method::source, Method::optimal}) {
    Search search(machine, method, true);
    ASSERT_TRUE(search.run({.go_on = [&](const Counts&) {
      ++runs;
      return !run_twice(machine, search.execution());
    }}));
    EXPECT_EQ(search.counts().classes, 15u);
  }
  Sample sample(machine, {.sampling = Sampling::bounded}, true);
  EXPECT_TRUE(sample.run(
      {.go_on = [&](const Counts&) { return !run_twice(machine, sample.execution()); }}));
  EXPECT_GT(runs, 60u);
}

}  // namespace
}  // namespace faultline::explore
