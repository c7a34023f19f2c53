// SPDX-License-Identifier: Apache-2.0
//
// What scripts rely on: each key, no other, and sums over several runs.
#include "report/json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace faultline::report {
namespace {

using nlohmann::json;
using testing::UnorderedElementsAre;
using Told = Run;  // in a test, Run is the test's own

Run counted(std::uint64_t first) {
  Told run;
  Counts& counts = run.counts;
  std::uint64_t next = first;
  counts.faults = {.raised = next,
                   .reported = next + 1,
                   .overflowed = next + 2,
                   .suppressed = next + 3,
                   .lost = next + 4,
                   .invented = 99,
                   .late = 99};
  counts.stalls = {next + 5, next + 6, next + 7};
  counts.interrupts = {next + 8, next + 9, next + 10};
  counts.power = {next + 11, next + 12};
  counts.accesses = {next + 13, next + 14};
  counts.transactions = {next + 15, next + 16, next + 17, next + 18, 99};
  return run;
}

Violation violation(std::string property) {
  return {.property = std::move(property),
          .time_ns = 12,
          .context = "irq/40",
          .function = "handle",
          .register_name = "CB2.FSR",
          .message = "it \"read\"",
          .before = {"x"}};
}

json of(const std::vector<Run>& runs) {
  return json::parse(faultline::report::json(runs));
}

std::vector<std::string> keys(const json& object) {
  std::vector<std::string> keys;
  for (const auto& item : object.items()) keys.push_back(item.key());
  return keys;
}

TEST(ReportJson, HasTheseKeysAndNoOthers) {
  Told run = counted(0);
  run.violations = {violation("P1")};
  run.trouble = {"something"};
  const json object = of({run});
  EXPECT_THAT(keys(object), UnorderedElementsAre("faults", "stalls", "interrupts", "power",
                                                 "accesses", "transactions", "violations"));
  EXPECT_THAT(keys(object["faults"]),
              UnorderedElementsAre("raised", "reported", "overflowed", "suppressed", "lost"));
  EXPECT_THAT(keys(object["stalls"]), UnorderedElementsAre("entered", "resumed", "left"));
  EXPECT_THAT(keys(object["interrupts"]),
              UnorderedElementsAre("delivered", "declined", "disabled_lines"));
  EXPECT_THAT(keys(object["power"]), UnorderedElementsAre("suspends", "resumes"));
  EXPECT_THAT(keys(object["accesses"]), UnorderedElementsAre("total", "while_off"));
  EXPECT_THAT(keys(object["transactions"]),
              UnorderedElementsAre("total", "translated", "faulted", "stalled"));
  EXPECT_THAT(
      keys(object["violations"].at(0)),
      UnorderedElementsAre("property", "time_ns", "context", "function", "register", "message"));
}

TEST(ReportJson, HasEachNumberInItsPlace) {
  const json object = of({counted(100)});
  EXPECT_EQ(object["faults"],
            json::parse(R"({"raised":100,"reported":101,"overflowed":102,"suppressed":103,)"
                        R"("lost":104})"));
  EXPECT_EQ(object["stalls"], json::parse(R"({"entered":105,"resumed":106,"left":107})"));
  EXPECT_EQ(object["interrupts"],
            json::parse(R"({"delivered":108,"declined":109,"disabled_lines":110})"));
  EXPECT_EQ(object["power"], json::parse(R"({"suspends":111,"resumes":112})"));
  EXPECT_EQ(object["accesses"], json::parse(R"({"total":113,"while_off":114})"));
  EXPECT_EQ(object["transactions"],
            json::parse(R"({"total":115,"translated":116,"faulted":117,"stalled":118})"));
  EXPECT_EQ(object["violations"], json::array());
}

TEST(ReportJson, TellsEachViolation) {
  Told run;
  run.violations = {violation("P1"), violation("P9")};
  const json list = of({run})["violations"];
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(list[0], json::parse(R"({"property":"P1","time_ns":12,"context":"irq/40",)"
                                 R"("function":"handle","register":"CB2.FSR",)"
                                 R"("message":"it \"read\""})"));
  EXPECT_EQ(list[1]["property"], "P9");
}

TEST(ReportJson, AddsUpRuns) {
  Told second = counted(1000);
  second.violations = {violation("P2")};
  const json object = of({counted(0), second});
  EXPECT_EQ(object["faults"]["lost"], 1008);
  EXPECT_EQ(object["transactions"]["stalled"], 1036);
  EXPECT_EQ(object["violations"].size(), 1u);
}

TEST(ReportJson, StaysJsonWhateverTheTexts) {
  Told run;
  run.violations = {violation("P1")};
  run.violations[0].message = "\xff\x1b";
  EXPECT_EQ(of({run})["violations"][0]["message"], "\xef\xbf\xbd\x1b");
}

}  // namespace
}  // namespace faultline::report
