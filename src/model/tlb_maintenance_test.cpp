// SPDX-License-Identifier: Apache-2.0
//
// Every TLB maintenance register, through the register map: it drops exactly what it names, and
// what nobody names stays stale.
#include "model/tlb_maintenance.hpp"

#include "model/sync.hpp"
#include "model/testing/bench_device.hpp"

namespace faultline::model::testing {
namespace {

using namespace spec;

// Streams 1 and 2 reach banks 0 and 1, both stage 1 with VMID 0, ASIDs 5 and 6, and the same
// tables.
class Maintenance : public BenchDevice {
 protected:
  Maintenance() : tables(environment.memory, 0x10'0000, 12, 1) {
    enable();
    route(0, 1, bank0);
    route(1, 2, bank1);
    set_up_stage1(bank0, tables.root(), 5, M | CFRE | CFIE | HUPCF);
    set_up_stage1(bank1, tables.root(), 6, M | CFRE | CFIE | HUPCF);
    for (const std::uint64_t va : {0x4000ull, 0x5000ull}) tables.map(va, old_frame, user_page);
    tables.map(0x6000, old_frame, user_page & ~not_global);
    touch();
    for (const std::uint64_t va : {0x4000ull, 0x5000ull}) tables.map(va, new_frame, user_page);
    tables.map(0x6000, new_frame, user_page & ~not_global);
  }
  void touch() {
    for (const std::uint32_t stream : {1u, 2u})
      for (const std::uint64_t va : {0x4000ull, 0x5000ull, 0x6000ull})
        ASSERT_EQ(read_at(va, stream).verdict, Verdict::passed);
  }
  bool stale(std::uint64_t va, std::uint32_t stream) {
    return read_at(va, stream).pa == PhysAddr(old_frame);
  }
  // Which of the six are stale, as "456 456": pages seen by stream 1, then by stream 2.
  std::string stale_pages() {
    std::string text;
    for (const std::uint32_t stream : {1u, 2u}) {
      for (const std::uint64_t va : {0x4000ull, 0x5000ull, 0x6000ull})
        text += stale(va, stream) ? static_cast<char>('0' + (va >> 12)) : '-';
      if (stream == 1) text += ' ';
    }
    return text;
  }
  static constexpr std::uint64_t old_frame = 0x8000'0000;
  static constexpr std::uint64_t new_frame = 0x9000'0000;
  Tables tables;
};

TEST_F(Maintenance, WithoutInvalidationEverythingStaysStale) {
  EXPECT_EQ(stale_pages(), "456 456");
}

TEST_F(Maintenance, TLBIVADropsOneAddressOfOneASID) {
  set<cb::TLBIVA>(bank0, 5ull << 48 | 4);
  EXPECT_EQ(stale_pages(), "-56 456");
}

TEST_F(Maintenance, TLBIVAOfAnotherASIDDropsNothingHere) {
  set<cb::TLBIVA>(bank0, 9ull << 48 | 4);
  EXPECT_EQ(stale_pages(), "456 456");
}

TEST_F(Maintenance, TLBIVADropsGlobalEntriesWhateverTheASID) {
  set<cb::TLBIVA>(bank0, 9ull << 48 | 6);
  EXPECT_EQ(stale_pages(), "45- 45-");
}

TEST_F(Maintenance, TLBIVAADropsOneAddressOfEveryASID) {
  set<cb::TLBIVAA>(bank0, 4);
  EXPECT_EQ(stale_pages(), "-56 -56");
}

TEST_F(Maintenance, TLBIVALDropsTheLastLevelOfOneAddress) {
  set<cb::TLBIVAL>(bank0, 5ull << 48 | 4);
  EXPECT_EQ(stale_pages(), "-56 456");
}

TEST_F(Maintenance, TLBIVAALDropsTheLastLevelOfEveryASID) {
  set<cb::TLBIVAAL>(bank0, 4);
  EXPECT_EQ(stale_pages(), "-56 -56");
}

TEST_F(Maintenance, TLBIASIDDropsAllOfAnASIDButGlobalEntries) {
  set<cb::TLBIASID>(bank1, 5);
  EXPECT_EQ(stale_pages(), "--6 456");
}

TEST_F(Maintenance, TLBIALLDropsAllOfTheVMID) {
  set<cb::TLBIALL>(bank0, 0);
  EXPECT_EQ(stale_pages(), "--- ---");
}

TEST_F(Maintenance, TLBIALLLeavesOtherVMIDsAlone) {
  set<gr1::CBAR>(1u << 16 | 7u, 1);
  EXPECT_EQ(read_at(0x4000, 2).pa, PhysAddr(new_frame)) << "VMID 7 has nothing in the TLB";
  tables.map(0x4000, old_frame, user_page);
  set<cb::TLBIALL>(bank0, 0);
  EXPECT_EQ(read_at(0x4000, 2).pa, PhysAddr(new_frame));
}

TEST_F(Maintenance, TLBIVMIDDropsBothStagesOfAVMID) {
  set<gr0::TLBIVMID>(1);
  EXPECT_EQ(stale_pages(), "456 456");
  set<gr0::TLBIVMID>(0);
  EXPECT_EQ(stale_pages(), "--- ---");
}

TEST_F(Maintenance, TLBIALLNSNHDropsEveryVMID) {
  set<gr0::TLBIALLNSNH>(0);
  EXPECT_EQ(stale_pages(), "--- ---");
}

TEST_F(Maintenance, TLBIALLHLeavesGuestsAlone) {
  set<gr0::TLBIALLH>(0);
  EXPECT_EQ(stale_pages(), "456 456");
}

TEST_F(Maintenance, EveryInvalidationIsToldToTheSink) {
  RecordingSink sink;
  smmu.set_sink(&sink);
  set<cb::TLBIVA>(bank1, 6ull << 48 | 4);
  set<gr0::TLBIALLNSNH>(7);
  const auto events = sink.of(trace::Kind::invalidated);
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[0].subject, 1u);
  EXPECT_EQ(events[0].value, 6ull << 48 | 4);
  EXPECT_EQ(events[0].extra, 0x600u);
  EXPECT_EQ(events[1].subject, 0xffu);
  EXPECT_EQ(events[1].extra, 0x68u);
}

TEST_F(Maintenance, OfTwoHalvesTheLowOneIsTheTrigger) {
  const std::uint32_t at = offset<cb::TLBIVA>(bank0);
  ASSERT_TRUE(smmu.write(at + 4, 5u << 16, 4).has_value());
  EXPECT_EQ(stale_pages(), "456 456");
  ASSERT_TRUE(smmu.write(at, 4, 4).has_value());
  EXPECT_EQ(stale_pages(), "-56 456");
}

TEST_F(Maintenance, TheLowHalfFirstLacksItsASID) {
  const std::uint32_t at = offset<cb::TLBIVA>(bank0);
  ASSERT_TRUE(smmu.write(at, 4, 4).has_value());
  ASSERT_TRUE(smmu.write(at + 4, 5u << 16, 4).has_value());
  EXPECT_EQ(stale_pages(), "456 456");
}

TEST_F(Maintenance, AWaitingHighHalfIsUsedOnce) {
  const std::uint32_t at = offset<cb::TLBIVA>(bank0);
  ASSERT_TRUE(smmu.write(at + 4, 5u << 16, 4).has_value());
  ASSERT_TRUE(smmu.write(at, 4, 4).has_value());
  ASSERT_TRUE(smmu.write(at, 5, 4).has_value());
  EXPECT_EQ(stale_pages(), "-56 456");
}

TEST_F(Maintenance, AnAArch32OperandHasItsASIDInTheLowBits) {
  tables.map(0x4000, old_frame, user_page);
  for (const BankIndex bank : {bank0, bank1}) {
    set<gr1::CBA2R>(0, bank.value);
    set<cb::TCR>(bank, 1u << 31);
  }
  touch();
  tables.map(0x4000, new_frame, user_page);
  ASSERT_TRUE(smmu.write(offset<cb::TLBIVA>(bank0), 0x4000 | 5, 4).has_value());
  EXPECT_FALSE(stale(0x4000, 1));
  EXPECT_TRUE(stale(0x4000, 2));
}

TEST_F(Maintenance, ASIDsHaveEightBitsUntilASMakesThemSixteen) {
  set<cb::TLBIASID>(bank0, 0x105);
  EXPECT_EQ(stale_pages(), "--6 456");
  for (const BankIndex bank : {bank0, bank1}) set<cb::TCR2>(bank, 5u | 1u << 4 | 7u << 15);
  set<cb::TTBR0>(bank0, tables.root() | 0x105ull << 48);
  tables.map(0x4000, old_frame, user_page);
  ASSERT_TRUE(stale(0x4000, 1));
  tables.map(0x4000, new_frame, user_page);
  set<cb::TLBIASID>(bank0, 5);
  EXPECT_TRUE(stale(0x4000, 1));
  set<cb::TLBIASID>(bank0, 0x105);
  EXPECT_FALSE(stale(0x4000, 1));
}

TEST_F(Maintenance, WithEightBitASIDsTheHighBitsOfAnOperandAreIgnored) {
  set<cb::TLBIVA>(bank0, 0x105ull << 48 | 4);
  EXPECT_EQ(stale_pages(), "-56 456");
}

TEST_F(Maintenance, AnAddressInsideABlockDropsTheWholeBlock) {
  tables.map(0x4000'0000, 0xa000'0000, user_page, 2);
  ASSERT_EQ(read_at(0x4000'0000).pa, PhysAddr(0xa000'0000));
  tables.map(0x4000'0000, 0xb000'0000, user_page, 2);
  set<cb::TLBIVA>(bank0, 5ull << 48 | 0x4'0100);
  EXPECT_EQ(read_at(0x4000'0000).pa, PhysAddr(0xb000'0000));
}

TEST_F(Maintenance, AddressesOfTheUpperRangeAreNamedBySignedOperands) {
  tables.map(0x7f'ffff'f000, old_frame, user_page);
  const std::uint64_t top = ~0ull - 0xfff;
  ASSERT_EQ(read_at(top).pa, PhysAddr(old_frame));
  tables.map(0x7f'ffff'f000, new_frame, user_page);
  set<cb::TLBIVA>(bank0, 5ull << 48 | (top >> 12 & 0xfff'ffff'ffff));
  EXPECT_EQ(read_at(top).pa, PhysAddr(new_frame));
}

// The memory of partial walks: a table that was taken out of the tree serves on until it is named.
class StaleTables : public Maintenance {
 protected:
  StaleTables() {
    // The level 3 table is replaced by another, in which 0x7000 is mapped.
    Tables other(environment.memory, 0x80'0000, 12, 1);
    other.map(0x7000, new_frame, user_page);
    memory().write64(tables.slot(0x7000, 2), *memory().read64(other.slot(0x7000, 2)));
  }
};

TEST_F(StaleTables, AFreedTableIsStillWalkedAfterLastLevelInvalidation) {
  set<cb::TLBIVAL>(bank0, 5ull << 48 | 7);
  EXPECT_EQ(read_at(0x7000).verdict, Verdict::faulted);
  set<cb::TLBIVAAL>(bank0, 7);
  EXPECT_EQ(read_at(0x7000).verdict, Verdict::faulted);
}

TEST_F(StaleTables, InvalidationOfAllLevelsForgetsTheTable) {
  set<cb::TLBIVA>(bank0, 5ull << 48 | 7);
  EXPECT_EQ(read_at(0x7000).pa, PhysAddr(new_frame));
}

TEST_F(StaleTables, TLBIASIDForgetsTheTable) {
  set<cb::TLBIASID>(bank0, 5);
  EXPECT_EQ(read_at(0x7000).pa, PhysAddr(new_frame));
}

}  // namespace
}  // namespace faultline::model::testing
