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

class HypMaintenance : public OneBank {
 protected:
  HypMaintenance() {
    set<gr1::CBAR>(1u << 16 | 1u << 10, 0);
    tables.map(0x4000, 0x8000'0000, user_page);
    tables.map(0x5000, 0x8000'0000, user_page);
    EXPECT_EQ(read_at(0x4000).verdict, Verdict::passed);
    EXPECT_EQ(read_at(0x5000).verdict, Verdict::passed);
    tables.map(0x4000, 0x9000'0000, user_page);
    tables.map(0x5000, 0x9000'0000, user_page);
  }
  std::string stale_pages() {
    std::string text;
    for (const std::uint64_t va : {0x4000ull, 0x5000ull})
      text += read_at(va).pa == PhysAddr(0x8000'0000) ? static_cast<char>('0' + (va >> 12)) : '-';
    return text;
  }
};

TEST_F(HypMaintenance, TLBIALLHDropsHypEntries) {
  set<gr0::TLBIALLH>(0);
  EXPECT_EQ(stale_pages(), "--");
}

TEST_F(HypMaintenance, TLBIALLNSNHLeavesHypEntriesAlone) {
  set<gr0::TLBIALLNSNH>(0);
  EXPECT_EQ(stale_pages(), "45");
}

TEST_F(HypMaintenance, OperationsOfAHypBankLookAtNeitherASIDNorVMID) {
  set<gr1::CBAR>(1u << 16 | 1u << 10 | 9u, 0);
  set<cb::TLBIVA>(bank0, 7ull << 48 | 4);
  EXPECT_EQ(stale_pages(), "-5");
  set<cb::TLBIALL>(bank0, 0);
  EXPECT_EQ(stale_pages(), "--");
}

TEST_F(HypMaintenance, TLBIVAHDropsOneAddress) {
  set<gr0::TLBIVAH>(0x4000);
  EXPECT_EQ(stale_pages(), "-5");
}

TEST_F(HypMaintenance, TLBIVAH64DropsOneAddress) {
  set<gr0::TLBIVAH64>(4);
  EXPECT_EQ(stale_pages(), "-5");
}

TEST_F(HypMaintenance, TLBIVALH64DropsOneAddressAndKeepsTables) {
  set<gr0::TLBIVALH64>(5);
  EXPECT_EQ(stale_pages(), "4-");
}

// Bank 0 nested over bank 1 with VMID 3; VA 0x4000 is IPA 0x10'0000, whose tables are mapped one to
// one.
class NestedMaintenance : public BenchDevice {
 protected:
  NestedMaintenance()
      : guest(environment.memory, 0x10'0000, 12, 1), host(environment.memory, 0x200'0000, 12, 1) {
    enable();
    route(0, 1, bank0);
    route(1, 2, bank1);
    set_up_stage1(bank0, guest.root(), 0, M | CFRE | CFIE | HUPCF);
    set<gr1::CBAR>(3u << 16 | 1u << 8 | 3u, 0);
    set<gr1::CBAR>(3, 1);
    set<gr1::CBA2R>(1, 1);
    set<cb::TCR>(bank1, 25u | 1u << 6 | 5u << 16);
    set<cb::TTBR0>(bank1, host.root());
    set<cb::SCTLR>(bank1, M | CFRE | CFIE | HUPCF);
    for (std::uint64_t ipa = 0x10'0000; ipa < 0x10'8000; ipa += 0x1000) host.map(ipa, ipa, s2_page);
    guest.map(0x4000, 0x50'0000, user_page);
    host.map(0x50'0000, 0x8000'0000, s2_page);
    EXPECT_EQ(read_at(0x4000, 1).pa, PhysAddr(0x8000'0000));
    EXPECT_EQ(read_at(0x50'0000, 2).pa, PhysAddr(0x8000'0000));
    host.map(0x50'0000, 0x9000'0000, s2_page);
  }
  // What the nested stream and the stage 2 stream see: old or new.
  std::string seen() {
    std::string text;
    text += read_at(0x4000, 1).pa == PhysAddr(0x8000'0000) ? "old " : "new ";
    text += read_at(0x50'0000, 2).pa == PhysAddr(0x8000'0000) ? "old" : "new";
    return text;
  }
  Tables guest;
  Tables host;
};

TEST_F(NestedMaintenance, TLBIIPAS2DropsStage2EntriesButNotCombinedOnes) {
  set<cb::TLBIIPAS2>(bank1, 0x500);
  EXPECT_EQ(seen(), "old new");
}

TEST_F(NestedMaintenance, TLBIIPAS2LDropsTheLastLevel) {
  set<cb::TLBIIPAS2L>(bank1, 0x500);
  EXPECT_EQ(seen(), "old new");
}

TEST_F(NestedMaintenance, TLBIIPAS2OfAnotherAddressDropsNothing) {
  set<cb::TLBIIPAS2>(bank1, 0x501);
  EXPECT_EQ(seen(), "old old");
}

TEST_F(NestedMaintenance, CombinedEntriesGoWithStage1AndStage2WithIPAS2) {
  set<cb::TLBIIPAS2>(bank1, 0x500);
  set<cb::TLBIALL>(bank0, 0);
  EXPECT_EQ(seen(), "new new");
}

TEST_F(NestedMaintenance, TLBIVMIDS1DropsCombinedEntriesButNotStage2) {
  set<gr0::TLBIVMIDS1>(3);
  EXPECT_EQ(seen(), "old old") << "walked again, through the stage 2 entry that is still there";
  set<cb::TLBIIPAS2>(bank1, 0x500);
  set<gr0::TLBIVMIDS1>(3);
  EXPECT_EQ(seen(), "new new");
}

TEST_F(NestedMaintenance, TLBIVMIDDropsCombinedAndStage2Entries) {
  set<gr0::TLBIVMID>(3);
  EXPECT_EQ(seen(), "new new");
}

TEST_F(NestedMaintenance, Stage1OperationsDoNothingInAStage2BankAndTheReverse) {
  set<cb::TLBIALL>(bank1, 0);
  set<cb::TLBIIPAS2>(bank0, 0x500);
  EXPECT_EQ(seen(), "old old");
}

class WideVmid : public OneBank {
 protected:
  static Configuration configuration() {
    Configuration made = bench_configuration();
    made.features.vmid16 = true;
    return made;
  }
  WideVmid() : OneBank(configuration()) {
    set<gr0::sCR0>(0x20'0406 | 1u << 31);
    set<gr1::CBA2R>(0x1234u << 16 | 1u, 0);
    tables.map(0x4000, 0x8000'0000, user_page);
    EXPECT_EQ(read_at(0x4000).verdict, Verdict::passed);
    tables.map(0x4000, 0x9000'0000, user_page);
  }
  bool stale() { return read_at(0x4000).pa == PhysAddr(0x8000'0000); }
};

TEST_F(WideVmid, IsAnnouncedAndLiesInCBA2R) {
  EXPECT_EQ(get<gr0::IDR2>() >> 15 & 1, 1u);
  EXPECT_EQ(get<gr1::CBA2R>(0), 0x1234'0001u);
  set<gr0::TLBIVMID>(0x34);
  EXPECT_TRUE(stale());
  set<gr0::TLBIVMID>(0x1234);
  EXPECT_FALSE(stale());
}

TEST_F(WideVmid, WithoutVMID16ENTheOneInCBARCounts) {
  set<gr0::sCR0>(0x20'0406);
  EXPECT_FALSE(stale()) << "VMID 0 has nothing in the TLB";
}

// Cavium 27704: devices with one TLB must not use an ASID twice.
class SharedTlb : public OneBank {};

TEST_F(SharedTlb, ASecondDeviceHitsTheEntriesOfTheFirst) {
  FakeEnvironment other_environment;
  Storage<bench_capacity> other_storage;
  Resources resources = other_storage.resources();
  resources.tlb = storage.resources().tlb;
  Smmu other(bench_configuration(), other_environment, resources);
  other.set_supply(Supply::on);
  // A bypassed stream map and one bank whose tables are empty: only the other device's entry can
  // answer.
  const auto write = [&](std::uint32_t at, std::uint64_t value, unsigned bytes) {
    ASSERT_TRUE(other.write(at, value, bytes).has_value());
  };
  write(offset<gr0::SMR>(0u), 0x8000'0001, 4);
  write(offset<gr1::CBAR>(0u), 1u << 16, 4);
  write(offset<gr1::CBA2R>(0u), 1, 4);
  write(offset<cb::TCR>(bank0), 25u | 1u << 23, 4);
  write(offset<cb::TCR2>(bank0), 5u | 7u << 15, 4);
  write(offset<cb::SCTLR>(bank0), M | CFRE, 4);
  write(offset<gr0::sCR0>(0u), 0x20'0406, 4);
  tables.map(0x4000, 0x8000'0000, user_page);
  EXPECT_EQ(other.translate(StreamId(1), Iova(0x4000), {}).verdict, Verdict::faulted);
  write(offset<cb::FSR>(bank0), 2, 4);
  ASSERT_EQ(read_at(0x4000).verdict, Verdict::passed);
  EXPECT_EQ(other.translate(StreamId(1), Iova(0x4000), {}).pa, PhysAddr(0x8000'0000));
}

}  // namespace
}  // namespace faultline::model::testing
