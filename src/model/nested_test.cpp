// SPDX-License-Identifier: Apache-2.0
//
// Stage 2 alone and stage 1 over stage 2: walks, permissions, attributes, and whose fault it is.
#include "model/lookup.hpp"
#include "model/testing/bench_device.hpp"

namespace faultline::model::testing {
namespace {

using namespace spec;

constexpr std::uint32_t TF = 1u << 1;
constexpr std::uint32_t PF = 1u << 3;
constexpr std::uint32_t EF = 1u << 4;
constexpr std::uint32_t NSATTR = 1u << 8;

class TwoStages : public BenchDevice {
 protected:
  explicit TwoStages(const Configuration& configuration = bench_configuration())
      : BenchDevice(configuration) {
    enable();
    route(0, 1, bank0);
  }
  // Stage 2, AArch64, 4K, 40 bits, beginning at level 1 with two tables in a row.
  void set_up_stage2(BankIndex bank, std::uint64_t root, std::uint32_t vmid = 3,
                     std::uint32_t sctlr = M | CFRE | CFIE | HUPCF) {
    set<gr1::CBAR>(vmid, bank.value);
    set<gr1::CBA2R>(1, bank.value);
    set<cb::TCR>(bank, 24u | 1u << 6 | 5u << 16);
    set<cb::TTBR0>(bank, root);
    set<cb::SCTLR>(bank, sctlr);
  }
  Tables stage2_tables(std::uint64_t root) {
    Tables tables(environment.memory, root, 12, 1, 2);
    tables.set_root_bits(10);
    return tables;
  }
};

class Stage2 : public TwoStages {
 protected:
  explicit Stage2(const Configuration& configuration = bench_configuration())
      : TwoStages(configuration), tables(stage2_tables(0x200'0000)) {
    set_up_stage2(bank0, tables.root());
  }
  Tables tables;
};

TEST_F(Stage2, TranslatesThroughAConcatenatedRoot) {
  tables.map(0x4000, 0x8000'0000, s2_page);
  tables.map(0xff'ffff'f000, 0x9000'0000, s2_page);
  EXPECT_EQ(read_at(0x4123).pa, PhysAddr(0x8000'0123));
  EXPECT_EQ(read_at(0xff'ffff'f000).pa, PhysAddr(0x9000'0000));
}

TEST_F(Stage2, TheRootMustFitTheFirstLevel) {
  tables.map(0x4000, 0x8000'0000, s2_page);
  set<cb::TCR>(bank0, 16u | 0u << 6 | 5u << 16);  // 48 bits from level 2: far too many
  EXPECT_EQ(read_at(0x4000).verdict, Verdict::faulted);
  set<cb::FSR>(bank0, TF);
  set<cb::TCR>(bank0, 24u | 3u << 6 | 5u << 16);  // reserved
  EXPECT_EQ(read_at(0x4000).verdict, Verdict::faulted);
  EXPECT_EQ(environment.reads, 0u) << "no walk begins";
}

class NarrowStage2 : public Stage2 {
 protected:
  static Configuration configuration() {
    Configuration made = bench_configuration();
    made.size.input_bits = 36;
    return made;
  }
  NarrowStage2() : Stage2(configuration()) {}
};

TEST_F(NarrowStage2, NoInputIsWiderThanAnnounced) {
  tables.map(0x4000, 0x8000'0000, s2_page);
  EXPECT_EQ(get<gr0::IDR2>() & 0xf, 1u) << "36 bits";
  EXPECT_EQ(read_at(0x4000).verdict, Verdict::faulted) << "T0SZ asks for 40";
  EXPECT_EQ(get<cb::FSR>(bank0), TF | 2u << 9);
  Tables fits(memory(), 0x300'0000, 12, 1);
  fits.map(0x4000, 0x8000'0000, s2_page);
  set<cb::TTBR0>(bank0, fits.root());
  set<cb::TCR>(bank0, 28u | 1u << 6 | 5u << 16);
  EXPECT_EQ(read_at(0x4000).verdict, Verdict::passed) << "and here for 36";
}

TEST_F(Stage2, PermissionsAreTheSameForBothPrivileges) {
  tables.map(0x4000, 0x8000'0000, valid_leaf | s2_read | 0xfull << 2);
  tables.map(0x5000, 0x8000'0000, valid_leaf | s2_write | 0xfull << 2);
  tables.map(0x6000, 0x8000'0000, s2_page | uxn);
  EXPECT_EQ(read_at(0x4000).verdict, Verdict::passed);
  EXPECT_EQ(write_at(0x4000).verdict, Verdict::faulted);
  EXPECT_EQ(get<cb::FSR>(bank0), PF | 2u << 9);
  EXPECT_EQ(read_at(0x5000).verdict, Verdict::faulted);
  EXPECT_EQ(write_at(0x5000).verdict, Verdict::passed);
  const Access fetch{.instruction = true, .privileged = true};
  EXPECT_EQ(smmu.translate(StreamId(1), Iova(0x6000), fetch).verdict, Verdict::faulted);
}

TEST_F(Stage2, ItsFaultHasTheAddressInFARAndInIPAFAR) {
  (void)write_at(0x12'3456'7890);
  EXPECT_EQ(get<cb::FSR>(bank0), TF | 2u << 9);
  EXPECT_EQ(get<cb::FAR>(bank0), 0x12'3456'7890u);
  EXPECT_EQ(get<cb::IPAFAR>(bank0), 0x12'3456'7890u);
  EXPECT_EQ(get<cb::FSYNR0>(bank0), 1u | 1u << 4 | NSATTR) << "not NESTED";
}

TEST_F(Stage2, MemoryTypesAreDecodedFromTheDescriptor) {
  tables.map(0x4000, 0x8000'0000, s2_page | inner_shareable);
  tables.map(0x5000, 0x8000'0000, valid_leaf | s2_read | 1ull << 2);
  tables.map(0x6000, 0x8000'0000, valid_leaf | s2_read | 5ull << 2);
  EXPECT_EQ(read_at(0x4000).attributes, (Attributes{0xff, 3}));
  EXPECT_EQ(read_at(0x5000).attributes, (Attributes{0x04, 0}));
  EXPECT_EQ(read_at(0x6000).attributes, (Attributes{0x44, 0}));
}

TEST_F(Stage2, OutputsBeyondPASizeAreAddressSizeFaults) {
  set<cb::TCR>(bank0, 24u | 1u << 6 | 0u << 16);
  tables.map(0x4000, 0x1'0000'0000, s2_page);
  EXPECT_EQ(read_at(0x4000).verdict, Verdict::faulted);
  EXPECT_EQ(get<cb::FSR>(bank0), 1u << 7 | 2u << 9);
}

TEST_F(Stage2, AnExternalAbortOfItsWalkNamesTheAddress) {
  tables.map(0x12'3456'7000, 0x8000'0000, s2_page);
  memory().poison(tables.slot(0x12'3456'7000, 3));
  (void)read_at(0x12'3456'7890);
  EXPECT_EQ(get<cb::FSR>(bank0), EF | 2u << 9);
  EXPECT_EQ(get<cb::IPAFAR>(bank0), 0x12'3456'7890u);
  EXPECT_EQ(get<cb::FSYNR0>(bank0), 3u | 1u << 10 | NSATTR);
}

TEST_F(Stage2, TwoEntriesForOneAddressAreAMatchConflict) {
  tables.map(0x4000, 0x8000'0000, s2_page);
  ASSERT_EQ(read_at(0x4000).verdict, Verdict::passed);
  tables.map(0, 0x9000'0000, s2_page, 2);
  set<cb::TLBIIPAS2>(bank0, 0x7);
  ASSERT_EQ(read_at(0x6000).verdict, Verdict::passed);
  (void)read_at(0x4000);
  EXPECT_EQ(get<cb::FSR>(bank0), 1u << 5 | 2u << 9);
}

TEST_F(Stage2, AArch32LongTablesStartWhereSL0Says) {
  Tables narrow(memory(), 0x300'0000, 12, 1);
  narrow.map(0x4000, 0x8000'0000, s2_page);
  set<gr1::CBA2R>(0, 0);
  set<cb::TCR>(bank0, 1u << 6);  // 32 bits from level 1; stage 2 needs no EAE
  set<cb::TTBR0>(bank0, narrow.root());
  EXPECT_EQ(read_at(0x4000).pa, PhysAddr(0x8000'0000));
  // 40 bits: T0SZ is -8.
  Tables wide(memory(), 0x400'0000, 12, 1, 2);
  wide.set_root_bits(10);
  wide.map(0xff'0000'4000, 0x9000'0000, s2_page);
  set<cb::TCR>(bank0, 1u << 31 | 1u << 6 | 8u | 1u << 4);
  set<cb::TTBR0>(bank0, wide.root());
  EXPECT_EQ(read_at(0xff'0000'4000).pa, PhysAddr(0x9000'0000));
}

// Bank 0 is stage 1, nested over bank 1. Guest memory at IPA x lies at 0x1'0000'0000 + x.
class Nested : public TwoStages {
 protected:
  static constexpr std::uint64_t offset_of_guest = 0x1'0000'0000;

  Nested() : host(stage2_tables(0x200'0000)) {
    set_up_stage1(bank0, 0x10'0000, 0, M | CFRE | CFIE | HUPCF);
    set<gr1::CBAR>(3u << 16 | 1u << 8 | 3u, 0);
    set_up_stage2(bank1, host.root());
    for (std::uint64_t ipa = 0x10'0000; ipa < 0x11'0000; ipa += 0x1000)
      host.map(ipa, offset_of_guest + ipa, s2_page);
  }
  std::uint64_t syndrome(BankIndex bank) { return get<cb::FSYNR0>(bank) & ~NSATTR; }

  // The guest's tree: three levels, table addresses in it are intermediate.
  class GuestTables {
   public:
    GuestTables(Memory& memory, std::uint64_t root) : memory_(memory), root_(root) {}
    void map(std::uint64_t va, std::uint64_t ipa, std::uint64_t bits, unsigned level = 3) {
      std::uint64_t table = root_;
      for (unsigned at = 1;; ++at) {
        const std::uint64_t place =
            offset_of_guest + table + 8 * (va >> (12 + (3 - at) * 9) & 0x1ff);
        if (at == level) {
          memory_.write64(place, ipa | bits | (level == 3 ? 3 : 1));
          return;
        }
        if (*memory_.read64(place) == 0) memory_.write64(place, (next_ += 0x1000) | 3);
        table = *memory_.read64(place) & 0xffff'ffff'f000;
      }
    }

   private:
    Memory& memory_;
    std::uint64_t root_;
    std::uint64_t next_ = 0x10'0000;
  };
  GuestTables tables{environment.memory, 0x10'0000};
  Tables host;
};

class NoNesting : public TwoStages {
 protected:
  static Configuration configuration() {
    Configuration made = bench_configuration();
    made.features.nested = false;
    return made;
  }
  NoNesting() : TwoStages(configuration()) {}
};

TEST_F(NoNesting, IsAnnouncedAndANestedBankIsAnInvalidContext) {
  EXPECT_EQ(get<gr0::IDR0>() >> 28 & 1, 0u);
  set_up_stage1(bank0, 0x10'0000);
  set<gr1::CBAR>(3u << 16 | 1u << 8, 0);
  set_up_stage2(bank1, 0x200'0000);
  EXPECT_EQ(read_at(0x4000).verdict, Verdict::faulted);
  EXPECT_EQ(get<gr0::sGFSR>(), 1u);
}

TEST_F(Nested, BothStagesTranslate) {
  tables.map(0x4000, 0x50'0000, user_page);
  host.map(0x50'0000, 0x8000'0000, s2_page);
  EXPECT_EQ(read_at(0x4123).pa, PhysAddr(0x8000'0123));
  const unsigned reads = environment.reads;
  EXPECT_EQ(read_at(0x4456).pa, PhysAddr(0x8000'0456));
  EXPECT_EQ(environment.reads, reads);
}

TEST_F(Nested, APageIsAsLargeAsTheSmallerOfBoth) {
  tables.map(0x40'0000, 0x60'0000, user_page, 2);
  host.map(0x60'5000, 0x8000'0000, s2_page);
  const Outcome outcome = read_at(0x40'5678);
  EXPECT_EQ(outcome.pa, PhysAddr(0x8000'0678));
  EXPECT_EQ(outcome.size_bytes, 4096u);
}

TEST_F(Nested, AStage2BlockBehindAStage1PageCoversThatPage) {
  tables.map(0x4000, 0x61'3000, user_page);
  host.map(0x60'0000, 0x8000'0000, s2_page, 2);
  EXPECT_EQ(read_at(0x4008).pa, PhysAddr(0x8001'3008));
  EXPECT_EQ(read_at(0x4008).size_bytes, 4096u);
}

TEST_F(Nested, AStage1FaultIsRecordedInTheFirstBank) {
  (void)read_at(0x4000);
  EXPECT_EQ(get<cb::FSR>(bank0) & TF, TF);
  EXPECT_EQ(get<cb::FSR>(bank1), 0u);
  EXPECT_TRUE(line(bank0));
  EXPECT_FALSE(line(bank1));
}

TEST_F(Nested, AStage2FaultIsRecordedInTheSecondBankWithBothAddresses) {
  tables.map(0x4000, 0x50'0000, user_page);
  (void)write_at(0x4abc);
  EXPECT_EQ(get<cb::FSR>(bank0), 0u);
  EXPECT_EQ(get<cb::FSR>(bank1), TF | 2u << 9);
  EXPECT_EQ(get<cb::FAR>(bank1), 0x4abcu);
  EXPECT_EQ(get<cb::IPAFAR>(bank1), 0x50'0abcu);
  EXPECT_EQ(syndrome(bank1), 2u | 1u << 2 | 1u << 4);
  EXPECT_EQ(get<gr1::CBFRSYNRA>(1), 1u);
  EXPECT_TRUE(line(bank1));
}

TEST_F(Nested, S1CBNDXNamesTheFirstBank) {
  route(1, 2, BankIndex(5));
  set_up_stage1(BankIndex(5), 0x10'0000, 0, M | CFRE | CFIE | HUPCF);
  set<gr1::CBAR>(3u << 16 | 1u << 8 | 3u, 5);
  tables.map(0x4000, 0x50'0000, user_page);
  (void)read_at(0x4000, 2);
  EXPECT_EQ(get<cb::FSYNR0>(bank1) >> 16 & 0xff, 5u);
}

TEST_F(Nested, AStage2FaultOnAStage1TableSetsS1PTWF) {
  tables.map(0x4000, 0x50'0000, user_page);
  host.unmap(0x10'1000);
  (void)read_at(0x4000);
  EXPECT_EQ(get<cb::FSR>(bank1) & TF, TF);
  EXPECT_EQ(syndrome(bank1) & 1u << 3, 1u << 3);
  EXPECT_EQ(get<cb::IPAFAR>(bank1) >> 12, 0x101u);
}

TEST_F(Nested, AStage1TableThatStage2DoesNotLetReadIsAStage2PermissionFault) {
  tables.map(0x4000, 0x50'0000, user_page);
  host.map(0x10'1000, offset_of_guest + 0x10'1000, valid_leaf | s2_write | 0xfull << 2);
  (void)read_at(0x4000);
  EXPECT_EQ(get<cb::FSR>(bank1), PF | 2u << 9);
  EXPECT_EQ(syndrome(bank1), 3u | 1u << 2 | 1u << 3);
}

TEST_F(Nested, AnOutstandingFaultOfTheSecondBankStopsHitsWithoutHUPCF) {
  tables.map(0x4000, 0x50'0000, user_page);
  tables.map(0x5000, 0x51'0000, user_page);
  host.map(0x50'0000, 0x8000'0000, s2_page);
  for (int i = 0; i < 3; ++i) ASSERT_EQ(read_at(0x4000).verdict, Verdict::passed);
  (void)read_at(0x5000);
  EXPECT_EQ(read_at(0x4000).verdict, Verdict::passed);
  set<cb::SCTLR>(bank1, M | CFRE | CFIE);
  EXPECT_EQ(read_at(0x4000).verdict, Verdict::faulted);
  set<cb::FSR>(bank1, TF);
  EXPECT_EQ(read_at(0x4000).verdict, Verdict::passed);
}

TEST_F(Nested, AnExternalAbortOfAStage1TableIsTheFirstBanks) {
  tables.map(0x4000, 0x50'0000, user_page);
  memory().poison(offset_of_guest + 0x10'0000);
  (void)read_at(0x4000);
  EXPECT_EQ(get<cb::FSR>(bank0) & EF, EF);
  EXPECT_EQ(get<cb::FSR>(bank1), 0u);
}

TEST_F(Nested, PermissionMustComeFromBothStages) {
  tables.map(0x4000, 0x50'0000, user_page);
  host.map(0x50'0000, 0x8000'0000, valid_leaf | s2_read | 0xfull << 2);
  EXPECT_EQ(read_at(0x4000).verdict, Verdict::passed);
  EXPECT_EQ(write_at(0x4010).verdict, Verdict::faulted);
  EXPECT_EQ(get<cb::FSR>(bank1), PF | 2u << 9) << "stage 1 would have let it pass";
  EXPECT_EQ(get<cb::IPAFAR>(bank1), 0x50'0010u);
  set<cb::FSR>(bank1, PF);
  tables.map(0x5000, 0x50'0000, user_page | ap_read_only);
  EXPECT_EQ(write_at(0x5000).verdict, Verdict::faulted);
  EXPECT_EQ(get<cb::FSR>(bank0) & PF, PF) << "stage 1 comes first";
}

TEST_F(Nested, PTWRefusesTablesInDeviceMemory) {
  tables.map(0x4000, 0x50'0000, user_page);
  host.map(0x50'0000, 0x8000'0000, s2_page);
  host.map(0x10'0000, offset_of_guest + 0x10'0000, valid_leaf | s2_read | 1ull << 2);
  EXPECT_EQ(read_at(0x4000).verdict, Verdict::passed);
  set<gr0::TLBIALLNSNH>(0);
  set<cb::SCTLR>(bank1, M | CFRE | CFIE | HUPCF | 1u << 13);
  EXPECT_EQ(read_at(0x4000).verdict, Verdict::faulted);
  EXPECT_EQ(get<cb::FSR>(bank1) & PF, PF);
}

TEST_F(Nested, TheStricterMemoryTypeWins) {
  tables.map(0x4000, 0x50'0000, user_page | attr_index(0) | inner_shareable);
  host.map(0x50'0000, 0x8000'0000, valid_leaf | s2_read | 5ull << 2);
  EXPECT_EQ(read_at(0x4000).attributes, (Attributes{0x44, 3}));
  tables.map(0x5000, 0x51'0000, user_page | attr_index(1));
  host.map(0x51'0000, 0x8000'0000, s2_page);
  EXPECT_EQ(read_at(0x5000).attributes.memory, 0x04u);
}

TEST_F(Nested, TheWiderShareabilityWins) {
  constexpr std::uint64_t outer_shareable = 2ull << 8;
  tables.map(0x4000, 0x50'0000, user_page | inner_shareable);
  host.map(0x50'0000, 0x8000'0000, s2_page | outer_shareable);
  EXPECT_EQ(read_at(0x4000).attributes.shareability, 2);
  tables.map(0x5000, 0x51'0000, user_page);
  host.map(0x51'0000, 0x8000'0000, s2_page | inner_shareable);
  EXPECT_EQ(read_at(0x5000).attributes.shareability, 3);
}

TEST_F(Nested, WithStage1OffTheMasterEmitsIntermediateAddresses) {
  host.map(0x50'0000, 0x8000'0000, s2_page);
  set<cb::SCTLR>(bank0, CFRE | CFIE | HUPCF);
  EXPECT_EQ(read_at(0x50'0010).pa, PhysAddr(0x8000'0010));
  (void)read_at(0x51'0010);
  EXPECT_EQ(get<cb::FSR>(bank1) & TF, TF);
}

TEST_F(Nested, WithStage2OffIntermediateAddressesArePhysical) {
  Tables plain(memory(), 0x40'0000, 12, 1);
  plain.map(0x4000, 0x8000'0000, user_page);
  set<cb::TTBR0>(bank0, plain.root());
  set<cb::SCTLR>(bank1, CFRE | CFIE);
  EXPECT_EQ(read_at(0x4010).pa, PhysAddr(0x8000'0010));
}

TEST_F(Nested, WhatIsHeldBehindTheSecondBankWaitsForThatBank) {
  set<cb::SCTLR>(bank1, M | CFRE | CFIE | CFCFG);
  tables.map(0x4000, 0x50'0000, user_page);
  tables.map(0x5000, 0x51'0000, user_page);
  host.map(0x51'0000, 0x8000'0000, s2_page);
  ASSERT_EQ(read_at(0x4000).verdict, Verdict::stalled);
  const Outcome held = read_at(0x5000);
  EXPECT_EQ(held.verdict, Verdict::held);
  set<cb::FSR>(bank0, ~0u);  // the other bank has nothing to do with it
  EXPECT_TRUE(environment.resolved.empty());
  set<cb::FSR>(bank1, TF);
  set<cb::RESUME>(bank1, 1);
  ASSERT_EQ(environment.resolved.size(), 2u);
  EXPECT_EQ(smmu.retranslate(held.stall).verdict, Verdict::passed);
}

TEST_F(Nested, AFaultInTheSecondBankStallsByItsOwnCFCFG) {
  set<cb::SCTLR>(bank1, M | CFRE | CFIE | HUPCF | CFCFG);
  tables.map(0x4000, 0x50'0000, user_page);
  const Outcome stalled = read_at(0x4000);
  EXPECT_EQ(stalled.verdict, Verdict::stalled);
  EXPECT_EQ(get<cb::FSR>(bank0), 0u);
  host.map(0x50'0000, 0x8000'0000, s2_page);
  set<cb::FSR>(bank1, TF);
  set<cb::RESUME>(bank1, 0);
  EXPECT_EQ(smmu.retranslate(stalled.stall).verdict, Verdict::passed);
}

}  // namespace
}  // namespace faultline::model::testing
