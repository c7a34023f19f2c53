// SPDX-License-Identifier: Apache-2.0
//
// Hot removal, and masters whose domains are not of the ordinary kind.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenario/test_run.hpp"

namespace faultline::scenario {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* two_masters = R"(
[[master]]
name = "display"
node = "display@ae90000"
[[master]]
name = "gmu"
node = "gmu@3d6a000"
[[thread]]
master = "gmu"
steps = [ { do = "get" }, { do = "map", iova = 0x10000 },
  { do = "repeat", count = 100, steps = [
    { do = "read", iova = 0x10000 }, { do = "wait", us = 10 } ] },
  { do = "put" } ]
[[thread]]
master = "display"
steps = [ { do = "wait", us = 300 }, { do = "start", iova = 0x5000, count = 500, stride = 4096 },
)";

TEST(Removal, OfAMasterLeavesTheOtherInPeace) {
  const RunResult result = run_here(std::string(two_masters) +
                                    "{ do = \"remove\" }, { do = \"drain\" },\n"
                                    "{ do = \"fault\", iova = 0x5000 } ]\n");
  EXPECT_THAT(result.trouble, IsEmpty());
  EXPECT_TRUE(result.clean());
  EXPECT_EQ(result.totals.transactions.translated, 100u);
}

TEST(Removal, OfTheSmmuTakesEveryMasterWithIt) {
  const RunResult result =
      run_here(std::string(two_masters) + "{ do = \"unbind\" }, { do = \"map\", iova = 0 } ]\n");
  EXPECT_THAT(violated(result), IsEmpty());
  EXPECT_TRUE(result.finished);
  // Those that came too late say so, once each.
  EXPECT_FALSE(result.trouble.empty());
  EXPECT_THAT(result.trouble, testing::Contains("line 17: display driver: display is removed"));
  EXPECT_LT(result.totals.transactions.translated, 100u);
}

TEST(Removal, OfWhatIsGoneIsNothing) {
  const RunResult result = run_here(display(R"({ do = "remove" },
    { do = "remove" },
    { do = "unbind" },
    { do = "unbind" },
    { do = "attach" },
    { do = "lookup" },)"));
  EXPECT_THAT(violated(result), IsEmpty());
  EXPECT_THAT(result.trouble,
              ElementsAre("line 11: m driver: m is removed", "line 12: m driver: m is removed"));
}

std::string display_in(const std::string& domain, const std::string& steps) {
  return "[[master]]\nname = \"m\"\nnode = \"display@ae90000\"\ndomain = \"" + domain +
         "\"\n[[thread]]\nmaster = \"m\"\nsteps = [ " + steps + " ]\n";
}

TEST(IdentityDomain, LeadsAddressesToThemselves) {
  const RunResult result = run_here(display_in("identity", R"({ do = "get" },
    { do = "write", iova = 0x9f000000, count = 8 },
    { do = "check", iova = 0x9f000000, count = 8 },
    { do = "lookup", iova = 0x9f000000 }, { do = "put" })"));
  EXPECT_TRUE(result.clean());
  EXPECT_EQ(result.totals.transactions.bypassed, 16u);
  EXPECT_EQ(result.totals.transactions.translated, 0u);
}

TEST(IdentityDomain, MapsNothing) {
  EXPECT_THAT(run_here(display_in("identity", "{ do = \"map\", iova = 0 }")).trouble,
              ElementsAre("line 7: m driver: map of 0x0: not a paging domain"));
}

TEST(BlockedDomain, FaultsAndTheLogKnows) {
  const RunResult result = run_here(display_in(
      "blocked", "{ do = \"get\" }, { do = \"fault\", iova = 0x9f000000 }, { do = \"put\" }"));
  EXPECT_TRUE(result.clean());
  EXPECT_EQ(result.totals.faults.raised, 1u);
  EXPECT_EQ(result.totals.faults.reported, 1u);
}

std::string gpu(const std::string& steps) {
  return "[[master]]\nname = \"g\"\nnode = \"gpu@3d00000\"\nkind = \"gpu\"\nsplit = true\n"
         "[[thread]]\nmaster = \"g\"\nsteps = [\n{ do = \"get\" }," +
         steps + "\n{ do = \"put\" } ]\n";
}

TEST(Processes, HaveTheLowerHalfInTurn) {
  const RunResult result = run_here(gpu(R"(
    { do = "change_process", process = 1 },
    { do = "map", iova = 0x10000 },
    { do = "write", iova = 0x10000, count = 4 },
    { do = "change_process", process = 2 },
    { do = "fault", iova = 0x10000 },
    { do = "map", iova = 0x10000 },
    { do = "write", iova = 0x10000, count = 4 },
    { do = "change_process", process = 1 },
    { do = "check", iova = 0x10000, count = 4 },
    { do = "lookup", iova = 0x10000 },
    { do = "unmap", iova = 0x10000 },
    { do = "fault", iova = 0x10000 },
    { do = "change_process", process = 2 },
    { do = "check", iova = 0x10000, count = 4 },
    { do = "change_process" },
    { do = "fault", iova = 0x10000 },)"));
  EXPECT_THAT(result.trouble, IsEmpty());
  EXPECT_TRUE(result.clean());
  EXPECT_EQ(result.totals.transactions.translated, 16u);
  EXPECT_EQ(result.totals.faults.raised, 3u);
}

TEST(Processes, LeaveTheUpperHalfAlone) {
  const RunResult result = run_here(gpu(R"(
    { do = "map", iova = 0x10000, upper = true },
    { do = "write", iova = 0x10000, count = 4, upper = true },
    { do = "change_process", process = 1 },
    { do = "check", iova = 0x10000, count = 4, upper = true },
    { do = "fault", iova = 0x10000 },
    { do = "lookup", iova = 0x10000, upper = true },)"));
  EXPECT_THAT(result.trouble, IsEmpty());
  EXPECT_TRUE(result.clean());
  EXPECT_EQ(result.totals.transactions.translated, 8u);
}

TEST(Processes, SurviveTheLossOfPower) {
  const RunResult result = run_here(gpu(R"(
    { do = "change_process", process = 1 },
    { do = "map", iova = 0x10000 },
    { do = "write", iova = 0x10000, count = 4 },
    { do = "put" }, { do = "wait_asleep", ms = 100 }, { do = "get" },
    { do = "check", iova = 0x10000, count = 4 },)"));
  EXPECT_TRUE(result.clean());
}

TEST(Processes, AreOnlyWhereTablesAreSplit) {
  EXPECT_THAT(run_here(display("{ do = \"change_process\", process = 1 },")).trouble,
              ElementsAre("line 7: m driver: only a GPU with split tables has processes"));
}

}  // namespace
}  // namespace faultline::scenario
