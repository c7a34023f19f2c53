// SPDX-License-Identifier: Apache-2.0
//
// What people read.
#include "report/text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace faultline::report {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

Run sample() {
  Run run;
  run.smmu = "3da0000.iommu";
  run.policy = "gate";
  run.time_ns = 1'234'567'890;
  run.counts.faults = {.raised = 9, .reported = 5, .overflowed = 3, .suppressed = 2, .lost = 1};
  run.counts.stalls = {4, 3, 1};
  run.counts.interrupts = {20, 6, 0};
  run.counts.power = {7, 8};
  run.counts.accesses = {1000, 1};
  run.counts.transactions = {50, 40, 9, 1, 0};
  run.verdicts = {{"P1", "no access", false}, {"P10", "each line", true}};
  return run;
}

TEST(ReportText, IsThis) {
  EXPECT_EQ(text(sample(), Colour::never), R"(
3da0000.iommu, policy gate: 1.235 s of virtual time
  transactions  50 total, 40 translated, 9 faulted, 1 stalled
  faults        9 raised = 5 reported + 3 overflowed + 1 lost; 2 log lines suppressed
  stalls        4 entered, 3 resumed, 1 left behind
  interrupts    20 delivered, 6 declined, 0 lines disabled
  power         7 suspends, 8 resumes
  registers     1000 accesses, 1 while off
  P1   VIOLATED  no access
  P10  holds     each line
)");
}

TEST(ReportText, HasALineForEachMaster) {
  auto run = sample();
  run.masters = {{.name = "gpu@3d00000",
                  .streams = {{0, 0x401}, {5, 0}},
                  .bank = "CB0",
                  .transactions = 1200,
                  .reported = 7},
                 {.name = "gmu", .streams = {{5, 0}}, .bank = "CB0", .shares = "gpu@3d00000"},
                 {.name = "dma", .streams = {{1, 0}, {2, 0}, {3, 0}, {4, 0}}}};
  EXPECT_THAT(text(run, Colour::never), HasSubstr(R"(
  master       streams              bank    transactions  faults reported
  gpu@3d00000  0x0/0x401, 0x5       CB0             1200                7
  gmu          0x5                  CB0                0  in the domain of gpu@3d00000
  dma          0x1, 0x2 and 2 more  none               0                0
)"));
}

TEST(ReportText, BeginsWithTheViolations) {
  auto run = sample();
  run.violations = {{.property = "P1",
                     .time_ns = 1500,
                     .context = "irq/40",
                     .function = "handle",
                     .register_name = "CB2.FSR",
                     .message = "handle read it",
                     .count = 3,
                     .cause = "zero",
                     .before = {"one", "two"}},
                    {.property = "P1",
                     .time_ns = 2500,
                     .context = {},
                     .message = "so once more",
                     .before = {"x"}},
                    {.property = "P8", .context = "machine", .message = "stays awake"}};
  EXPECT_THAT(text(run, Colour::never), StartsWith(R"(
P1 violated at 1.500 us: handle read it
  context irq/40, function handle, register CB2.FSR, 3 times
  since:
    zero
  before it:
    one
    two
P1 violated at 2.500 us: so once more

P8 violated at 0.000 us: stays awake
  context machine

3da0000.iommu)"));
}

TEST(ReportText, EndsWithWhatWentOtherwise) {
  auto run = sample();
  run.asked = {"P1"};
  run.trouble = {"line 7: a: b"};
  run.unmet = {"faults: 9 of at least 10"};
  run.died = true;
  run.gave_up = "the time limit of 5 ms";
  EXPECT_THAT(text(run, Colour::never), EndsWith(R"(
  P1   VIOLATED  no access (to be violated)
  P10  holds     each line
  trouble: line 7: a: b
  not as expected: faults: 9 of at least 10
  the machine did not survive it
  gave up at the time limit of 5 ms
)"));
  EXPECT_EQ(remarks(run),
            "trouble: line 7: a: b\n"
            "not as expected: faults: 9 of at least 10\n"
            "the machine did not survive it\n"
            "gave up at the time limit of 5 ms\n");
  EXPECT_EQ(remarks(sample()), "");
}

TEST(ReportText, SaysWhatIsRareOnlyWhereThereIsSome) {
  EXPECT_THAT(text(sample(), Colour::never), Not(HasSubstr("bypassed")));
  auto run = sample();
  run.counts.transactions.bypassed = 12;
  run.counts.faults.invented = 2;
  run.counts.faults.late = 7;
  EXPECT_THAT(text(run, Colour::never),
              HasSubstr("  bypassed      12 transactions\n"
                        "  invented      2 reports without a fault\n"
                        "  late          7 faults after the last look\n"));
}

TEST(ReportText, HasColoursOnlyWhereTheyAreWanted) {
  EXPECT_THAT(text(sample(), Colour::never), Not(HasSubstr("\x1b")));
  const std::string coloured = text(sample(), Colour::always);
  EXPECT_THAT(coloured, HasSubstr("  P1   \x1b[31;1mVIOLATED\x1b[0m  no access\n"));
  EXPECT_THAT(coloured, HasSubstr("  P10  \x1b[32mholds   \x1b[0m  each line\n"));
}

}  // namespace
}  // namespace faultline::report
