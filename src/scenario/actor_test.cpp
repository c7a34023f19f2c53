// SPDX-License-Identifier: Apache-2.0
//
// Each operation does what docs/scenarios.md says, and complains when it says.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenario/test_run.hpp"

namespace faultline::scenario {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Of a run that came to its end and violated nothing: what it complained about.
std::vector<std::string> complaints(const RunResult& result) {
  EXPECT_TRUE(result.finished) << result.gave_up;
  EXPECT_THAT(violated(result), IsEmpty());
  return result.trouble;
}

TEST(Step, MapLeadsToMemoryAndUnmapTakesItAway) {
  const RunResult result = run_here(display(R"(
    { do = "get" },
    { do = "map", iova = 0x10000, pages = 2 },
    { do = "write", iova = 0x10000, count = 4, stride = 0x800 },
    { do = "check", iova = 0x10000, count = 4, stride = 0x800 },
    { do = "unmap", iova = 0x10000, pages = 2 },
    { do = "fault", iova = 0x10000, count = 1 },
    { do = "put" },)"));
  EXPECT_THAT(complaints(result), IsEmpty());
  EXPECT_EQ(result.totals.transactions.total, 9u);
  EXPECT_EQ(result.totals.transactions.translated, 8u);
  EXPECT_EQ(result.totals.transactions.faulted, 1u);
  EXPECT_EQ(result.totals.faults.raised, 1u);
  EXPECT_EQ(result.totals.faults.reported, 1u);
}

TEST(Step, MapComplainsWhenItIsRefused) {
  EXPECT_THAT(complaints(run_here(display(R"({ do = "map", iova = 0x10000 },
    { do = "map", iova = 0x10000 },
    { do = "map", iova = 0x20800 },
    { do = "map", iova = 0x200000, page = 0x4000 },
    { do = "unmap", iova = 0x30000 },)"))),
              ElementsAre("line 8: m driver: map of 0x10000: mapped already",
                          "line 9: m driver: map of 0x20800: misaligned",
                          "line 10: m driver: map of 0x200000: unsupported page size",
                          "line 11: m driver: unmap of 0x30000: not mapped"));
}

TEST(Step, MapOfAReadOnlyPageRefusesWrites) {
  const RunResult result = run_here(display(R"(
    { do = "get" },
    { do = "map", iova = 0x10000, writable = false },
    { do = "read", iova = 0x10000 },
    { do = "fault", iova = 0x10000, write = true },
    { do = "put" },)"));
  EXPECT_THAT(complaints(result), IsEmpty());
  EXPECT_EQ(result.totals.faults.raised, 1u);
}

TEST(Step, AccessesComplainAboutWhatFails) {
  EXPECT_THAT(complaints(run_here(display(R"({ do = "get" },
    { do = "read", iova = 0x10000, count = 3 },
    { do = "write", iova = 0x10000, count = 2 },
    { do = "map", iova = 0x10000 },
    { do = "check", iova = 0x10000, count = 5 },
    { do = "fault", iova = 0x10000, count = 7 },
    { do = "put" },)"))),
              ElementsAre("line 8: m driver: 3 of 3 accesses failed",
                          "line 9: m driver: 2 of 2 accesses failed",
                          "line 11: m driver: 5 of 5 words are wrong",
                          "line 12: m driver: 7 of 7 accesses did not fault"));
}

TEST(Step, StrideIsNotCutTo32Bits) {
  Collector transactions(trace::Kind::transaction);
  const RunResult result = run_here(display(R"({ do = "get" },
    { do = "fault", iova = 0x1000, count = 2, stride = 0x100000000 },
    { do = "put" },)"),
                                    {.observers = {&transactions}});
  EXPECT_THAT(complaints(result), IsEmpty());
  ASSERT_EQ(transactions.events.size(), 2u);
  EXPECT_EQ(transactions.events[0].value, 0x1000u);
  EXPECT_EQ(transactions.events[1].value, 0x1'0000'1000u);
}

TEST(Step, StartGoesOnAndDrainWaits) {
  // The wait is shorter than 1000 accesses; the second reading of the clock comes after them.
  const RunResult result = run_here(display(R"({ do = "get" },
    { do = "map", iova = 0x10000 },
    { do = "start", iova = 0x10000, count = 1000, stride = 0, write = true },
    { do = "wait", us = 1 },
    { do = "unmap", iova = 0x10000 },
    { do = "drain" },
    { do = "put" },)"));
  EXPECT_THAT(complaints(result), IsEmpty());
  EXPECT_EQ(result.totals.transactions.total, 1000u);
  EXPECT_GT(result.totals.transactions.faulted, 0u);
  EXPECT_GT(result.totals.transactions.translated, 0u);
}

TEST(Step, GetAndPutWakeTheSmmuAndLetItSleep) {
  const RunResult result = run_here(display(R"({ do = "wait_asleep", ms = 100 },
    { do = "fault", iova = 0x1000 },
    { do = "get" },
    { do = "wait_awake", us = 0 },
    { do = "put" },
    { do = "wait_asleep", ms = 100 },)"));
  EXPECT_THAT(complaints(result), IsEmpty());
  EXPECT_EQ(result.totals.faults.raised, 0u);        // nobody is there to record it
  EXPECT_EQ(result.totals.power.suspends, 2u + 1u);  // before it is removed, it wakes and sleeps
}

TEST(Step, WaitsForTheStatusAtMostSoLong) {
  EXPECT_THAT(complaints(run_here(display(R"({ do = "get" },
    { do = "wait_asleep", ms = 100 },
    { do = "put" },
    { do = "wait_asleep", ms = 100 },
    { do = "wait_awake", ms = 100 },)"))),
              ElementsAre("line 8: m driver: the SMMU stays awake",
                          "line 11: m driver: the SMMU stays asleep"));
}

TEST(Step, APutWithoutAGetIsP5) {
  const RunResult result = run_here(display(R"({ do = "put" },)"));
  EXPECT_THAT(violated(result), ElementsAre("P5"));
}

TEST(Step, WaitLetsExactlySoMuchTimePass) {
  const auto time = [](const std::string& duration) {
    return run_here(display("{ do = \"wait\", " + duration + " },")).time_ns;
  };
  EXPECT_EQ(time("ms = 7, us = 500") - time("ms = 2"), 5'500'000u);
}

TEST(Step, SystemSleepHoldsTheOtherThreadsBetweenTheirSteps) {
  const RunResult result = run_here(R"(
[[master]]
name = "m"
node = "display@ae90000"
[[thread]]
master = "m"
name = "worker"
steps = [ { do = "get" }, { do = "map", iova = 0x10000 },
  { do = "repeat", count = 2000, steps = [ { do = "write", iova = 0x10000 } ] }, { do = "put" } ]
[[thread]]
master = "m"
name = "system"
steps = [ { do = "wait", us = 50 }, { do = "system_sleep", ms = 200 } ]
)");
  EXPECT_THAT(complaints(result), IsEmpty());
  EXPECT_EQ(result.totals.transactions.translated, 2000u);
  EXPECT_GT(result.time_ns, 200'000'000u);
}

TEST(Step, DetachedStreamsFaultUntilTheyAreAttachedAgain) {
  const RunResult result = run_here(display(R"({ do = "get" },
    { do = "map", iova = 0x10000 },
    { do = "detach" },
    { do = "fault", iova = 0x10000 },
    { do = "detach" },
    { do = "attach" },
    { do = "read", iova = 0x10000 },
    { do = "attach" },
    { do = "put" },)"));
  EXPECT_THAT(complaints(result), ElementsAre("line 11: m driver: m: not attached",
                                              "line 14: m driver: m: attached already"));
  EXPECT_EQ(result.totals.faults.raised, 1u);
  EXPECT_EQ(result.totals.transactions.translated, 1u);
}

TEST(Step, LookupAgreesWithTheSmmu) {
  EXPECT_THAT(complaints(run_here(display(R"({ do = "get" },
    { do = "map", iova = 0x10000 },
    { do = "lookup", iova = 0x10123 },
    { do = "lookup", iova = 0x20000 },
    { do = "put" },
    { do = "wait_asleep", ms = 100 },
    { do = "lookup", iova = 0x10123 },)"))),
              IsEmpty());
}

TEST(Step, RepeatMovesEveryAddressInIt) {
  Collector transactions(trace::Kind::transaction);
  const RunResult result = run_here(display(R"({ do = "get" },
    { do = "repeat", count = 2, stride = 0x100000, steps = [
      { do = "repeat", count = 2, stride = 0x1000, steps = [ { do = "fault", iova = 0x10 } ] } ] },
    { do = "put" },)"),
                                    {.observers = {&transactions}});
  EXPECT_THAT(complaints(result), IsEmpty());
  std::vector<std::uint64_t> places;
  for (const trace::Event& event : transactions.events) places.push_back(event.value);
  EXPECT_THAT(places, ElementsAre(0x10, 0x1010, 0x100010, 0x101010));
}

TEST(Step, SubmitAndCrashStatesAreTheGpus) {
  // The first fault of the storm stalls and is captured, and turns stalling off. It comes back with
  // a submit after the cool-down, if the crash state was taken.
  const auto stalls = [](const std::string& between) {
    return run_here(R"(
[[master]]
name = "g"
node = "gpu@3d00000"
kind = "gpu"
[[thread]]
master = "g"
steps = [ { do = "get" },
  { do = "submit", iova = 0x10000, count = 20, stride = 0x1000 }, )" +
                    between + R"(
  { do = "submit", iova = 0x50000, count = 20, stride = 0x1000 }, { do = "put" } ]
)")
        .totals.stalls.entered;
  };
  EXPECT_EQ(stalls(""), 1u);
  EXPECT_EQ(stalls("{ do = \"wait\", ms = 600 },"), 1u);
  EXPECT_EQ(stalls("{ do = \"take_crash_state\" },"), 1u);
  EXPECT_EQ(stalls("{ do = \"take_crash_state\" }, { do = \"wait\", ms = 600 },"), 2u);
}

TEST(Step, StreamsAreCountedInTheTreesOrder) {
  Collector transactions(trace::Kind::transaction);
  const RunResult result = run_here(R"(
[[master]]
name = "g"
node = "gpu@3d00000"
kind = "gpu"
[[thread]]
master = "g"
steps = [ { do = "get" }, { do = "fault", iova = 0x10, stream = 1 },
  { do = "fault", iova = 0x20, stream = 0 }, { do = "fault", iova = 0x30, stream = 9 },
  { do = "put" } ]
)",
                                    {.observers = {&transactions}});
  EXPECT_THAT(complaints(result), IsEmpty());
  std::vector<std::uint64_t> streams;
  for (const trace::Event& event : transactions.events) streams.push_back(event.subject);
  EXPECT_THAT(streams, ElementsAre(1, 0, 1));
}

}  // namespace
}  // namespace faultline::scenario
