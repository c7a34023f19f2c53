// SPDX-License-Identifier: Apache-2.0
//
// Altered tables, and what is said about alterations that there cannot be.
#include "scenario/alteration.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "scenario/test_run.hpp"

namespace faultline::scenario {
namespace {

using Kind = Alteration::Kind;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

std::vector<std::string> names(const AlteredTables& tables, const std::string& name) {
  for (const AlteredTables::Listed& listed : tables.list()) {
    if (listed.table == name) return listed.steps;
  }
  return {};
}

struct Tables : ::testing::Test {
  std::string apply(Kind kind, const std::string& text) {
    const auto done = tables.apply({.kind = kind, .text = text});
    return done ? "done" : done.error();
  }
  AlteredTables tables{driver::default_sequences()};
};

TEST_F(Tables, ListEveryTableOfTheDriver) {
  std::vector<std::string> all;
  for (const auto& listed : tables.list()) {
    all.push_back(listed.table);
    EXPECT_FALSE(listed.steps.empty()) << listed.table;
  }
  EXPECT_THAT(all, ElementsAre("probe", "suspend", "resume", "remove", "shutdown", "quiesce",
                               "take", "answer", "sweep"));
}

TEST_F(Tables, LoseAStep) {
  EXPECT_EQ(apply(Kind::remove, "answer: flush writes"), "done");
  EXPECT_THAT(names(tables, "answer"), ElementsAre("resume stall"));
  EXPECT_THAT(tables.sequences().faults.answer, SizeIs(1));
}

TEST_F(Tables, ExchangeTwo) {
  EXPECT_EQ(apply(Kind::swap, "sweep: clear fault / end stall"), "done");
  EXPECT_THAT(names(tables, "sweep"),
              ElementsAre("read syndrome", "queue record", "end stall", "clear fault"));
}

TEST_F(Tables, MoveAStepBothWays) {
  EXPECT_EQ(apply(Kind::move, "quiesce: stop translating before sweep faults"), "done");
  EXPECT_THAT(names(tables, "quiesce"),
              ElementsAre("free interrupt", "stop translating", "sweep faults", "deliver faults"));
  EXPECT_EQ(apply(Kind::move, "quiesce: free interrupt after sweep faults"), "done");
  EXPECT_THAT(names(tables, "quiesce"),
              ElementsAre("stop translating", "sweep faults", "free interrupt", "deliver faults"));
}

TEST_F(Tables, ForgetAnUndo) {
  EXPECT_EQ(apply(Kind::no_undo, "suspend: close gate"), "done");
  const auto suspend = tables.sequences().suspend;
  const auto place = std::ranges::find_if(
      suspend, [](const auto& step) { return std::string_view(step.name) == "close gate"; });
  ASSERT_NE(place, suspend.end());
  EXPECT_EQ(place->undo, nullptr);
  EXPECT_NE(place->run, nullptr);
  EXPECT_EQ(apply(Kind::no_undo, "suspend: close gate"), "'close gate' has no undo");
  EXPECT_EQ(apply(Kind::no_undo, "take: clear fault"), "'clear fault' has no undo");
}

TEST_F(Tables, SayWhatThereIs) {
  EXPECT_EQ(apply(Kind::remove, "answer: sweep"),
            "'answer' has no step 'sweep'; it has 'resume stall', 'flush writes'");
  EXPECT_EQ(apply(Kind::remove, "sleep: sweep faults"),
            "there is no table 'sleep'; there are probe, suspend, resume, remove, shutdown, "
            "quiesce, take, answer, sweep");
  EXPECT_THAT(apply(Kind::remove, "sweep faults"), HasSubstr("must be a table and what is in it"));
  EXPECT_THAT(apply(Kind::swap, "answer: flush writes"), HasSubstr("exchanged are two"));
  EXPECT_THAT(apply(Kind::swap, "answer: flush writes / x"), HasSubstr("no step 'x'"));
  EXPECT_THAT(apply(Kind::move, "answer: flush writes"), HasSubstr("before or after another"));
  EXPECT_THAT(apply(Kind::move, "answer: flush writes after flush writes"),
              HasSubstr("past itself"));
}

TEST(ShippedTables, StayAsTheyAreWhenCopiesAreAltered) {
  AlteredTables tables(driver::default_sequences());
  ASSERT_TRUE(tables.apply({.kind = Kind::remove, .text = "suspend: sweep faults"}));
  EXPECT_EQ(tables.sequences().suspend.size() + 1, driver::default_sequences().suspend.size());
}

std::string mistake(const std::string& driver) {
  const auto scenario =
      parse("[driver]\n" + driver + "\n" + display("{ do = \"get\" },"), "x.toml");
  return scenario ? "none" : scenario.error().text();
}

TEST(DriverTable, MistakesHaveFileLineAndColumn) {
  EXPECT_THAT(mistake("remove = [\n\"suspend: sweep faults\",\n\"suspend: swep\" ]"),
              HasSubstr("x.toml:4:1: error: 'suspend' has no step 'swep'; it has 'begin', "));
  EXPECT_THAT(mistake("policy = \"v9\""), HasSubstr("there is no policy 'v9'"));
  EXPECT_THAT(mistake("variant = \"x\""), HasSubstr("there is no variant 'x'; there are no_epoch"));
  EXPECT_THAT(mistake("policy = \"v2\"\nvariant = \"no_epoch\""), HasSubstr("not both"));
  EXPECT_THAT(mistake("remove = [ 1 ]"), HasSubstr("lists texts"));
  EXPECT_THAT(mistake("removes = []"), HasSubstr("did you mean 'remove'?"));
  EXPECT_EQ(mistake("policy = \"v2\"\nremove = [ \"suspend: cut clocks\" ]"), "none");
}

TEST(DriverTable, AltersTheTablesOfThePolicyThatItNames) {
  EXPECT_THAT(mistake("policy = \"v2\"\nremove = [ \"suspend: sweep faults\" ]"),
              HasSubstr("'suspend' has no step 'sweep faults'; it has 'cut clocks'"));
}

TEST(DriverTable, IsWhatRuns) {
  const std::string steps = R"(
  { do = "get" }, { do = "map", iova = 0x10000 }, { do = "read", iova = 0x10000 },
  { do = "put" }, { do = "wait_asleep", ms = 40 }, { do = "unmap", iova = 0x10000 },
  { do = "get" }, { do = "start", iova = 0x10000 }, { do = "drain" }, { do = "put" },)";
  const std::string smmu = "[smmu]\nautosuspend_ms = 1\npower_loss = \"retained\"\n";
  EXPECT_THAT(violated(run_here(smmu + display(steps))), ElementsAre());
  const std::string altered =
      "[driver]\nremove = [\"suspend: invalidate all\", \"resume: invalidate all\"]\n";
  EXPECT_THAT(violated(run_here(smmu + altered + display(steps))), ElementsAre("P9"));
}

TEST(DriverTable, ThatNamesAPolicyIsNotRunUnderAnother) {
  const Scenario scenario =
      read("[driver]\npolicy = \"v2\"\n" + display("{ do = \"wait\", us = 1 },"));
  const auto board = shipped_board("snapdragon");
  EXPECT_TRUE(run(board, scenario, {}));
  const auto refused = run(board, scenario, {.policy = "v3"});
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error(), HasSubstr("[driver]"));
}

TEST(WrongDrivers, AreMadeByName) {
  EXPECT_GE(wrong_drivers().size(), 16u);
  for (const WrongDriverName& one : wrong_drivers()) {
    const auto made = make_wrong_driver(one.name);
    ASSERT_TRUE(made) << one.name;
    EXPECT_TRUE(made->variant.sequences) << one.name;
    EXPECT_FALSE(one.summary.empty()) << one.name;
  }
}

}  // namespace
}  // namespace faultline::scenario
