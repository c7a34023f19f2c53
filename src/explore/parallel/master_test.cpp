// SPDX-License-Identifier: Apache-2.0
//
// Processes that work for a master: the counts of a search by one, with as many as there are, when
// one of them is killed, and after a checkpoint.
#include "explore/parallel/master.hpp"

#include <gtest/gtest.h>

#include <csignal>

#include "explore/litmus/library.hpp"
#include "explore/litmus/machine.hpp"
#include "explore/parallel/checkpoint_file.hpp"
#include "explore/parallel/fork_crew.hpp"
#include "explore/parallel/messages.hpp"
#include "explore/parallel/worker.hpp"
#include "explore/search.hpp"

namespace faultline::explore {
namespace {

struct Subject {
  const char* name;
  unsigned n;
  Method method;
};

void PrintTo(const Subject& subject, std::ostream* out) {
  *out << subject.name << "(" << subject.n << "), " << name_of(subject.method);
}

SystemFactory factory(const Subject& subject) {
  return [=] {
    return std::make_shared<litmus::Machine>(litmus::find(subject.name)->program, subject.n);
  };
}

Serve worker(const Subject& subject) {
  auto made = std::make_shared<Worker>(factory(subject), subject.method, Worker::Options{});
  return [made](std::string_view order) { return made->serve(order); };
}

Counts by_one(const Subject& subject) {
  const auto system = factory(subject)();
  Search search(*system, subject.method, true);
  EXPECT_TRUE(search.run({}));
  return search.counts();
}

void expect_same(const Counts& many, const Counts& one) {
  EXPECT_EQ(many.complete, one.complete);
  EXPECT_EQ(many.deadlocked, one.deadlocked);
  EXPECT_EQ(many.sleep_blocked, one.sleep_blocked);
  EXPECT_EQ(many.classes, one.classes);
  EXPECT_EQ(many.longest, one.longest);
}

class Processes : public ::testing::TestWithParam<Subject> {};

TEST_P(Processes, CountAsOneDoes) {
  const Counts one = by_one(GetParam());
  for (const unsigned workers : {1u, 2u, 3u}) {
    SCOPED_TRACE(workers);
    const auto system = factory(GetParam())();
    Forest forest(*system, GetParam().method);
    ForkCrew crew(workers, worker(GetParam()));
    Master master(crew, forest, {.slice_milliseconds = 20});
    EXPECT_TRUE(master.run()) << master.trouble();
    EXPECT_EQ(master.died(), 0u);
    EXPECT_EQ(master.deadlock().empty(), one.deadlocked == 0);
    expect_same(forest.counts(), one);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Library, Processes,
    ::testing::Values(Subject{"lastzero", 3, Method::naive}, Subject{"irqnest", 3, Method::naive},
                      Subject{"lastzero", 8, Method::sleep}, Subject{"hungry", 8, Method::sleep},
                      Subject{"lastzero", 10, Method::source}, Subject{"fib", 4, Method::source},
                      Subject{"thr2", 12, Method::source}, Subject{"lastzero", 11, Method::optimal},
                      Subject{"fib", 4, Method::optimal}, Subject{"indexer", 13, Method::optimal},
                      Subject{"irqnest", 8, Method::optimal},
                      Subject{"hungry", 10, Method::optimal}));

constexpr Subject large{"lastzero", 12, Method::optimal};

TEST(Master, GivesAPrefixOfOneWhoWasKilledToAnother) {
  const Counts one = by_one(large);
  const auto system = factory(large)();
  Forest forest(*system, large.method);
  ForkCrew crew(3, worker(large));
  unsigned killed = 0;
  Master master(crew, forest, {.slice_milliseconds = 20, .go_on = [&] {
                                 if (killed < 4 && forest.counts().executions() > 200 * killed) {
                                   ::kill(crew.process(killed++ % 3), SIGKILL);
                                 }
                                 return true;
                               }});
  EXPECT_TRUE(master.run()) << master.trouble();
  EXPECT_EQ(master.died(), 4u);
  expect_same(forest.counts(), one);
}

TEST(Master, GivesUpWhereEveryWorkerDies) {
  const auto system = factory(large)();
  Forest forest(*system, large.method);
  ForkCrew crew(2, [](std::string_view) -> std::string { _exit(1); });
  Master master(crew, forest, {});
  EXPECT_FALSE(master.run());
  EXPECT_EQ(master.trouble(), "a part of the search has ended 5 workers");
}

TEST(Master, KeepsToALimit) {
  const auto system = factory(large)();
  Forest forest(*system, large.method);
  ForkCrew crew(3, worker(large));
  Master master(crew, forest, {.executions = 1000});
  EXPECT_FALSE(master.run());
  EXPECT_EQ(master.trouble(), "");
  EXPECT_EQ(forest.counts().executions(), 1000u);
}

// Each time a few hundred executions, and then everything from its text.
TEST(Master, GoesOnFromACheckpoint) {
  for (const Method method : {Method::naive, Method::sleep, Method::source, Method::optimal}) {
    const Subject subject{"lastzero", method == Method::naive ? 3u : 9u, method};
    SCOPED_TRACE(name_of(method));
    const Counts one = by_one(subject);
    const auto system = factory(subject)();
    auto forest = std::make_unique<Forest>(*system, method);
    unsigned times = 0;
    bool finished = false;
    while (!finished) {
      ForkCrew crew(2, worker(subject));
      Master master(crew, *forest,
                    {.executions = forest->counts().executions() + one.executions() / 7,
                     .slice_milliseconds = 5});
      finished = master.run();
      ASSERT_EQ(master.trouble(), "");
      ASSERT_LT(++times, 20u);
      Checkpoint checkpoint{.build = {},
                            .scenario = "x",
                            .method = method,
                            .counts = forest->counts(),
                            .deadlock = {},
                            .classes = {forest->classes().begin(), forest->classes().end()},
                            .arms = forest->save()};
      auto read = parse_checkpoint(text(checkpoint), "x");
      ASSERT_TRUE(read) << read.error().text();
      EXPECT_EQ(text(*read), text(checkpoint));
      if (finished) break;
      forest = std::make_unique<Forest>(*system, method, std::move(read->arms), read->counts,
                                        std::move(read->classes));
    }
    EXPECT_GE(times, 5u);
    expect_same(forest->counts(), one);
  }
}

TEST(Master, SaysWhatTroubleAWorkerHas) {
  const auto system = factory(large)();
  Forest forest(*system, large.method);
  ForkCrew crew(2, [](std::string_view) -> std::string { return "what?"; });
  Master master(crew, forest, {});
  EXPECT_FALSE(master.run());
  EXPECT_TRUE(master.trouble().starts_with("an answer that cannot be read: 1: the first line"))
      << master.trouble();
}

}  // namespace
}  // namespace faultline::explore
