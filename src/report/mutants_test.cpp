// SPDX-License-Identifier: Apache-2.0
//
// What is told of mutants, in each form.
#include "report/mutants.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace faultline::report {
namespace {

using testing::HasSubstr;
using testing::Not;

MutantRow caught() {
  MutantRow row;
  row.mutant = "remove suspend: sweep faults";
  row.fate = Fate::caught;
  row.scenario = "correct/a.toml";
  row.how = "optimal";
  row.property = "P3";
  row.message = "a fault | was lost";
  row.executions = 17;
  row.switches = 9;
  return row;
}

MutantRow spared(Fate fate, std::string reason) {
  MutantRow row;
  row.mutant = "remove suspend: begin";
  row.fate = fate;
  row.exhausted = 4;
  row.bounded = 2;
  row.reason = std::move(reason);
  return row;
}

TEST(MutantTable, IsAsListedUnlessOneSurvivesOrAListedOneIsCaught) {
  MutantTable table;
  table.add(caught());
  table.add(spared(Fate::equivalent, "it does nothing"));
  EXPECT_TRUE(table.as_listed());
  MutantTable survived = table;
  survived.add(spared(Fate::survived, ""));
  EXPECT_FALSE(survived.as_listed());
  MutantRow row = caught();
  row.fate = Fate::stale;
  table.add(row);
  EXPECT_FALSE(table.as_listed());
  EXPECT_EQ(table.count(Fate::stale), 1u);
}

TEST(MutantTable, SaysByWhatEachIsCaughtAndWhyOthersAreNot) {
  MutantTable table;
  table.add(caught());
  table.add(spared(Fate::equivalent, "it does nothing"));
  EXPECT_EQ(table.text(Colour::never),
            "caught      remove suspend: sweep faults\n"
            "            P3 by correct/a.toml, 9 switches: a fault | was lost\n"
            "equivalent  remove suspend: begin\n"
            "            4 scenarios exhausted, 2 up to a limit; it does nothing\n"
            "2 mutants: 1 caught, 1 equivalent, 0 survived; 0 listed but caught\n");
}

TEST(MutantTable, HasNoSwitchesOfAPlainRun) {
  MutantTable table;
  MutantRow row = caught();
  row.how = "run";
  table.add(row);
  EXPECT_THAT(table.text(Colour::never), HasSubstr("P3 by correct/a.toml, run: a fault"));
  EXPECT_THAT(table.markdown(), HasSubstr("| correct/a.toml | P3 | run | 17 |"));
}

TEST(MutantTable, IsATableOfAPage) {
  MutantTable table;
  MutantRow row = caught();
  row.mutant = "a | b";
  table.add(row);
  table.add(spared(Fate::survived, ""));
  const std::string page = table.markdown();
  EXPECT_THAT(page, HasSubstr("| a \\| b | correct/a.toml | P3 | 9 | 17 |\n"));
  EXPECT_THAT(page, HasSubstr("| remove suspend: begin | 4 scenarios exhausted, 2 up to a limit | "
                              "**it should be** |\n"));
}

TEST(MutantTable, IsAnObjectForScripts) {
  MutantTable table;
  table.add(caught());
  table.add(spared(Fate::survived, ""));
  const auto all = nlohmann::json::parse(table.json());
  EXPECT_EQ(all["total"], 2);
  EXPECT_EQ(all["caught"], 1);
  EXPECT_EQ(all["survived"], 1);
  EXPECT_EQ(all["mutants"][0]["property"], "P3");
  EXPECT_EQ(all["mutants"][0]["switches"], 9);
  EXPECT_EQ(all["mutants"][1]["fate"], "survived");
  EXPECT_EQ(all["mutants"][1]["exhausted"], 4);
}

}  // namespace
}  // namespace faultline::report
