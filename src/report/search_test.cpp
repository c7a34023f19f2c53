// SPDX-License-Identifier: Apache-2.0
//
// What people and scripts read of a search.
#include "report/search.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace faultline::report {
namespace {

SearchRun sample() {
  return {.scenario = "hungry(2)",
          .policy = "gate",
          .strategy = "optimal",
          .exhaustive = true,
          .complete = 2,
          .blocked = 4,
          .sleep_blocked = 3,
          .deadlocked = 1,
          .bound = "",
          .bounded = 6,
          .classes = 5,
          .longest = 8,
          .seconds = 2,
          .remarks = {"state       5 bytes"},
          .violations = {{.property = "deadlock",
                          .message = "nobody can go on",
                          .where = "",
                          .choices = 1,
                          .steps = {"a: lock", "b: lock"}}}};
}

TEST(SearchText, IsThis) {
  EXPECT_EQ(text(sample(), Colour::never), R"(
deadlock: nobody can go on
after 2 steps, 1 switches:
  a
     1  lock
  b
     2  lock

hungry(2), optimal: exhaustive
  executions  2 complete, 1 deadlocked, 4 blocked, 3 sleep-blocked
  classes     5
  events      8 in the longest execution
  state       5 bytes
  time        2.00 s, 5 executions a second
)");
}

TEST(SearchText, SaysWhereItGaveUp) {
  SearchRun run = sample();
  run.exhaustive = false;
  EXPECT_THAT(text(run, Colour::never), ::testing::HasSubstr("optimal: not exhaustive, a limit"));
  EXPECT_THAT(text(run, Colour::always), ::testing::HasSubstr("\x1b[31;1mdeadlock\x1b[0m"));
}

TEST(SearchText, SaysWhatASampleLookedAt) {
  SearchRun run = sample();
  run.exhaustive = false;
  run.bound = "100 at random";
  run.bounded = 7;
  EXPECT_THAT(text(run, Colour::never),
              ::testing::HasSubstr("hungry(2), optimal: not exhaustive, 100 at random\n"));
  EXPECT_THAT(text(run, Colour::never), ::testing::HasSubstr("\n  bounded     7 ways left out\n"));
}

TEST(SearchJson, HasTheseKeys) {
  const auto all = nlohmann::json::parse(json(sample()));
  EXPECT_EQ(all.size(), 12u);
  EXPECT_EQ(all["scenario"], "hungry(2)");
  EXPECT_EQ(all["policy"], "gate");
  EXPECT_EQ(all["strategy"], "optimal");
  EXPECT_EQ(all["exhaustive"], true);
  EXPECT_EQ(
      all["executions"],
      (nlohmann::json{{"complete", 2}, {"blocked", 4}, {"sleep_blocked", 3}, {"deadlocked", 1}}));
  EXPECT_EQ(all["bound"], "");
  EXPECT_EQ(all["bounded"], 6);
  EXPECT_EQ(all["classes"], 5);
  EXPECT_EQ(all["events_per_execution"], 8);
  EXPECT_EQ(all["seconds"], 2.0);
  EXPECT_EQ(all["violations"][0]["property"], "deadlock");
  EXPECT_EQ(all["violations"][0]["steps"], 1);
  EXPECT_EQ(all["violations"][0]["trace"][1], "b: lock");
}

}  // namespace
}  // namespace faultline::report
