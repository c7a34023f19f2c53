// SPDX-License-Identifier: Apache-2.0
//
// What people and scripts read of a schedule that was run again.
#include "report/replay.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace faultline::report {
namespace {

Replayed sample() {
  return {.scenario = "litmus hungry 2",
          .finding = "deadlock",
          .reproduced = true,
          .end = "deadlock",
          .steps = {{2, "thread 2", "lock"},
                    {0, "thread 0", "compare and exchange"},
                    {2, "thread 2", "store"}}};
}

TEST(ReplayText, HasALaneForEachProcess) {
  EXPECT_EQ(text(sample(), Colour::never), R"(
        thread 0              thread 2
     1                        lock
     2  compare and exchange
     3                        store

litmus hungry 2, 3 steps: deadlock
  deadlock  reproduced
)");
}

TEST(ReplayText, HasLanesForCpusAndForWhatHappens) {
  const Replayed run{.scenario = "x",
                     .finding = "P1",
                     .reproduced = true,
                     .end = "violation",
                     .steps = {{0, "worker", "disable clocks", "CPU 0", {{"power domain", "off"}}},
                               {4, "writes of a", "lands", "device", {{"device", "WRITE REFUSED"}}},
                               {1, "handler", "read FSR", "CPU 1", {}}}};
  EXPECT_EQ(text(run, Colour::never), R"(
        CPU 0                   CPU 1              power domain  device
     1  worker: disable clocks                     off
     2                                                           writes of a: lands; WRITE REFUSED
     3                          handler: read FSR

x, 3 steps: violation
  P1  reproduced
)");
}

TEST(ReplayText, SaysWhenTheFindingIsGone) {
  Replayed run = sample();
  run.reproduced = false;
  run.end = "complete";
  run.steps.clear();
  EXPECT_EQ(text(run, Colour::never),
            "\nlitmus hungry 2, 0 steps: complete\n  deadlock  not reproduced\n");
  EXPECT_THAT(text(run, Colour::always), testing::HasSubstr("\x1b[32mnot reproduced\x1b[0m"));
}

TEST(ReplayJson, HasTheseKeys) {
  const auto all = nlohmann::json::parse(json(sample()));
  EXPECT_EQ(all.size(), 5u);
  EXPECT_EQ(all["scenario"], "litmus hungry 2");
  EXPECT_EQ(all["finding"], "deadlock");
  EXPECT_EQ(all["reproduced"], true);
  EXPECT_EQ(all["end"], "deadlock");
  ASSERT_EQ(all["steps"].size(), 3u);
  EXPECT_EQ(all["steps"][1], (nlohmann::json{{"process", 0},
                                             {"name", "thread 0"},
                                             {"operation", "compare and exchange"},
                                             {"lane", ""},
                                             {"marks", nlohmann::json::array()}}));
}

}  // namespace
}  // namespace faultline::report
