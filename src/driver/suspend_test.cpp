// SPDX-License-Identifier: Apache-2.0
//
// Going to sleep: the order of register accesses, what is swept, and the way back when it is
// refused.
#include "driver/suspend.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "driver/faults.hpp"
#include "driver/testing/bench.hpp"

namespace faultline::driver {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::RegisterBus;
using testing::ServedBench;

constexpr std::uint32_t TF = 1U << 1;
constexpr std::uint32_t PF = 1U << 3;
constexpr std::uint32_t SS = 1U << 30;
constexpr std::uint32_t MULTI = 1U << 31;
constexpr std::uint64_t interrupt_enables =
    spec::gr0::sCR0::GFIE::mask | spec::gr0::sCR0::GCFGFIE::mask;
constexpr std::uint64_t report_enables =
    spec::gr0::sCR0::GFRE::mask | spec::gr0::sCR0::GCFGFRE::mask;

struct Suspend : ::testing::Test, ServedBench {
  Suspend() {
    bus.after = [this](const RegisterBus::Access& access) {
      order.push_back(access.text());
      states.push_back(smmu->gate().state());
      if (access.name == "RESUME[0]") resumed_with = access.value;
    };
  }
  ~Suspend() override {
    bus.after = [](const RegisterBus::Access&) {};
    if (smmu->gate().state() == GateState::closed) {
      EXPECT_TRUE(smmu->resume());
    }
    executor.run_all();
  }
  // Where `text` stands for the first time; the end when nowhere.
  [[nodiscard]] std::size_t first(const std::string& text) const {
    return static_cast<std::size_t>(std::ranges::find(order, text) - order.begin());
  }
  [[nodiscard]] bool masked(BankIndex index) {
    return (bus.get<spec::cb::SCTLR>(index) & spec::cb::SCTLR::CFIE::mask) == 0;
  }
  [[nodiscard]] bool disabled() {
    irq::HandlerInfo handler[1];
    EXPECT_EQ(interrupts.handlers(bank_line, handler), 1U);
    return handler[0].disabled;
  }
  void expect_awake() {
    EXPECT_EQ(smmu->gate().state(), GateState::open);
    EXPECT_FALSE(disabled());
    EXPECT_FALSE(masked(bank));
    EXPECT_EQ(bus.get<spec::gr0::sCR0>() & interrupt_enables, interrupt_enables);
    EXPECT_EQ(clocks.users, 1U);
  }

  std::vector<std::string> order;
  std::vector<GateState> states;
  std::optional<std::uint64_t> resumed_with;
};

TEST_F(Suspend, MasksBeforeItBlocksBeforeItInvalidatesBeforeItCloses) {
  ASSERT_TRUE(smmu->suspend());
  EXPECT_LT(first("write SCTLR[0]"), first("write sCR0"));
  EXPECT_LT(first("write SCTLR[3]"), first("write sCR0"));
  EXPECT_EQ(first("write sCR0") + 1, first("read sCR0")) << "the masks are read back";
  EXPECT_LT(first("read sCR0"), first("write SMR[0]"));
  EXPECT_LT(first("write SMR[7]"), first("write TLBIALLNSNH"));
  EXPECT_LT(first("write TLBIALLNSNH"), first("write sTLBGSYNC"));
  EXPECT_LT(first("read sTLBGSTATUS"), first("read FSR[0]"));
  EXPECT_EQ(states[first("read sTLBGSTATUS")], GateState::open);
  EXPECT_EQ(states[first("read FSR[0]")], GateState::closed);
}

// Earlier, and a fault would be left unserved that a refused suspend has to serve.
TEST_F(Suspend, InterruptsAreDisabledBetweenTheGateAndTheSweep) {
  std::vector<bool> seen;
  bus.after = [&](const RegisterBus::Access& access) {
    order.push_back(access.text());
    seen.push_back(disabled());
  };
  ASSERT_TRUE(smmu->suspend());
  EXPECT_FALSE(seen[first("read sTLBGSTATUS")]);
  EXPECT_TRUE(seen[first("read FSR[0]")]);
  EXPECT_TRUE(disabled());
}

TEST_F(Suspend, LastAccessBeforeTheClocksGoIsARead) {
  bus.set<spec::cb::FSR>(TF | SS, bank);
  ASSERT_TRUE(smmu->suspend());
  EXPECT_EQ(clocks.users, 0U);
  EXPECT_EQ(clocks.order_of_last_cut, bus.accesses.size());
  EXPECT_EQ(order.back(), "read sCR0");
}

TEST_F(Suspend, ReportEnablesStaySoThatNobodyReadsZeros) {
  ASSERT_TRUE(smmu->suspend());
  EXPECT_TRUE(masked(bank));
  EXPECT_TRUE(bus.get<spec::cb::SCTLR>(bank) & spec::cb::SCTLR::CFRE::mask);
  EXPECT_TRUE(bus.get<spec::cb::SCTLR>(bank) & spec::cb::SCTLR::M::mask);
  EXPECT_EQ(bus.get<spec::gr0::sCR0>() & interrupt_enables, 0U);
  EXPECT_EQ(bus.get<spec::gr0::sCR0>() & report_enables, report_enables);
  EXPECT_FALSE(bus.get<spec::gr0::sCR0>() & spec::gr0::sCR0::CLIENTPD::mask);
  EXPECT_TRUE(bus.get<spec::gr0::sCR0>() & spec::gr0::sCR0::USFCFG::mask);
}

TEST_F(Suspend, SweepsEveryBankAndTheGlobalStatus) {
  ASSERT_TRUE(smmu->suspend());
  for (const char* read : {"read FSR[0]", "read FSR[1]", "read FSR[2]", "read FSR[3]"}) {
    EXPECT_THAT(order, Contains(read));
  }
  EXPECT_THAT(order, Contains("read sGFSR"));
  EXPECT_THAT(order, Not(Contains("write RESUME[0]")));
  EXPECT_EQ(executor.run_all(), 0U);
}

TEST_F(Suspend, SweptFaultIsToldByTheWorkerOnceAndNotBefore) {
  raise(TF, 0x9000);
  ASSERT_TRUE(smmu->suspend());
  EXPECT_THAT(client.records, IsEmpty());
  EXPECT_EQ(bus.get<spec::cb::FSR>(bank), 0U);
  EXPECT_EQ(counters().queued.load(), 1U);
  EXPECT_EQ(executor.run_all(), 1U);
  ASSERT_EQ(client.records.size(), 1U);
  EXPECT_EQ(client.records[0].FAR.bits(), 0x9000U);
  EXPECT_TRUE(client.records[0].after_the_fact);
  EXPECT_EQ(counters().reported.load(), 1U);
  ASSERT_TRUE(smmu->resume());
  executor.run_all();
  EXPECT_EQ(client.records.size(), 1U);
}

TEST_F(Suspend, SweptStallIsTerminatedAfterTheClear) {
  raise(TF | SS, 0x9000);
  ASSERT_TRUE(smmu->suspend());
  EXPECT_LT(first("write FSR[0]"), first("write RESUME[0]"));
  EXPECT_EQ(resumed_with, 1U) << "terminate";
  EXPECT_EQ(bus.get<spec::cb::FSR>(bank), 0U);
  client.answer = Verdict::retry;
  executor.run_all();
  EXPECT_THAT(client.dropped, ElementsAre(Verdict::retry));
}

TEST_F(Suspend, SweptOverflowAloneIsTold) {
  raise(MULTI, 0x9000);
  ASSERT_TRUE(smmu->suspend());
  executor.run_all();
  EXPECT_EQ(client.records.size(), 1U);
  EXPECT_EQ(counters().overflowed.load(), 1U);
}

TEST_F(Suspend, SweptStallAloneIsTerminatedAndNotTold) {
  raise(SS, 0x9000);
  ASSERT_TRUE(smmu->suspend());
  EXPECT_THAT(order, Contains("write RESUME[0]"));
  EXPECT_EQ(executor.run_all(), 0U);
  EXPECT_EQ(counters().queued.load(), 0U);
}

TEST_F(Suspend, SweepClearsWhatItReadAndNothingElse) {
  raise(TF, 0x9000);
  bus.after = [this](const RegisterBus::Access& access) {
    if (access.text() == "read CONTEXTIDR[0]") raise(PF, 0xa000);
  };
  ASSERT_TRUE(smmu->suspend());
  EXPECT_EQ(bus.get<spec::cb::FSR>(bank), PF);
}

TEST_F(Suspend, SecondSweptFaultBeforeTheWorkerRunsIsCountedAsLostAndSaid) {
  raise(TF, 0x9000);
  ASSERT_TRUE(smmu->suspend());
  ASSERT_TRUE(smmu->resume());
  raise(TF, 0xa000);
  ASSERT_TRUE(smmu->suspend());
  EXPECT_EQ(executor.run_all(), 1U);
  EXPECT_EQ(client.records.size(), 1U);
  EXPECT_EQ(counters().queued.load(), 1U);
  EXPECT_EQ(counters().lost.load(), 1U);
  EXPECT_THAT(log.lines, Contains("smmu: 1 faults were recorded on the way to sleep and lost"));
}

TEST_F(Suspend, HolderWhoStaysMakesItBusyAndEverythingIsAsItWas) {
  const auto map = bus.get<spec::gr0::sCR0>();
  const testing::Holder holder(*smmu);
  EXPECT_EQ(smmu->suspend(), base::error(power::CallbackError::busy));
  expect_awake();
  EXPECT_EQ(bus.get<spec::gr0::sCR0>(), map);
  EXPECT_EQ(smmu->gate().epoch(), 0U);
  EXPECT_THAT(order, Not(Contains("read FSR[0]")));
}

TEST_F(Suspend, RefusedSuspendRestoresTheStreamsBeforeItUnmasks) {
  const testing::Holder holder(*smmu);
  ASSERT_FALSE(smmu->suspend());
  const auto last = [this](const std::string& text) {
    return order.rend() - std::ranges::find(order.rbegin(), order.rend(), text);
  };
  EXPECT_LT(last("write SMR[7]"), last("write SCTLR[0]"));
  EXPECT_LT(last("write SCTLR[3]"), last("write sCR0"));
}

TEST_F(Suspend, TlbThatDoesNotAnswerMakesItBusyAndEverythingIsAsItWas) {
  bus.set<spec::gr0::sTLBGSTATUS>(1);
  EXPECT_EQ(smmu->suspend(), base::error(power::CallbackError::busy));
  expect_awake();
  EXPECT_EQ(smmu->gate().epoch(), 0U);
  bus.set<spec::gr0::sTLBGSTATUS>(0);
}

// A step behind the last one that fails: no table of ours has it, but a table may be altered.
TEST_F(Suspend, IsTakenBackFromEveryPlace) {
  const auto table = suspend_steps();
  const Step refuse{"refuse", [](Smmu&) -> StepResult { return base::error(StepError::busy); }};
  for (std::size_t place = 0; place < table.size(); ++place) {
    std::vector<Step> altered(table.begin(), table.begin() + static_cast<std::ptrdiff_t>(place));
    altered.push_back(refuse);
    EXPECT_FALSE(run_steps(*smmu, altered));
    expect_awake();
  }
}

// H26: an edge that came while handlers were turned away does not come again by itself.
TEST(RefusedSuspend, HasEdgesAskedAgain) {
  ServedBench bench;
  const auto retriggered = [&] {
    return std::ranges::count(bench.controller.take_calls(), "retrigger");
  };
  ASSERT_TRUE(bench.domain->close());
  bench.config.wiring.trigger = port::Trigger::edge_rising;
  bench.smmu->remove();
  bench.serve();
  bench.domain.emplace(*bench.smmu);
  ASSERT_TRUE(bench.domain->open({.fault_handler = &bench.client}));
  bench.controller.take_calls();
  {
    const testing::Holder holder(*bench.smmu);
    EXPECT_FALSE(bench.smmu->suspend());
  }
  EXPECT_EQ(retriggered(), 2) << "the global line's and the open bank's";
  ASSERT_TRUE(bench.smmu->suspend());
  ASSERT_TRUE(bench.smmu->resume());
  EXPECT_EQ(retriggered(), 0);
}

}  // namespace
}  // namespace faultline::driver
