// SPDX-License-Identifier: Apache-2.0
//
// Global faults: record, overflow, report, lines.
#include "model/global_fault.hpp"

#include "model/testing/bench_device.hpp"

namespace faultline::model::testing {
namespace {

using namespace spec;

class GlobalFaults : public OneBank {
 protected:
  Outcome lost_write() {
    return smmu.translate(StreamId(0x55), Iova(0x1'2345'6789),
                          {.write = true, .privileged = true, .source = 0x31});
  }
};

TEST_F(GlobalFaults, TheSyndromeSaysWhoWhereAndHow) {
  (void)lost_write();
  EXPECT_EQ(get<gr0::sGFSR>(), 2u);
  EXPECT_EQ(get<gr0::sGFAR>(), 0x1'2345'6789u);
  EXPECT_EQ(get<gr0::sGFSYNR0>(), 1u << 1 | 1u << 2);
  EXPECT_EQ(get<gr0::sGFSYNR1>(), 0x55u);
  EXPECT_EQ(get<gr0::sGFSYNR2>(), 0x31u);
}

TEST_F(GlobalFaults, InstructionFetchesSetIND) {
  (void)smmu.translate(StreamId(0x55), Iova(0x1000), {.instruction = true});
  EXPECT_EQ(get<gr0::sGFSYNR0>(), 1u << 3);
}

TEST_F(GlobalFaults, GFREChoosesBetweenAnAbortAndSilence) {
  EXPECT_TRUE(lost_write().aborted);
  set<gr0::sCR0>(0x20'0404);
  EXPECT_FALSE(lost_write().aborted);
}

TEST_F(GlobalFaults, ASecondFaultSetsMULTIAndKeepsTheFirstSyndrome) {
  (void)lost_write();
  (void)read_at(0x9000, 0x66);
  EXPECT_EQ(get<gr0::sGFSR>(), 2u | 1u << 31);
  EXPECT_EQ(get<gr0::sGFSYNR1>(), 0x55u);
  EXPECT_EQ(get<gr0::sGFAR>(), 0x1'2345'6789u);
}

TEST_F(GlobalFaults, GroundTruthCountsRaisedOverflowedAndMerged) {
  RecordingSink sink;
  smmu.set_sink(&sink);
  for (int i = 0; i < 4; ++i) (void)lost_write();
  EXPECT_EQ(smmu.global_faults(), (FaultCounts{.raised = 1, .overflowed = 1, .merged = 2}));
  EXPECT_EQ(sink.of(trace::Kind::fault_raised).at(0).subject, 0xffu);
  EXPECT_EQ(sink.of(trace::Kind::fault_raised).at(0).extra, 2u);
  EXPECT_EQ(sink.of(trace::Kind::fault_overflowed).size(), 1u);
  EXPECT_EQ(sink.of(trace::Kind::fault_merged).size(), 2u);
}

TEST_F(GlobalFaults, TheLineFollowsStatusAndGFIE) {
  (void)lost_write();
  EXPECT_TRUE(global_line());
  EXPECT_FALSE(configuration_line());
  set<gr0::sCR0>(0x20'0402);
  EXPECT_FALSE(global_line());
  set<gr0::sCR0>(0x20'0406);
  EXPECT_TRUE(global_line());
  set<gr0::sGFSR>(2);
  EXPECT_FALSE(global_line());
}

TEST_F(GlobalFaults, MULTIAloneKeepsTheLineUp) {
  (void)lost_write();
  (void)lost_write();
  set<gr0::sGFSR>(2);
  EXPECT_EQ(get<gr0::sGFSR>(), 1u << 31);
  EXPECT_TRUE(global_line());
  set<gr0::sGFSR>(1u << 31);
  EXPECT_FALSE(global_line());
}

TEST_F(GlobalFaults, AfterClearingTheNextFaultHasItsOwnSyndrome) {
  (void)lost_write();
  set<gr0::sGFSR>(2);
  (void)read_at(0x9000, 0x66);
  EXPECT_EQ(get<gr0::sGFSYNR1>(), 0x66u);
  EXPECT_EQ(get<gr0::sGFSYNR0>(), 0u);
  EXPECT_EQ(smmu.global_faults().raised, 2u);
}

TEST_F(GlobalFaults, WritingZerosClearsNothing) {
  (void)lost_write();
  set<gr0::sGFSR>(0);
  EXPECT_EQ(get<gr0::sGFSR>(), 2u);
}

TEST_F(GlobalFaults, sGFSRRESTOREPutsBitsBack) {
  set<gr0::sGFSRRESTORE>(0xffff'ffff);
  EXPECT_EQ(get<gr0::sGFSR>(), 0x8000'017fu);
  EXPECT_TRUE(global_line());
  set<gr0::sGFSRRESTORE>(0);
  EXPECT_EQ(get<gr0::sGFSR>(), 0u);
  EXPECT_FALSE(global_line());
}

TEST_F(GlobalFaults, AMalformedRegisterAccessIsAConfigurationAccessFault) {
  set<gr0::sCR0>(0x20'0406 | 1u << 5);
  EXPECT_EQ(smmu.read(0x42, 4), 0u);
  EXPECT_EQ(get<gr0::sGFSR>(), 1u << 5);
  EXPECT_EQ(get<gr0::sGFAR>(), 0x42u);
  EXPECT_EQ(get<gr0::sGFSYNR0>(), 0u);
  EXPECT_TRUE(configuration_line());
  EXPECT_FALSE(global_line());
  set<gr0::sGFSR>(1u << 5);
  EXPECT_FALSE(configuration_line());
  ASSERT_TRUE(smmu.write(0x40, 1, 2).has_value());
  EXPECT_EQ(get<gr0::sGFSYNR0>(), 1u << 1);
}

TEST_F(GlobalFaults, WithoutGCFGFIEAConfigurationAccessFaultRaisesNoLine) {
  EXPECT_EQ(smmu.read(0x42, 4), 0u);
  EXPECT_EQ(get<gr0::sGFSR>(), 1u << 5);
  EXPECT_FALSE(configuration_line());
  set<gr0::sCR0>(0x20'0406 | 1u << 5);
  EXPECT_TRUE(configuration_line());
}

TEST_F(GlobalFaults, GCFGFREAbortsAMalformedRegisterAccess) {
  set<gr0::sCR0>(0x20'0406 | 1u << 4);
  EXPECT_EQ(smmu.read(0x44, 8).error(), Refusal::aborted);
  EXPECT_EQ(smmu.write(0x41, 0, 1).error(), Refusal::aborted);
}

TEST_F(GlobalFaults, AStage1BankWhoseSecondStageFaultsIsANestedInvalidContext) {
  tables.map(0x4000, 0x8000'0000, user_page);
  for (int i = 0; i < 3; ++i) ASSERT_EQ(read_at(0x4000).verdict, Verdict::passed);
  set<gr1::CBAR>(2u << 16, 0);
  EXPECT_EQ(read_at(0x4000, 1).verdict, Verdict::faulted);
  EXPECT_EQ(get<gr0::sGFSR>(), 1u);
  EXPECT_EQ(get<gr0::sGFSYNR0>(), 1u);
  EXPECT_EQ(status(), 0u);
}

TEST_F(GlobalFaults, ANestedBankThatNamesNoStage2BankIsANestedInvalidContext) {
  set<gr1::CBAR>(3u << 16 | 1u << 8, 0);
  set<gr1::CBAR>(1u << 16, 1);
  EXPECT_EQ(read_at(0x4000, 1).verdict, Verdict::faulted);
  EXPECT_EQ(get<gr0::sGFSR>(), 1u);
  EXPECT_EQ(get<gr0::sGFSYNR0>(), 1u);
}

TEST_F(GlobalFaults, ANestedBankThatNamesNoBankIsANestedUnimplementedBank) {
  set<gr1::CBAR>(3u << 16 | 9u << 8, 0);
  EXPECT_EQ(read_at(0x4000, 1).verdict, Verdict::faulted);
  EXPECT_EQ(get<gr0::sGFSR>(), 8u);
  EXPECT_EQ(get<gr0::sGFSYNR0>(), 1u);
}

}  // namespace
}  // namespace faultline::model::testing
