// SPDX-License-Identifier: Apache-2.0
//
// Samples are what they are said to be: uniform, as likely to find a bug as their paper says, or
// all within their bound.
#include "explore/sample.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "explore/litmus/library.hpp"
#include "explore/litmus/machine.hpp"
#include "explore/schedule.hpp"

namespace faultline::explore {
namespace {

struct Looked {
  Counts counts;
  bool all = false;
  std::map<std::string, unsigned> orders;  // "0 1 1 0": how often
};

Looked look(const char* name, unsigned n, const SampleOptions& options,
            std::uint64_t executions = ~std::uint64_t{0}) {
  litmus::Machine machine(litmus::find(name)->program, n);
  Sample sample(machine, options, true);
  Looked looked;
  looked.all = sample.run({.executions = executions, .go_on = [&](const Counts&) {
                             std::string order;
                             for (std::size_t i = 0; i < sample.execution().size(); ++i) {
                               order += std::to_string(sample.execution()[i].process) + " ";
                             }
                             ++looked.orders[order];
                             return true;
                           }});
  looked.counts = sample.counts();
  return looked;
}

TEST(RandomSample, IsUniformAtEachPlace) {
  const Looked looked = look("ainc", 3, {}, 6000);
  EXPECT_FALSE(looked.all);
  EXPECT_EQ(looked.counts.complete, 6000u);
  EXPECT_EQ(looked.counts.classes, 6u);
  ASSERT_EQ(looked.orders.size(), 6u);
  for (const auto& [order, times] : looked.orders) EXPECT_NEAR(times, 1000, 150) << order;
}

TEST(RandomSample, IsTheSameForTheSameSeed) {
  const SampleOptions one{.seed = 7}, other{.seed = 8};
  EXPECT_EQ(look("binc", 4, one, 5).orders, look("binc", 4, one, 5).orders);
  EXPECT_NE(look("binc", 4, one, 5).orders, look("binc", 4, other, 5).orders);
}

TEST(RandomSample, CutsWhatDoesNotEnd) {
  const Looked looked = look("binc", 3, {.longest = 4}, 10);
  EXPECT_EQ(looked.counts.bounded, 10u);
  EXPECT_EQ(looked.counts.complete + looked.counts.deadlocked, 0u);
  EXPECT_EQ(looked.counts.longest, 4u);
}

// The deadlock takes one preemption: priorities alone never lead to it, and one that changes does
// with a probability of at least 1 / (n k).
TEST(PctSample, FindsADeadlockAsOftenAsItsPaperSays) {
  SampleOptions options{.sampling = Sampling::pct, .depth = 1, .length = 8};
  EXPECT_EQ(look("hungry", 2, options, 500).counts.deadlocked, 0u);
  options.depth = 2;
  const Looked looked = look("hungry", 2, options, 1600);
  EXPECT_FALSE(looked.all);
  EXPECT_GE(looked.counts.deadlocked, 1600u / (2 * 8));
  EXPECT_EQ(looked.counts.complete + looked.counts.deadlocked, 1600u);
}

TEST(PctSample, LearnsTheLengthFromWhatItHasSeen) {
  const Looked looked =
      look("hungry", 2, {.sampling = Sampling::pct, .depth = 2, .length = 0}, 1600);
  EXPECT_GE(looked.counts.deadlocked, 1600u / (2 * 8));
}

TEST(PctSample, LetsThePriorityDecide) {
  const Looked looked = look("binc", 2, {.sampling = Sampling::pct, .depth = 1}, 400);
  EXPECT_THAT(looked.orders,
              testing::UnorderedElementsAre(testing::Key("0 0 1 1 "), testing::Key("1 1 0 0 ")));
  EXPECT_NEAR(looked.orders.at("0 0 1 1 "), 200, 60);
}

TEST(BoundedSample, IsEveryExecutionWithinTheBound) {
  const auto bounded = [](std::size_t preemptions) {
    return look("binc", 2, {.sampling = Sampling::bounded, .preemptions = preemptions});
  };
  using testing::UnorderedElementsAre;
  const auto once = [](const char* order) { return testing::Pair(order, 1u); };
  EXPECT_THAT(bounded(0).orders, UnorderedElementsAre(once("0 0 1 1 "), once("1 1 0 0 ")));
  EXPECT_EQ(bounded(0).counts.bounded, 2u);
  EXPECT_THAT(bounded(1).orders, UnorderedElementsAre(once("0 0 1 1 "), once("1 1 0 0 "),
                                                      once("0 1 1 0 "), once("1 0 0 1 ")));
  EXPECT_EQ(bounded(1).counts.bounded, 2u);
  EXPECT_EQ(bounded(2).orders.size(), 6u);
  EXPECT_EQ(bounded(2).counts.bounded, 0u);
  EXPECT_TRUE(bounded(2).all);
}

TEST(BoundedSample, WithoutABoundIsTheNaiveSearch) {
  for (const char* name : {"hungry", "mutex", "irqnest", "lastzero"}) {
    SCOPED_TRACE(name);
    litmus::Machine machine(litmus::find(name)->program, 2);
    Search naive(machine, Method::naive, true);
    ASSERT_TRUE(naive.run({}));
    Sample all(machine, {.sampling = Sampling::bounded, .preemptions = 1000}, true);
    ASSERT_TRUE(all.run({}));
    EXPECT_EQ(all.counts().complete, naive.counts().complete);
    EXPECT_EQ(all.counts().deadlocked, naive.counts().deadlocked);
    EXPECT_EQ(all.classes(), naive.classes());
    EXPECT_EQ(all.counts().bounded, 0u);
  }
}

TEST(BoundedSample, StopsAtALimit) {
  const Looked looked = look("nwriters", 5, {.sampling = Sampling::bounded}, 7);
  EXPECT_FALSE(looked.all);
  EXPECT_EQ(looked.counts.complete, 7u);
}

}  // namespace
}  // namespace faultline::explore
