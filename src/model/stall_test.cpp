// SPDX-License-Identifier: Apache-2.0
//
// Stalled and held transactions, RESUME, and the switches between implementations.
#include "model/stall.hpp"

#include "model/testing/bench_device.hpp"

namespace faultline::model::testing {
namespace {

using namespace spec;

constexpr std::uint32_t TF = 1u << 1;
constexpr std::uint32_t SS = 1u << 30;
constexpr std::uint32_t MULTI = 1u << 31;
constexpr std::uint32_t retry = 0;
constexpr std::uint32_t terminate = 1;

Configuration with(auto change) {
  Configuration configuration = bench_configuration();
  change(configuration.behaviour);
  return configuration;
}

class Stall : public OneBank {
 protected:
  static constexpr std::uint32_t stalling = M | CFRE | CFIE | CFCFG | HUPCF;
  explicit Stall(const Configuration& configuration = bench_configuration())
      : OneBank(configuration, stalling) {
    tables.map(0x4000, 0x8000'0000, user_page);
  }
  void clear() { set<cb::FSR>(bank0, TF | MULTI); }
  void resume_with(std::uint32_t verdict) { set<cb::RESUME>(bank0, verdict); }
};

TEST_F(Stall, AFaultWithCFCFGStallsAndSetsSS) {
  const Outcome outcome = read_at(0x9000);
  EXPECT_EQ(outcome.verdict, Verdict::stalled);
  EXPECT_NE(outcome.stall, StallId{});
  EXPECT_NE(outcome.fault, FaultId{});
  EXPECT_EQ(status() & (SS | TF), SS | TF);
  EXPECT_EQ(smmu.waiting(), 1u);
  EXPECT_TRUE(line(bank0));
}

TEST_F(Stall, SSIsNotClearedByWritingOne) {
  (void)read_at(0x9000);
  set<cb::FSR>(bank0, 0xffff'ffff);
  EXPECT_EQ(status() & (SS | TF), SS);
}

TEST_F(Stall, SSAloneKeepsTheLineUp) {
  (void)read_at(0x9000);
  clear();
  EXPECT_TRUE(line(bank0));
  resume_with(terminate);
  EXPECT_FALSE(line(bank0));
}

TEST_F(Stall, CFIEMasksTheLineEvenWithSS) {
  (void)read_at(0x9000);
  control(stalling & ~CFIE);
  EXPECT_FALSE(line(bank0));
}

TEST_F(Stall, RetryTranslatesAgainAndPassesWhenThePageIsThere) {
  const StallId id = read_at(0x9000).stall;
  tables.map(0x9000, 0x8000'5000, user_page);
  clear();
  resume_with(retry);
  ASSERT_EQ(environment.resolved.size(), 1u);
  EXPECT_EQ(environment.resolved[0].id, id);
  EXPECT_EQ(environment.resolved[0].resolution, Resolution::retry);
  EXPECT_EQ(smmu.retranslate(id).pa, PhysAddr(0x8000'5000));
  EXPECT_EQ(smmu.waiting(), 0u);
  EXPECT_EQ(status() & SS, 0u);
}

TEST_F(Stall, ATransactionIsTriedAgainOnce) {
  const StallId id = read_at(0x9000).stall;
  EXPECT_DEATH((void)smmu.retranslate(id), "") << "it was not let go yet";
  clear();
  resume_with(retry);
  (void)smmu.retranslate(id);
  EXPECT_DEATH((void)smmu.retranslate(id), "");
}

// Between RESUME and the other try, power may go.
TEST_F(Stall, WhatWasLetGoBeforeThePowerWentIsTriedAgainAllTheSame) {
  const StallId id = read_at(0x9000).stall;
  clear();
  resume_with(retry);
  smmu.set_supply(Supply::off);
  EXPECT_EQ(smmu.retranslate(id).verdict, Verdict::unpowered);
  EXPECT_EQ(environment.resolved.size(), 1u);
}

TEST_F(Stall, WhatWasLetGoIsTriedAgainByWhatTheRegistersSayWhenPowerIsBack) {
  const StallId id = read_at(0x9000).stall;
  clear();
  resume_with(retry);
  smmu.set_supply(Supply::off);
  smmu.set_supply(Supply::on);
  EXPECT_EQ(smmu.retranslate(id).verdict, Verdict::bypassed);
}

TEST_F(Stall, RetryWithoutThePageStallsAgainUnderANewId) {
  const StallId id = read_at(0x9000).stall;
  clear();
  resume_with(retry);
  const Outcome again = smmu.retranslate(id);
  EXPECT_EQ(again.verdict, Verdict::stalled);
  EXPECT_NE(again.stall, id);
  EXPECT_EQ(smmu.faults(bank0).raised, 2u);
}

TEST_F(Stall, TerminateEndsTheTransactionAsCFRESays) {
  const StallId id = read_at(0x9000).stall;
  clear();
  resume_with(terminate);
  ASSERT_EQ(environment.resolved.size(), 1u);
  EXPECT_EQ(environment.resolved[0].id, id);
  EXPECT_EQ(environment.resolved[0].resolution, Resolution::terminate);
  EXPECT_TRUE(environment.resolved[0].aborted);
  EXPECT_EQ(smmu.waiting(), 0u);
}

TEST_F(Stall, TerminateWithoutCFREIsSilent) {
  (void)read_at(0x9000);
  control(stalling & ~CFRE);
  clear();
  resume_with(terminate);
  ASSERT_EQ(environment.resolved.size(), 1u);
  EXPECT_FALSE(environment.resolved[0].aborted);
}

TEST_F(Stall, RESUMEBeforeTheFaultIsClearedDoesNothing) {
  (void)read_at(0x9000);
  resume_with(terminate);
  EXPECT_EQ(status() & SS, SS);
  EXPECT_TRUE(environment.resolved.empty());
  clear();
  EXPECT_TRUE(line(bank0)) << "a storm with SS alone";
  resume_with(terminate);
  EXPECT_EQ(environment.resolved.size(), 1u);
}

TEST_F(Stall, RESUMEWithNothingStalledDoesNothing) {
  resume_with(retry);
  EXPECT_TRUE(environment.resolved.empty());
  EXPECT_EQ(status(), 0u);
}

TEST_F(Stall, STALLDTerminatesInstead) {
  set<gr0::sCR0>(0x20'0406 | 1u << 8);
  EXPECT_EQ(read_at(0x9000).verdict, Verdict::faulted);
  EXPECT_EQ(status() & SS, 0u);
}

TEST_F(Stall, WhenEverySlotIsTakenTheNextFaultIsTerminated) {
  for (unsigned i = 0; i < bench_capacity.waiting; ++i) {
    const BankIndex bank(static_cast<std::uint8_t>(i));
    route(i, i + 1, bank);
    set_up_stage1(bank, tables.root(), 0, stalling);
    EXPECT_EQ(read_at(0x9000, i + 1).verdict, Verdict::stalled);
  }
  route(6, 7, BankIndex(6));
  set_up_stage1(BankIndex(6), tables.root(), 0, stalling);
  EXPECT_EQ(read_at(0x9000, 7).verdict, Verdict::faulted);
  EXPECT_EQ(get<cb::FSR>(BankIndex(6)) & (SS | TF), TF);
}

TEST_F(Stall, EnteringAndLeavingIsToldToTheSink) {
  RecordingSink sink;
  smmu.set_sink(&sink);
  const StallId id = read_at(0x9010).stall;
  clear();
  resume_with(retry);
  ASSERT_EQ(sink.of(trace::Kind::stall_entered).size(), 1u);
  EXPECT_EQ(sink.of(trace::Kind::stall_entered)[0].value, 0x9010u);
  EXPECT_EQ(sink.of(trace::Kind::stall_entered)[0].extra, id.value);
  ASSERT_EQ(sink.of(trace::Kind::stall_left).size(), 1u);
  EXPECT_EQ(sink.of(trace::Kind::stall_left)[0].extra, std::uint64_t{id.value} << 1 | 1);
}

TEST_F(Stall, TheVerdictComesFromRESUMEOfTheSameBankOnly) {
  route(1, 2, bank1);
  set_up_stage1(bank1, tables.root(), 0, stalling);
  (void)read_at(0x9000, 1);
  (void)read_at(0x9000, 2);
  clear();
  resume_with(terminate);
  EXPECT_EQ(environment.resolved.size(), 1u);
  EXPECT_EQ(get<cb::FSR>(bank1) & SS, SS);
  EXPECT_EQ(smmu.waiting(), 1u);
}

TEST_F(Stall, WithHUPCFHitsPassBesideAStalledTransaction) {
  (void)read_at(0x9000);
  EXPECT_EQ(read_at(0x4000).verdict, Verdict::passed);
}

TEST_F(Stall, WithoutHUPCFHitsAreHeldAndComeThroughAfterRESUME) {
  control(stalling & ~HUPCF);
  (void)read_at(0x9000);
  const Outcome held = read_at(0x4000);
  EXPECT_EQ(held.verdict, Verdict::held);
  clear();
  EXPECT_TRUE(environment.resolved.empty());
  resume_with(terminate);
  ASSERT_EQ(environment.resolved.size(), 2u);
  EXPECT_EQ(environment.resolved[1].id, held.stall);
  EXPECT_EQ(environment.resolved[1].resolution, Resolution::retry) << "the verdict was not for it";
  EXPECT_EQ(smmu.retranslate(held.stall).verdict, Verdict::passed);
}

TEST_F(Stall, HeldTransactionsAreLetGoWhenStallingIsSwitchedOff) {
  control(stalling & ~HUPCF);
  (void)read_at(0x9000);
  const Outcome held = read_at(0x4000);
  control(M | CFRE | CFIE | HUPCF);
  ASSERT_EQ(environment.resolved.size(), 1u);
  EXPECT_EQ(environment.resolved[0].id, held.stall);
  EXPECT_EQ(smmu.retranslate(held.stall).verdict, Verdict::passed);
}

// A second faulting transaction while the first is stalled: docs/decisions/0030-second-stall.md.
TEST_F(Stall, ASecondFaultWaitsUnrecordedAndFaultsForItselfAfterwards) {
  (void)read_at(0x9000);
  const Outcome second = read_at(0xa000);
  EXPECT_EQ(second.verdict, Verdict::held);
  EXPECT_EQ(status() & MULTI, 0u);
  clear();
  resume_with(terminate);
  const Outcome own = smmu.retranslate(second.stall);
  EXPECT_EQ(own.verdict, Verdict::stalled);
  EXPECT_EQ(get<cb::FAR>(bank0), 0xa000u);
  EXPECT_EQ(smmu.faults(bank0), (FaultCounts{.raised = 2}));
}

class JoiningStall : public Stall {
 protected:
  JoiningStall() : Stall(with([](Behaviour& b) { b.second_stall = SecondStall::joins; })) {}
};

TEST_F(JoiningStall, OneRESUMEDecidesForBoth) {
  const Outcome first = read_at(0x9000);
  const Outcome second = read_at(0xa000);
  EXPECT_EQ(second.verdict, Verdict::stalled);
  EXPECT_EQ(status() & MULTI, MULTI);
  EXPECT_EQ(get<cb::FAR>(bank0), 0x9000u);
  clear();
  resume_with(retry);
  ASSERT_EQ(environment.resolved.size(), 2u);
  EXPECT_EQ(environment.resolved[0].id, first.stall);
  EXPECT_EQ(environment.resolved[1].id, second.stall);
}

class TerminatingStall : public Stall {
 protected:
  TerminatingStall()
      : Stall(with([](Behaviour& b) { b.second_stall = SecondStall::terminates; })) {}
};

TEST_F(TerminatingStall, ASecondFaultIsTerminatedAndSetsMULTI) {
  (void)read_at(0x9000);
  EXPECT_EQ(read_at(0xa000).verdict, Verdict::faulted);
  EXPECT_EQ(status() & MULTI, MULTI);
  EXPECT_EQ(smmu.waiting(), 1u);
}

class QuietStall : public Stall {
 protected:
  QuietStall() : Stall(with([](Behaviour& b) { b.ss_asserts_line = false; })) {}
};

TEST_F(QuietStall, SSAloneDoesNotDriveTheLine) {
  (void)read_at(0x9000);
  EXPECT_TRUE(line(bank0));
  clear();
  EXPECT_FALSE(line(bank0));
  EXPECT_EQ(status() & SS, SS);
}

class ForgivingStall : public Stall {
 protected:
  ForgivingStall() : Stall(with([](Behaviour& b) { b.resume_needs_clear_first = false; })) {}
};

TEST_F(ForgivingStall, RESUMEBeforeClearResumes) {
  (void)read_at(0x9000);
  resume_with(terminate);
  EXPECT_EQ(environment.resolved.size(), 1u);
  EXPECT_EQ(status() & (SS | TF), TF);
}

class NoStall : public Stall {
 protected:
  NoStall() : Stall(with([](Behaviour& b) { b.stall_model = false; })) {}
};

TEST_F(NoStall, CFCFGReadsZeroAndNothingStalls) {
  EXPECT_EQ(get<cb::SCTLR>(bank0) & CFCFG, 0u);
  EXPECT_EQ(read_at(0x9000).verdict, Verdict::faulted);
}

class GlobalStall : public Stall {};

TEST_F(GlobalStall, GSEHoldsEveryBankWhileOneIsStalled) {
  route(1, 2, bank1);
  set_up_stage1(bank1, tables.root());
  set<gr0::sCR0>(0x20'0406 | 1u << 9);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(read_at(0x4000, 2).verdict, Verdict::passed);
  (void)read_at(0x9000, 1);
  const Outcome other = read_at(0x4000, 2);
  EXPECT_EQ(other.verdict, Verdict::held);
  clear();
  resume_with(terminate);
  EXPECT_EQ(smmu.retranslate(other.stall).verdict, Verdict::passed);
}

}  // namespace
}  // namespace faultline::model::testing
