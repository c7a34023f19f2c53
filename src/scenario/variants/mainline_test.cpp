// SPDX-License-Identifier: Apache-2.0
//
// What all policies of the discussion have in common, as mainline does it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "driver/stall.hpp"
#include "scenario/variants/none.hpp"
#include "scenario/variants/testing/policy_bench.hpp"

namespace faultline::scenario::variants {
namespace {

using ::testing::ElementsAre;
using testing::PolicyBench;
using Bench = PolicyBench<None>;

std::size_t place_of(const std::vector<std::string>& texts, const std::string& text) {
  const auto place = std::ranges::find(texts, text);
  EXPECT_NE(place, texts.end()) << text;
  return static_cast<std::size_t>(place - texts.begin());
}

TEST(MainlineHandler, TellsTheClientBeforeItClearsAndReadsNothingBack) {
  Bench bench;
  std::uint64_t seen = 0;
  bench.client.during = [&] { seen = bench.bus.get<spec::cb::FSR>(Bench::bank); };
  bench.raise(spec::cb::FSR::TF::mask, 0x1000);
  EXPECT_EQ(bench.context_interrupt(), irq::Verdict::handled);
  EXPECT_EQ(seen, spec::cb::FSR::TF::mask);
  EXPECT_EQ(bench.bus.accesses.back().text(), "write FSR[0]");
  EXPECT_EQ(bench.bus.get<spec::cb::FSR>(Bench::bank), 0U);
}

TEST(MainlineHandler, AnswersAStallWithTheVerdictAfterTheClear) {
  for (const bool again : {false, true}) {
    Bench bench;
    bench.client.answer = again ? driver::Verdict::retry : driver::Verdict::not_handled;
    bench.raise(spec::cb::FSR::TF::mask | spec::cb::FSR::SS::mask, 0x1000);
    EXPECT_EQ(bench.context_interrupt(), irq::Verdict::handled);
    const auto accesses = bench.bus.take();
    ASSERT_GE(accesses.size(), 2U);
    EXPECT_EQ(accesses[accesses.size() - 2].text(), "write FSR[0]");
    EXPECT_EQ(accesses.back().text(), "write RESUME[0]");
    EXPECT_EQ(accesses.back().value, again ? 0U : 1U);
  }
}

TEST(MainlineHandler, SaysNotMineWhenNothingIsRecorded) {
  Bench bench;
  EXPECT_EQ(bench.context_interrupt(), irq::Verdict::none);
  EXPECT_EQ(bench.global_interrupt(), irq::Verdict::none);
  EXPECT_THAT(bench.bus.take_texts(), ElementsAre("read FSR[0]", "read sGFSR"));
  EXPECT_TRUE(bench.client.records.empty());
}

TEST(MainlineHandler, LogsAGlobalFaultAndClearsIt) {
  Bench bench;
  bench.bus.set<spec::gr0::sGFSR>(spec::gr0::sGFSR::USF::mask);
  EXPECT_EQ(bench.global_interrupt(), irq::Verdict::handled);
  EXPECT_EQ(bench.log.lines.size(), 2U);
  EXPECT_EQ(bench.bus.accesses.back().text(), "write sGFSR");
}

TEST(MainlineResume, EnablesABanksInterruptBeforeItClearsItsFaultsAndWritesControlLast) {
  Bench bench;
  bench.suspend();
  bench.forget();
  ASSERT_TRUE(bench.device.resume());
  const auto texts = bench.bus.take_texts();
  EXPECT_EQ(texts.front(), "write sGFSR");
  EXPECT_LT(place_of(texts, "write SCTLR[0]"), place_of(texts, "write FSR[0]"));
  EXPECT_EQ(place_of(texts, "write sCR0"), texts.size() - 1);
  using spec::cb::SCTLR;
  EXPECT_NE(bench.bus.get<SCTLR>(Bench::bank) & SCTLR::CFIE::mask, 0U);
  using spec::gr0::sCR0;
  EXPECT_EQ(bench.bus.get<sCR0>() & (sCR0::GFIE::mask | sCR0::CLIENTPD::mask), sCR0::GFIE::mask);
}

TEST(MainlineResume, WritesFreeGroupsToo) {
  Bench bench;
  bench.suspend();
  ASSERT_TRUE(bench.device.resume());
  const auto texts = bench.bus.take_texts();
  for (const char* group : {"write S2CR[0]", "write S2CR[7]", "write SMR[7]"}) {
    static_cast<void>(place_of(texts, group));
  }
}

TEST(MainlineProbe, RequestsInterruptsBeforeRuntimePowerIsSetUp) {
  std::vector<std::string_view> names;
  for (const driver::Step& step : None().sequences().probe) names.emplace_back(step.name);
  const auto place = [&](std::string_view name) { return std::ranges::find(names, name); };
  ASSERT_NE(place("request interrupts"), names.end());
  EXPECT_LT(place("request interrupts"), place("reset"));
  EXPECT_LT(place("reset"), place("set up power"));
  EXPECT_EQ(names.size(), driver::default_sequences().probe.size());
}

TEST(MainlineSleep, CutsTheClocksWhileTheStatusStaysActive) {
  Bench bench;
  EXPECT_TRUE(bench.policy.suspend());
  EXPECT_EQ(bench.clocks.users, 0U);
  EXPECT_TRUE(bench.device.get_if_active().value_or(false));
  bench.device.put_noidle();
  EXPECT_TRUE(bench.policy.resume());
  EXPECT_EQ(bench.clocks.users, 1U);
}

TEST(MainlineSleep, LeavesAnSmmuAloneThatSleepsAlready) {
  Bench bench;
  bench.suspend();
  EXPECT_TRUE(bench.policy.suspend());
  EXPECT_TRUE(bench.policy.resume());
  EXPECT_EQ(bench.clocks.users, 0U);
}

TEST(MainlineMaintenance, WakesTheSmmuAndLetsItGo) {
  Bench bench;
  bench.suspend();
  bench.forget();
  EXPECT_TRUE(bench.smmu->tlb().invalidate_all(bench.domain->tag()));
  EXPECT_EQ(bench.device.status(), power::Status::active);
  EXPECT_EQ(bench.device.usage_count(), 0);
  EXPECT_EQ(bench.bus.accesses.back().text(), "read TLBSTATUS[0]");
}

TEST(MainlineStallSwitch, IsLeftToTheNextResumeUnlessTheDeviceIsActive) {
  Bench bench;
  bench.suspend();
  bench.forget();
  driver::set_stall(*bench.smmu, Bench::bank, true);
  EXPECT_TRUE(bench.bus.accesses.empty());
  EXPECT_EQ(bench.device.status(), power::Status::suspended);
  ASSERT_TRUE(bench.device.resume());
  bench.forget();
  driver::set_stall(*bench.smmu, Bench::bank, false);
  EXPECT_EQ(bench.bus.accesses.front().text(), "write SCTLR[0]");
  EXPECT_EQ(bench.device.usage_count(), 0);
}

}  // namespace
}  // namespace faultline::scenario::variants
