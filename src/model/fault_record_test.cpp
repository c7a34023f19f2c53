// SPDX-License-Identifier: Apache-2.0
//
// Context faults: every kind with its syndrome, overflow, lines, reports.
#include "model/fault_record.hpp"

#include "model/testing/bench_device.hpp"

namespace faultline::model::testing {
namespace {

using namespace spec;

constexpr std::uint32_t TF = 1u << 1;
constexpr std::uint32_t AFF = 1u << 2;
constexpr std::uint32_t PF = 1u << 3;
constexpr std::uint32_t EF = 1u << 4;
constexpr std::uint32_t TLBMCF = 1u << 5;
constexpr std::uint32_t ASF = 1u << 7;
constexpr std::uint32_t aarch64 = 2u << 9;
constexpr std::uint32_t MULTI = 1u << 31;
constexpr std::uint32_t NSATTR = 1u << 8;

class ContextFaults : public OneBank {
 protected:
  // Lets later transactions pass while a fault is outstanding.
  ContextFaults() : OneBank(bench_configuration(), M | CFRE | CFIE | HUPCF) {}
  std::uint32_t syndrome() { return get<cb::FSYNR0>(bank0) & ~NSATTR; }
};

TEST_F(ContextFaults, ATranslationFaultNamesItsLevel) {
  (void)read_at(0x4000);
  EXPECT_EQ(status(), TF | aarch64);
  EXPECT_EQ(syndrome(), 1u);
  set<cb::FSR>(bank0, TF);
  tables.map(0x5000, 0x8000'0000, user_page);
  (void)read_at(0x4000);
  EXPECT_EQ(syndrome(), 3u);
  set<cb::FSR>(bank0, TF);
  (void)read_at(0x20'0000);
  EXPECT_EQ(syndrome(), 2u);
}

TEST_F(ContextFaults, TheSyndromeSaysWritePrivilegeAndInstruction) {
  (void)smmu.translate(StreamId(1), Iova(0x4000), {.write = true, .privileged = true});
  EXPECT_EQ(syndrome(), 1u | 1u << 4 | 1u << 5);
  set<cb::FSR>(bank0, TF);
  (void)smmu.translate(StreamId(1), Iova(0x4000), {.instruction = true});
  EXPECT_EQ(syndrome(), 1u | 1u << 6);
}

TEST_F(ContextFaults, EveryTransactionIsNonSecure) {
  (void)read_at(0x4000);
  EXPECT_NE(get<cb::FSYNR0>(bank0) & NSATTR, 0u);
}

TEST_F(ContextFaults, CBFRSYNRAHasTheStream) {
  route(4, 0x123, bank0);
  (void)read_at(0x4000, 0x123);
  EXPECT_EQ(get<gr1::CBFRSYNRA>(0), 0x123u);
}

TEST_F(ContextFaults, FSYNR1HasTheSourceInsideTheMaster) {
  (void)smmu.translate(StreamId(1), Iova(0x4000), {.source = 0x1234});
  EXPECT_EQ(get<cb::FSYNR1>(bank0), 0x1234u);
}

TEST_F(ContextFaults, AMissingAccessFlagIsAnAccessFlagFault) {
  tables.map(0x4000, 0x8000'0000, ap_unprivileged);
  (void)read_at(0x4000);
  EXPECT_EQ(status(), AFF | aarch64);
  EXPECT_EQ(syndrome(), 3u);
}

TEST_F(ContextFaults, AFFDTurnsAccessFlagFaultsOff) {
  tables.map(0x4000, 0x8000'0000, ap_unprivileged);
  control(M | CFRE | CFIE | 1u << 3);
  EXPECT_EQ(read_at(0x4000).verdict, Verdict::passed);
}

TEST_F(ContextFaults, AWriteToAReadOnlyPageIsAPermissionFault) {
  tables.map(0x4000, 0x8000'0000, user_page | ap_read_only);
  EXPECT_EQ(read_at(0x4000).verdict, Verdict::passed);
  EXPECT_EQ(write_at(0x4000).verdict, Verdict::faulted);
  EXPECT_EQ(status(), PF | aarch64);
  EXPECT_EQ(syndrome(), 3u | 1u << 4);
}

TEST_F(ContextFaults, AnExternalAbortOfAWalkIsAnExternalFault) {
  tables.map(0x4000, 0x8000'0000, user_page);
  memory().poison(tables.slot(0x4000, 2));
  (void)read_at(0x4000);
  EXPECT_EQ(status(), EF | aarch64);
  EXPECT_EQ(syndrome(), 2u | 1u << 10);
  EXPECT_EQ(get<cb::FAR>(bank0), 0x4000u);
}

TEST_F(ContextFaults, AnOutputBeyondPASizeIsAnAddressSizeFault) {
  set<cb::TCR2>(bank0, 0u | 7u << 15);  // 32 bits
  tables.map(0x4000, 0x1'0000'0000, user_page);
  tables.map(0x5000, 0xffff'f000, user_page);
  EXPECT_EQ(read_at(0x5000).verdict, Verdict::passed);
  (void)read_at(0x4000);
  EXPECT_EQ(status(), ASF | aarch64);
  EXPECT_EQ(syndrome(), 3u);
}

class NarrowBus : public OneBank {
 protected:
  static Configuration configuration() {
    Configuration made = bench_configuration();
    made.size.input_bits = 36;
    return made;
  }
  NarrowBus() : OneBank(configuration(), M | CFRE | CFIE | HUPCF) {}
};

TEST_F(NarrowBus, WhatTheDeviceCannotCarryIsAnAddressSizeFaultWhateverPASizeSays) {
  tables.map(0x4000, 0xf'ffff'f000, user_page);
  tables.map(0x5000, 0x10'0000'0000, user_page);
  EXPECT_EQ(read_at(0x4000).verdict, Verdict::passed);
  EXPECT_EQ(read_at(0x5000).verdict, Verdict::faulted);
  EXPECT_EQ(status(), ASF | aarch64);
}

TEST_F(ContextFaults, ATableBeyondPASizeIsAnAddressSizeFault) {
  set<cb::TCR2>(bank0, 0u | 7u << 15);
  memory().write64(tables.slot(0x4000, 1), 0x1'0000'0003);
  (void)read_at(0x4000);
  EXPECT_EQ(status(), ASF | aarch64);
  EXPECT_EQ(syndrome(), 1u);
  set<cb::FSR>(bank0, ASF);
  set<cb::TTBR0>(bank0, 0x1'0000'0000);
  (void)read_at(0x4000);
  EXPECT_EQ(status(), ASF | aarch64);
  EXPECT_EQ(syndrome(), 0u);
}

TEST_F(ContextFaults, TwoTlbEntriesForOneAddressAreAMatchConflict) {
  // A page first, then a block over it, with an invalidation of everything but that page between.
  tables.map(0x4000, 0x8000'0000, user_page);
  ASSERT_EQ(read_at(0x4000).verdict, Verdict::passed);
  tables.map(0, 0x9000'0000, user_page, 2);
  set<cb::TLBIVA>(bank0, 0x7);
  ASSERT_EQ(read_at(0x6000).verdict, Verdict::passed);
  EXPECT_EQ(read_at(0x4000).verdict, Verdict::faulted);
  EXPECT_EQ(status(), TLBMCF | aarch64);
  EXPECT_EQ(read_at(0x6000).verdict, Verdict::passed) << "elsewhere the block serves";
}

TEST_F(ContextFaults, CFREChoosesBetweenAnAbortAndSilence) {
  EXPECT_TRUE(read_at(0x4000).aborted);
  control(M | CFIE);
  EXPECT_FALSE(read_at(0x4000).aborted);
}

TEST_F(ContextFaults, TheLineFollowsStatusAndCFIE) {
  control(M | CFRE);
  (void)read_at(0x4000);
  EXPECT_FALSE(line(bank0));
  control(M | CFRE | CFIE);
  EXPECT_TRUE(line(bank0));
  control(M | CFRE);
  EXPECT_FALSE(line(bank0));
  control(CFIE);
  EXPECT_TRUE(line(bank0)) << "translation off does not take a recorded fault back";
}

TEST_F(ContextFaults, ASecondFaultSetsMULTIAndKeepsTheFirstSyndrome) {
  (void)write_at(0x4000);
  (void)read_at(0x7'0000);
  EXPECT_EQ(status(), TF | aarch64 | MULTI);
  EXPECT_EQ(get<cb::FAR>(bank0), 0x4000u);
  EXPECT_EQ(syndrome(), 1u | 1u << 4);
}

TEST_F(ContextFaults, GroundTruthCountsRaisedOverflowedAndMerged) {
  RecordingSink sink;
  smmu.set_sink(&sink);
  const Outcome first = read_at(0x4000);
  const Outcome second = read_at(0x5000);
  (void)read_at(0x6000);
  (void)read_at(0x7000);
  EXPECT_NE(first.fault, second.fault);
  EXPECT_EQ(smmu.faults(bank0), (FaultCounts{.raised = 1, .overflowed = 1, .merged = 2}));
  EXPECT_EQ(smmu.faults(bank1), FaultCounts{});
  EXPECT_EQ(smmu.all_faults().raised, 1u);
  ASSERT_EQ(sink.of(trace::Kind::fault_raised).size(), 1u);
  EXPECT_EQ(sink.of(trace::Kind::fault_raised)[0].subject, 0u);
  EXPECT_EQ(sink.of(trace::Kind::fault_raised)[0].value, 0x4000u);
  EXPECT_EQ(sink.of(trace::Kind::fault_raised)[0].extra, TF);
  ASSERT_EQ(sink.of(trace::Kind::fault_overflowed).size(), 1u);
  EXPECT_EQ(sink.of(trace::Kind::fault_overflowed)[0].value, 0x5000u);
  EXPECT_EQ(sink.of(trace::Kind::fault_merged).size(), 2u);
}

TEST_F(ContextFaults, MULTIAloneKeepsTheLineUpAndTheNextFaultIsMerged) {
  (void)read_at(0x4000);
  (void)read_at(0x5000);
  set<cb::FSR>(bank0, TF);
  EXPECT_EQ(status(), MULTI | aarch64);
  EXPECT_TRUE(line(bank0));
  (void)read_at(0x6000);
  EXPECT_EQ(get<cb::FAR>(bank0), 0x4000u) << "FSR was not clear: nothing new is recorded";
  EXPECT_EQ(smmu.faults(bank0).merged, 1u);
  set<cb::FSR>(bank0, MULTI);
  EXPECT_FALSE(line(bank0));
}

TEST_F(ContextFaults, OnlyTheBitsThatAreWrittenAsOneAreCleared) {
  set<cb::FSRRESTORE>(bank0, TF | PF | MULTI);
  set<cb::FSR>(bank0, PF);
  EXPECT_EQ(status(), TF | MULTI);
}

TEST_F(ContextFaults, FORMATSurvivesClearing) {
  (void)read_at(0x4000);
  set<cb::FSR>(bank0, 0xffff'ffff);
  EXPECT_EQ(status(), aarch64);
}

TEST_F(ContextFaults, FSRRESTOREPutsBitsBackAndRaisesTheLine) {
  set<cb::FSRRESTORE>(bank0, 0xffff'ffff);
  EXPECT_EQ(status(), 0xc000'07feu);
  EXPECT_TRUE(line(bank0));
}

TEST_F(ContextFaults, BanksHaveLinesAndRecordsOfTheirOwn) {
  route(1, 2, bank1);
  set_up_stage1(bank1, tables.root());
  (void)read_at(0x5000, 2);
  EXPECT_FALSE(line(bank0));
  EXPECT_TRUE(line(bank1));
  EXPECT_EQ(status(), 0u);
  EXPECT_EQ(get<cb::FAR>(bank1), 0x5000u);
}

class HitUnderFault : public OneBank {
 protected:
  HitUnderFault() {
    tables.map(0x4000, 0x8000'0000, user_page);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(read_at(0x4000).verdict, Verdict::passed);
  }
};

TEST_F(HitUnderFault, WithoutHUPCFHitsAreTerminatedWhileAFaultIsOutstanding) {
  (void)read_at(0x9000);
  const Outcome blocked = read_at(0x4000);
  EXPECT_EQ(blocked.verdict, Verdict::faulted);
  EXPECT_TRUE(blocked.aborted);
  EXPECT_EQ(blocked.fault, FaultId{}) << "it had no fault of its own";
  EXPECT_EQ(status() & MULTI, 0u);
  set<cb::FSR>(bank0, TF);
  EXPECT_EQ(read_at(0x4000).verdict, Verdict::passed);
}

TEST_F(HitUnderFault, WithoutHUPCFAFaultOfItsOwnIsStillCounted) {
  (void)read_at(0x9000);
  (void)read_at(0xa000);
  EXPECT_EQ(status() & MULTI, MULTI);
  EXPECT_EQ(smmu.faults(bank0).overflowed, 1u);
}

TEST_F(HitUnderFault, WithHUPCFHitsPass) {
  control(M | CFRE | CFIE | HUPCF);
  (void)read_at(0x9000);
  EXPECT_EQ(read_at(0x4000).verdict, Verdict::passed);
}

TEST_F(HitUnderFault, ADeviceThatIgnoresHUPCFLetsHitsPass) {
  Configuration configuration = bench_configuration();
  configuration.behaviour.honours_hupcf = false;
  class Other : public OneBank {
   public:
    explicit Other(const Configuration& made) : OneBank(made) {
      tables.map(0x4000, 0x8000'0000, user_page);
    }
    void TestBody() override {}
    using OneBank::read_at;
  } other(configuration);
  (void)other.read_at(0x9000);
  EXPECT_EQ(other.read_at(0x4000).verdict, Verdict::passed);
}

}  // namespace
}  // namespace faultline::model::testing
