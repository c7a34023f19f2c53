// SPDX-License-Identifier: Apache-2.0
//
// The context fault handler: in which order it touches what, and what it leaves alone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "driver/faults.hpp"
#include "driver/stall.hpp"
#include "driver/testing/bench.hpp"

namespace faultline::driver {
namespace {

using irq::Verdict;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::ServedBench;
using Answer = driver::Verdict;

constexpr std::uint32_t TF = 1U << 1;
constexpr std::uint32_t PF = 1U << 3;
constexpr std::uint32_t SS = 1U << 30;
constexpr std::uint32_t MULTI = 1U << 31;
constexpr std::uint64_t address = 0x9c4b9000;

// The time in which host threads wait.
std::uint64_t machine_time_ns() {
  const auto since = std::chrono::steady_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(std::chrono::nanoseconds(since).count());
}

struct ContextFault : ::testing::Test, ServedBench {
  Verdict interrupt() { return smmu->faults().on_context_interrupt(bank); }
  [[nodiscard]] std::size_t count(trace::Kind kind) const { return sink.of(kind).size(); }
  // The SMMU's life ends and a new one begins.
  void sleep_and_wake() {
    EXPECT_TRUE(smmu->suspend());
    EXPECT_TRUE(smmu->resume());
  }
};

TEST_F(ContextFault, ReadsTheWholeSyndromeThenClearsAndOnlyThenCallsTheClient) {
  raise(TF, address);
  std::vector<std::string> before_client;
  client.during = [&] { before_client = bus.take_texts(); };
  EXPECT_EQ(interrupt(), Verdict::handled);
  EXPECT_THAT(before_client, ElementsAre("read FSR[0]", "read FSYNR0[0]", "read FSYNR1[0]",
                                         "read FAR[0]", "read CBFRSYNRA[0]", "read TTBR0[0]",
                                         "read CONTEXTIDR[0]", "write FSR[0]", "read sCR0"));
  EXPECT_THAT(bus.take_texts(), IsEmpty());
}

TEST_F(ContextFault, RecordHasWhatTheRegistersHad) {
  raise(TF | MULTI, address);
  bus.set<spec::cb::FSYNR0>(0x30, bank);
  bus.set<spec::cb::FSYNR1>(0x55, bank);
  bus.set<spec::gr1::CBFRSYNRA>(0x431, bank);
  bus.set<spec::cb::CONTEXTIDR>(0x77, bank);
  bus.set<spec::cb::TTBR0>(0x1234'5000, bank);
  interrupt();
  ASSERT_EQ(client.records.size(), 1U);
  const ContextFaultRecord& record = client.records[0];
  EXPECT_EQ(record.bank, bank);
  EXPECT_EQ(record.FSR.bits(), TF | MULTI);
  EXPECT_EQ(record.FSYNR0.bits(), 0x30U);
  EXPECT_EQ(record.FSYNR1.bits(), 0x55U);
  EXPECT_EQ(record.FAR.bits(), address);
  EXPECT_EQ(record.CBFRSYNRA.bits(), 0x431U);
  EXPECT_EQ(record.CONTEXTIDR.bits(), 0x77U);
  EXPECT_EQ(record.TTBR0.bits(), 0x1234'5000U);
  EXPECT_FALSE(record.after_the_fact);
}

TEST_F(ContextFault, ClientIsCalledWithoutATokenAndMaySleep) {
  raise(TF, address);
  client.during = [&] {
    EXPECT_EQ(smmu->gate().holders(), 0U);
    port::may_sleep("client");
  };
  interrupt();
  EXPECT_EQ(client.records.size(), 1U);
}

TEST_F(ContextFault, ClearsWhatItSawAndNotWhatCameAfter) {
  raise(TF, address);
  bus.after = [&](const testing::RegisterBus::Access& access) {
    if (access.name == "CONTEXTIDR[0]") raise(PF, 0x1000);
  };
  interrupt();
  EXPECT_EQ(bus.get<spec::cb::FSR>(bank), PF);
  bus.after = [](const testing::RegisterBus::Access&) {};
  EXPECT_EQ(interrupt(), Verdict::handled);
  ASSERT_EQ(client.records.size(), 2U);
  EXPECT_EQ(client.records[1].FAR.bits(), 0x1000U);
  EXPECT_EQ(bus.get<spec::cb::FSR>(bank), 0U);
}

TEST_F(ContextFault, NothingRecordedIsNotMine) {
  EXPECT_EQ(interrupt(), Verdict::none);
  EXPECT_THAT(bus.take_texts(), ElementsAre("read FSR[0]"));
  EXPECT_EQ(count(trace::Kind::fault_declined), 1U);
  EXPECT_EQ(smmu->gate().holders(), 0U);
}

TEST_F(ContextFault, ShutGateDeclinesWithoutTouchingARegister) {
  ASSERT_TRUE(smmu->suspend());
  raise(TF, address);
  bus.take();
  EXPECT_EQ(interrupt(), Verdict::none);
  EXPECT_THAT(bus.take_texts(), IsEmpty());
  EXPECT_EQ(counters().declined.load(), 1U);
  EXPECT_THAT(client.records, IsEmpty());
  ASSERT_TRUE(smmu->resume());
}

TEST_F(ContextFault, StalledTransactionIsResumedAfterTheClearWithTheVerdict) {
  for (Answer answer : {Answer::terminate, Answer::retry, Answer::not_handled}) {
    raise(TF | SS, address);
    client.answer = answer;
    interrupt();
    const auto accesses = bus.take();
    ASSERT_GE(accesses.size(), 4U);
    const auto* const last = &accesses.back();
    EXPECT_EQ(last[-3].text(), "write FSR[0]");
    EXPECT_EQ(last[-2].text(), "read sCR0");
    EXPECT_EQ(last[-1].text(), "write RESUME[0]");
    EXPECT_EQ(last[-1].value, answer == Answer::retry ? 0U : 1U);
    EXPECT_EQ(last[0].text(), "read sCR0");
    EXPECT_EQ(bus.get<spec::cb::FSR>(bank), 0U) << "SS stays when RESUME comes first";
  }
  EXPECT_THAT(client.dropped, IsEmpty());
}

TEST_F(ContextFault, NoStallMeansNoResume) {
  raise(TF, address);
  client.answer = Answer::retry;
  interrupt();
  EXPECT_THAT(bus.take_texts(), ::testing::Not(::testing::Contains("write RESUME[0]")));
  EXPECT_THAT(client.dropped, IsEmpty());
}

TEST_F(ContextFault, VerdictOfAnEarlierLifeIsDropped) {
  raise(TF | SS, address);
  client.answer = Answer::retry;
  client.during = [&] {
    client.during = [] {};
    sleep_and_wake();
    // Another transaction stalls in the bank's next life.
    raise(TF | SS, 0x2000);
    bus.take();
  };
  EXPECT_EQ(interrupt(), Verdict::handled);
  EXPECT_THAT(bus.take_texts(), IsEmpty());
  EXPECT_THAT(client.dropped, ElementsAre(Answer::retry));
  EXPECT_EQ(counters().dropped_verdicts.load(), 1U);
  EXPECT_EQ(count(trace::Kind::verdict_dropped), 1U);
  EXPECT_EQ(bus.get<spec::cb::FSR>(bank), TF | SS);
  EXPECT_EQ(interrupt(), Verdict::handled);
  EXPECT_EQ(bus.get<spec::cb::FSR>(bank), 0U);
}

TEST_F(ContextFault, VerdictIsDroppedAfterTwoLivesToo) {
  raise(TF | SS, address);
  client.during = [&] {
    client.during = [] {};
    sleep_and_wake();
    sleep_and_wake();
    bus.take();
  };
  interrupt();
  EXPECT_THAT(bus.take_texts(), IsEmpty());
  EXPECT_EQ(client.dropped.size(), 1U);
}

TEST_F(ContextFault, VerdictForASleepingSmmuIsDroppedAndTheSweepHasTerminated) {
  raise(TF | SS, address);
  client.during = [&] {
    bus.take();
    ASSERT_TRUE(smmu->suspend());
    EXPECT_THAT(bus.take_texts(), ::testing::Contains("write RESUME[0]"));
  };
  interrupt();
  EXPECT_THAT(bus.take_texts(), IsEmpty());
  EXPECT_EQ(client.dropped.size(), 1U);
  EXPECT_EQ(client.records.size(), 1U) << "the sweep does not tell again of a stall alone";
  client.during = [] {};
  executor.run_all();
  EXPECT_EQ(client.records.size(), 1U);
  ASSERT_TRUE(smmu->resume());
}

TEST_F(ContextFault, VerdictIsLetInAfterASuspendThatWasRefused) {
  raise(TF | SS, address);
  client.during = [&] {
    const testing::Holder holder(*smmu);
    EXPECT_EQ(smmu->suspend(), base::error(power::CallbackError::busy));
    bus.take();
  };
  interrupt();
  EXPECT_THAT(bus.take_texts(), ElementsAre("write RESUME[0]", "read sCR0"));
  EXPECT_THAT(client.dropped, IsEmpty());
}

TEST_F(ContextFault, VerdictIsLetInWhileTheGateIsClosing) {
  clock.time_ns = machine_time_ns();  // so that patience lasts
  sink.recording = false;             // it is for one thread
  raise(TF | SS, address);
  client.answer = Answer::retry;
  std::thread closer;
  client.during = [&] {
    client.during = [] {};
    ASSERT_TRUE(smmu->gate().enter());  // somebody else, who keeps it closing
    closer = std::thread([&] { EXPECT_TRUE(smmu->gate().close(3600'000'000'000)); });
    while (smmu->gate().state() != GateState::closing) std::this_thread::yield();
    bus.take();
  };
  interrupt();
  EXPECT_THAT(bus.take_texts(), ElementsAre("write RESUME[0]", "read sCR0"));
  EXPECT_THAT(client.dropped, IsEmpty());
  smmu->gate().leave();
  closer.join();
  smmu->gate().open();
}

TEST_F(ContextFault, StallWhoseFaultIsGoneIsTerminatedAndNotToldAgain) {
  raise(SS, address);
  EXPECT_EQ(interrupt(), Verdict::handled);
  EXPECT_THAT(client.records, IsEmpty());
  EXPECT_EQ(bus.get<spec::cb::FSR>(bank), 0U);
}

TEST_F(ContextFault, OverflowAloneIsToldAndCounted) {
  raise(MULTI, address);
  EXPECT_EQ(interrupt(), Verdict::handled);
  EXPECT_EQ(client.records.size(), 1U);
  EXPECT_EQ(counters().overflowed.load(), 1U);
  EXPECT_EQ(bus.get<spec::cb::FSR>(bank), 0U);
}

TEST_F(ContextFault, UnhandledFaultIsLoggedTenTimesInFiveSecondsAndAllAreCounted) {
  client.answer = Answer::not_handled;
  for (int i = 0; i < 15; ++i) {
    raise(TF, address);
    interrupt();
  }
  EXPECT_EQ(log.lines.size(), 30U);
  EXPECT_THAT(log.lines[0], ::testing::StartsWith("smmu: Unhandled context fault: fsr=0x2, "));
  EXPECT_THAT(log.lines[1], ::testing::StartsWith("smmu: FSR    = "));
  EXPECT_THAT(log.lines[2], ::testing::StartsWith("smmu: FSYNR0 = "));
  EXPECT_EQ(counters().reported.load(), 15U);
  EXPECT_EQ(counters().suppressed.load(), 5U);
  EXPECT_EQ(count(trace::Kind::fault_reported), 15U);
  EXPECT_EQ(count(trace::Kind::fault_suppressed), 5U);
  clock.time_ns += 6'000'000'000;
  log.lines.clear();
  raise(TF, address);
  interrupt();
  ASSERT_EQ(log.lines.size(), 4U);
  EXPECT_EQ(log.lines[0], "smmu: 5 callbacks suppressed");
}

TEST_F(ContextFault, HandledFaultIsNotLogged) {
  raise(TF, address);
  interrupt();
  EXPECT_THAT(log.lines, IsEmpty());
}

TEST_F(ContextFault, StallSwitchIsWrittenAtOnceAndSurvivesSleep) {
  set_stall(*smmu, bank, true);
  EXPECT_THAT(bus.take_texts(), ElementsAre("write SCTLR[0]", "read SCTLR[0]"));
  EXPECT_TRUE(bus.get<spec::cb::SCTLR>(bank) & spec::cb::SCTLR::CFCFG::mask);
  ASSERT_TRUE(smmu->suspend());
  EXPECT_TRUE(bus.get<spec::cb::SCTLR>(bank) & spec::cb::SCTLR::CFCFG::mask);
  bus.take();
  set_stall(*smmu, bank, false);
  EXPECT_THAT(bus.take_texts(), IsEmpty());
  ASSERT_TRUE(smmu->resume());
  EXPECT_FALSE(bus.get<spec::cb::SCTLR>(bank) & spec::cb::SCTLR::CFCFG::mask);
}

TEST_F(ContextFault, StallSwitchDoesNotUndoTheMask) {
  smmu->bank(bank).set_masked(smmu->registers(), bank, true);
  set_stall(*smmu, bank, true);
  EXPECT_FALSE(bus.get<spec::cb::SCTLR>(bank) & spec::cb::SCTLR::CFIE::mask);
  smmu->bank(bank).set_masked(smmu->registers(), bank, false);
  EXPECT_TRUE(bus.get<spec::cb::SCTLR>(bank) & spec::cb::SCTLR::CFIE::mask);
}

}  // namespace
}  // namespace faultline::driver
