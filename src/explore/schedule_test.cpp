// SPDX-License-Identifier: Apache-2.0
//
// A schedule leads to the execution that it was taken from, or says where it parts from it.
#include "explore/schedule.hpp"

#include <gtest/gtest.h>

#include "explore/litmus/library.hpp"
#include "explore/litmus/machine.hpp"
#include "explore/search.hpp"

namespace faultline::explore {
namespace {

struct ScheduleTest : ::testing::Test {
  std::string divergence(const Schedule& schedule) {
    const auto outcome = replay(machine, schedule);
    return outcome ? "none" : outcome.error().text();
  }
  litmus::Machine machine{litmus::find("hungry")->program, 2};
  const Schedule deadlock = {{0, "thread 0", "lock"}, {1, "thread 1", "lock"}};
};

TEST_F(ScheduleTest, LeadsToTheExecutionItIsOf) {
  Search search(machine, Method::naive, true);
  std::uint64_t compared = 0;
  search.run({.executions = 1000, .go_on = [&](const Counts&) {
                const auto outcome = replay(machine, of(search.execution(), machine));
                EXPECT_TRUE(outcome);
                if (!outcome) return false;
                EXPECT_EQ(outcome->execution.class_hash(), search.execution().class_hash());
                EXPECT_EQ(outcome->end, end_of(machine));
                ++compared;
                return true;
              }});
  EXPECT_EQ(compared, search.counts().complete + search.counts().deadlocked);
  EXPECT_GT(compared, 3u);
}

TEST_F(ScheduleTest, SaysHowItEnds) {
  EXPECT_EQ(replay(machine, {})->end, End::unfinished);
  EXPECT_EQ(replay(machine, deadlock)->end, End::deadlocked);
  Schedule one_after_the_other;
  for (const ProcessId process : {ProcessId{0}, ProcessId{1}}) {
    for (const char* operation : {"lock", "lock", "store", "store"}) {
      one_after_the_other.push_back({process, machine.name(process), operation});
    }
  }
  EXPECT_EQ(replay(machine, one_after_the_other)->end, End::complete);
}

TEST_F(ScheduleTest, DivergesWhereTheProcessCannotGo) {
  Schedule wrong = deadlock;
  wrong.push_back({0, "thread 0", "lock"});
  EXPECT_EQ(divergence(wrong),
            "step 3: expected process 0, 'thread 0', to take 'lock'; found 'thread 0' waiting "
            "before 'lock'; nobody can go on");
  wrong[1] = {7, "thread 7", "lock"};
  EXPECT_EQ(divergence(wrong),
            "step 2: expected process 7, 'thread 7', to take 'lock'; found no step of process 7; "
            "who can go on: 0 'thread 0', 1 'thread 1'");
  wrong[1].process = 200;
  EXPECT_EQ(divergence(wrong).substr(0, 27), "step 2: expected process 20");
}

TEST_F(ScheduleTest, DivergesWhereTheNameOrTheOperationIsAnother) {
  Schedule wrong = deadlock;
  wrong[1].name = "display";
  EXPECT_EQ(divergence(wrong),
            "step 2: expected process 1, 'display', to take 'lock'; found that it is 'thread 1'");
  wrong = deadlock;
  wrong[0].operation = "store";
  EXPECT_EQ(divergence(wrong),
            "step 1: expected process 0, 'thread 0', to take 'store'; found that it took 'lock'");
}

}  // namespace
}  // namespace faultline::explore
