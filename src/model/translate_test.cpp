// SPDX-License-Identifier: Apache-2.0
//
// The whole way of a transaction through one stage 1 bank: hit, miss, fault, clear.
#include "model/testing/bench_device.hpp"

namespace faultline::model::testing {
namespace {

using namespace spec;

class Translate : public OneBank {};

TEST_F(Translate, AMappedPageLeadsToItsFrame) {
  tables.map(0x4000, 0x8000'3000, user_page);
  const Outcome outcome = read_at(0x4abc);
  EXPECT_EQ(outcome.verdict, Verdict::passed);
  EXPECT_EQ(outcome.pa, PhysAddr(0x8000'3abc));
  EXPECT_EQ(outcome.size_bytes, 4096u);
}

TEST_F(Translate, ASecondAccessToAPageReadsNoDescriptor) {
  tables.map(0x4000, 0x8000'3000, user_page);
  ASSERT_EQ(read_at(0x4000).verdict, Verdict::passed);
  const unsigned reads = environment.reads;
  EXPECT_EQ(reads, 3u);
  EXPECT_EQ(read_at(0x4ff8).pa, PhysAddr(0x8000'3ff8));
  EXPECT_EQ(environment.reads, reads);
  EXPECT_EQ(smmu.translations().tlb_hits, 1u);
  EXPECT_EQ(smmu.translations().tlb_misses, 1u);
}

TEST_F(Translate, AnUnmappedPageFaultsRecordsAndRaisesTheLine) {
  const Outcome outcome = write_at(0x7'1234'5678);
  EXPECT_EQ(outcome.verdict, Verdict::faulted);
  EXPECT_TRUE(outcome.aborted);
  EXPECT_NE(outcome.fault, FaultId{});
  EXPECT_EQ(status(), 1u << 1 | 2u << 9);
  EXPECT_EQ(get<cb::FAR>(bank0), 0x7'1234'5678u);
  EXPECT_TRUE(line(bank0));
}

TEST_F(Translate, ClearingTheFaultLowersTheLine) {
  (void)read_at(0x5000);
  ASSERT_TRUE(line(bank0));
  set<cb::FSR>(bank0, 1u << 1);
  EXPECT_FALSE(line(bank0));
  EXPECT_EQ(status() & 0xc000'01feu, 0u);
}

TEST_F(Translate, WithTheClientPortDisabledEverythingBypasses) {
  set<gr0::sCR0>(1);
  const Outcome outcome = read_at(0x1234'5000, 77);
  EXPECT_EQ(outcome.verdict, Verdict::bypassed);
  EXPECT_EQ(outcome.pa, PhysAddr(0x1234'5000));
}

TEST_F(Translate, ABankWithTranslationOffPassesAddressesThrough) {
  control(0);
  const Outcome outcome = read_at(0x1234'5678);
  EXPECT_EQ(outcome.verdict, Verdict::passed);
  EXPECT_EQ(outcome.pa, PhysAddr(0x1234'5678));
}

TEST_F(Translate, MemoryAttributesComeFromMAIR) {
  tables.map(0x4000, 0x8000'0000, user_page | attr_index(1) | inner_shareable);
  EXPECT_EQ(read_at(0x4000).attributes, (Attributes{0x04, 3}));
  tables.map(0x5000, 0x8000'0000, user_page | attr_index(2));
  EXPECT_EQ(read_at(0x5000).attributes, (Attributes{0x44, 0}));
}

TEST_F(Translate, EveryTransactionIsToldToTheSinkWithItsOutcome) {
  RecordingSink sink;
  smmu.set_sink(&sink);
  tables.map(0x4000, 0x8000'3000, user_page);
  (void)read_at(0x4010);
  (void)read_at(0x9000);
  const auto events = sink.of(trace::Kind::transaction);
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[0].subject, 1u);
  EXPECT_EQ(events[0].value, 0x4010u);
  EXPECT_EQ(events[0].extra, 0x8000'3010ull << 3);
  EXPECT_EQ(events[1].extra & 7, 1u);
}

}  // namespace
}  // namespace faultline::model::testing
