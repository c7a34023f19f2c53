// SPDX-License-Identifier: Apache-2.0
//
// The machine stops, a probe that is refused at first, and clocks that nobody turns off.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenario/test_run.hpp"

namespace faultline::scenario {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* stops = R"({ do = "get" },
  { do = "map", iova = 0x10000 },
  { do = "write", iova = 0x10000 },
  { do = "shutdown" },
  { do = "fault", iova = 0x10000 },
  { do = "put" })";

TEST(Shutdown, EndsEveryTransactionAndTurnsTheClocksOff) {
  const RunResult result = run_here(display(stops));
  EXPECT_TRUE(result.clean());
  EXPECT_THAT(result.trouble, IsEmpty());
  EXPECT_EQ(result.totals.transactions.translated, 1u);
}

TEST(Shutdown, ThatLeavesTheSmmuAwakeIsNoticed) {
  const RunResult result =
      run_here(display(stops, "[driver]\nremove = [\"shutdown: put to sleep\"]\n"));
  EXPECT_THAT(violated(result), ElementsAre("P5"));
  EXPECT_THAT(result.violations.front().message, HasSubstr("the clocks"));
  EXPECT_THAT(result.trouble, ElementsAre(HasSubstr("1 of 1 accesses did not fault")));
}

TEST(Clocks, ThatStayOnWhileTheSmmuSleepsAreNoticed) {
  const RunResult result = run_here(display(R"({ do = "get" }, { do = "put" })",
                                            "[driver]\nremove = [\"suspend: cut clocks\"]\n"));
  EXPECT_THAT(violated(result), ElementsAre("P5"));
}

std::string refused(const std::string& what, const std::string& more = {}) {
  return display(R"({ do = "get" }, { do = "map", iova = 0 }, { do = "write", iova = 0 },
  { do = "put" })",
                 "[smmu]\nprobe_refused = \"" + what + "\"\n" + more);
}

TEST(RefusedProbe, ComesUpWhenItIsTriedAgain) {
  for (const char* what : {"clocks", "interrupt"}) {
    const RunResult result = run_here(refused(what));
    EXPECT_TRUE(result.clean()) << what;
    EXPECT_THAT(result.trouble, IsEmpty()) << what;
  }
}

TEST(RefusedProbe, ThatDoesNotTurnTheClocksOffIsNoticed) {
  const RunResult result =
      run_here(refused("interrupt", "[driver]\nno_undo = [\"resume: turn clocks on\"]\n"));
  EXPECT_THAT(violated(result), ElementsAre("P5"));
}

}  // namespace
}  // namespace faultline::scenario
