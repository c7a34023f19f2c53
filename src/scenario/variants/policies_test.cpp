// SPDX-License-Identifier: Apache-2.0
//
// Policies by name, and what each does to the main job: the properties that a run under it violates
// are those that docs/protocol.md lists.
#include "scenario/variants/policies.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenario/test_run.hpp"

namespace faultline::scenario {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(PolicyTable, HasTheDiscussionInItsOrderAndTheGateLast) {
  std::vector<std::string_view> names;
  for (const PolicyName& policy : policies()) {
    names.push_back(policy.name);
    EXPECT_FALSE(policy.summary.empty() || policy.summary.contains('\n')) << policy.name;
    EXPECT_TRUE(make_policy(policy.name)) << policy.name;
  }
  EXPECT_THAT(names, ElementsAre("none", "v1", "v2", "v3", "v4", "gate"));
}

TEST(PolicyTable, TheGateIsTheShippedDriver) {
  const auto gate = make_policy("gate");
  ASSERT_TRUE(gate);
  EXPECT_EQ(gate->variant.policy, nullptr);
  EXPECT_FALSE(gate->variant.sequences);
}

TEST(PolicyTable, AnUnknownNameIsAnsweredWithThoseThatThereAre) {
  const auto nothing = make_policy("v9");
  ASSERT_FALSE(nothing);
  EXPECT_EQ(nothing.error(), "there is no policy 'v9'; there are none, v1, v2, v3, v4, gate");
  const auto result =
      run(shipped_board("snapdragon"), read(display("{ do = \"get\" },")), {.policy = "v9"});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error(), nothing.error());
}

// --- The main job, seed 1 ---

std::vector<std::string> violated_in_the_main_job(const std::string& policy) {
  static const fdt::Description board = shipped_board("snapdragon");
  const auto plan = load(FAULTLINE_SOURCE_DIR "/scenarios/correct/main.toml");
  if (!plan) throw std::runtime_error(plan.error().text());
  const auto result = run(board, *plan, {.policy = policy});
  if (!result) throw std::runtime_error(result.error());
  EXPECT_NE(result->died, result->finished);
  return violated(*result);
}

TEST(MainJob, UnderNone) {
  EXPECT_THAT(violated_in_the_main_job("none"), ElementsAre("P1"));
}
TEST(MainJob, UnderV1) {
  EXPECT_THAT(violated_in_the_main_job("v1"), ElementsAre("P1", "P9"));
}
TEST(MainJob, UnderV2) {
  EXPECT_THAT(violated_in_the_main_job("v2"), ElementsAre("P1", "P2", "P9"));
}
TEST(MainJob, UnderV3) {
  EXPECT_THAT(violated_in_the_main_job("v3"), ElementsAre("P1"));
}
TEST(MainJob, UnderV4) {
  EXPECT_THAT(violated_in_the_main_job("v4"), ElementsAre("P1", "P2"));
}
TEST(MainJob, UnderTheGate) {
  EXPECT_THAT(violated_in_the_main_job("gate"), IsEmpty());
}

// A refused access is the end of the machine: nothing that would have come after it is judged.
TEST(MainJob, EndsWithTheFirstRefusedAccess) {
  const auto plan = load(FAULTLINE_SOURCE_DIR "/scenarios/correct/main.toml");
  ASSERT_TRUE(plan);
  const auto result = run(shipped_board("snapdragon"), *plan, {.policy = "none"});
  ASSERT_TRUE(result);
  EXPECT_THAT(result->violations, SizeIs(1));
}

// --- Faults that come while the SMMU wakes: a master whose streams are blocked goes on and on ---

std::vector<std::string> violated_at_wake_up(const std::string& policy) {
  return violated(run_here(R"(cpus = 4
[smmu]
autosuspend_ms = 1
power_loss = "retained"
[[master]]
name = "display"
node = "display@ae90000"
domain = "blocked"
[[master]]
name = "gmu"
node = "gmu@3d6a000"
[[thread]]
master = "gmu"
steps = [ { do = "repeat", count = 5, steps = [
  { do = "get" }, { do = "put" }, { do = "wait_asleep", ms = 40 }, { do = "wait", us = 300 } ] } ]
[[thread]]
master = "display"
cpu = 2
steps = [ { do = "repeat", count = 5, steps = [
  { do = "wait_asleep", ms = 40 }, { do = "repeat", count = 400, steps = [
    { do = "start", iova = 0x5000 }, { do = "wait", us = 1 } ] } ] } ]
)",
                           {.policy = policy}));
}

TEST(WakeUp, NoneLosesWhatWasRecordedBeforeTheClocksWent) {
  EXPECT_THAT(violated_at_wake_up("none"), ElementsAre("P3"));
}
// The global handler waits, in a hard interrupt, for the resume that it has interrupted.
TEST(WakeUp, V1WaitsInAHardInterruptAndForEver) {
  EXPECT_THAT(violated_at_wake_up("v1"), ElementsAre("P3", "P6", "P7"));
}
TEST(WakeUp, V2DeclinesWhileResumingWithTheLineHigh) {
  EXPECT_THAT(violated_at_wake_up("v2"), ElementsAre("P2", "P3"));
}
TEST(WakeUp, TheGateKeepsAll) {
  EXPECT_THAT(violated_at_wake_up("gate"), IsEmpty());
}

// Every put marks last busy: a master that nobody works for keeps the SMMU awake by its faults.
std::uint64_t suspends_in_a_storm(const std::string& policy) {
  return run_here(R"(cpus = 4
[smmu]
autosuspend_ms = 1
power_loss = "retained"
[[master]]
name = "display"
node = "display@ae90000"
domain = "blocked"
[[master]]
name = "gmu"
node = "gmu@3d6a000"
[[thread]]
master = "gmu"
steps = [ { do = "repeat", count = 20, steps = [
  { do = "get" }, { do = "wait", us = 300 }, { do = "put" }, { do = "wait", us = 4003 } ] } ]
[[thread]]
master = "display"
cpu = 2
steps = [ { do = "repeat", count = 12000, steps = [
  { do = "start", iova = 0x5000 }, { do = "wait", us = 7 } ] } ]
)",
                  {.policy = policy})
      .totals.power.suspends;
}

TEST(StormOfAnIdleMaster, KeepsTheSmmuAwakeUnderV2AndNotUnderTheGate) {
  EXPECT_LT(suspends_in_a_storm("v2"), 4U);
  EXPECT_GT(suspends_in_a_storm("gate"), 16U);
}

}  // namespace
}  // namespace faultline::scenario
