// SPDX-License-Identifier: Apache-2.0
//
// TLB maintenance beyond one guest's stage 1: Hyp contexts, two stages, wide VMIDs, a TLB that two
// devices share.
#include "model/testing/bench_device.hpp"
#include "model/tlb_maintenance.hpp"

namespace faultline::model::testing {
namespace {

using namespace spec;

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
