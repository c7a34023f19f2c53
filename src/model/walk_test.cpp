// SPDX-License-Identifier: Apache-2.0
//
// Walks of AArch64 and AArch32 long tables: granules, sizes, ranges, blocks, byte order.
#include "model/walk.hpp"

#include "model/testing/bench_device.hpp"

namespace faultline::model::testing {
namespace {

using namespace spec;

constexpr std::uint32_t TF = 1u << 1;

// A granule and the largest range that it can walk.
struct Shape {
  unsigned page_shift;
  std::uint32_t TG0;
  std::uint32_t TG1;
  unsigned input_bits;
  unsigned start_level;
  unsigned block_level;  // the lowest level with blocks
};

void PrintTo(const Shape& shape, std::ostream* out) {
  *out << (1u << shape.page_shift) / 1024 << "K, " << shape.input_bits << " bits";
}

class Walk : public BenchDevice, public ::testing::WithParamInterface<Shape> {
 protected:
  Walk() : tables(environment.memory, 0x100'0000, GetParam().page_shift, GetParam().start_level) {
    const Shape& shape = GetParam();
    enable();
    route(0, 1, bank0);
    set_up_stage1(bank0, tables.root(), 0, M | CFRE | CFIE | HUPCF);
    const unsigned size = 64 - shape.input_bits;
    set<cb::TCR>(bank0, size | shape.TG0 << 14 | size << 16 | shape.TG1 << 30);
    tables.set_root_bits(shape.input_bits - shift_at(shape.start_level));
  }
  unsigned shift_at(unsigned level) const {
    return GetParam().page_shift + (3 - level) * (GetParam().page_shift - 3);
  }
  std::uint64_t end() const { return 1ull << GetParam().input_bits; }
  std::uint64_t page() const { return 1ull << GetParam().page_shift; }

  Tables tables;
};

TEST_P(Walk, ReachesTheFirstAndTheLastPageOfTheRange) {
  tables.map(0, 0x4000'0000, user_page);
  tables.map(end() - page(), 0x5000'0000, user_page);
  EXPECT_EQ(read_at(0x21).pa, PhysAddr(0x4000'0021));
  EXPECT_EQ(read_at(end() - 1).pa, PhysAddr(0x5000'0000 + page() - 1));
  EXPECT_EQ(read_at(end() - 1).size_bytes, page());
}

TEST_P(Walk, BeyondTheRangeIsATranslationFaultOfLevelZero) {
  tables.map(0, 0x4000'0000, user_page);
  if (GetParam().input_bits == 48) return;  // what lies above belongs to the other sign
  EXPECT_EQ(read_at(end()).verdict, Verdict::faulted);
  EXPECT_EQ(get<cb::FSR>(bank0) & TF, TF);
  EXPECT_EQ(get<cb::FSYNR0>(bank0) & 3, 0u);
}

TEST_P(Walk, BlocksOfTheLowestLevelTranslateAsAWhole) {
  const unsigned shift = shift_at(GetParam().block_level);
  tables.map(0, 0x8'0000'0000, user_page, GetParam().block_level);
  const std::uint64_t inside = (1ull << shift) - 0x123;
  const Outcome outcome = read_at(inside);
  EXPECT_EQ(outcome.pa, PhysAddr(0x8'0000'0000 + inside));
  EXPECT_EQ(outcome.size_bytes, 1ull << shift);
  const unsigned reads = environment.reads;
  EXPECT_EQ(read_at(0).verdict, Verdict::passed);
  EXPECT_EQ(environment.reads, reads);
}

TEST_P(Walk, ABlockWhereTheGranuleHasNoneIsATranslationFault) {
  const unsigned level = GetParam().page_shift == 12 ? 0 : GetParam().block_level - 1;
  if (level < GetParam().start_level) return;
  tables.map(0, 0, user_page, level);
  EXPECT_EQ(read_at(0).verdict, Verdict::faulted);
  EXPECT_EQ(get<cb::FSYNR0>(bank0) & 3, level);
}

TEST_P(Walk, TypeOneAtTheLastLevelIsATranslationFault) {
  tables.map(0, 0x4000'0000, user_page);
  memory().write64(tables.slot(0, 3), 0x4000'0000 | user_page | 1);
  EXPECT_EQ(read_at(0).verdict, Verdict::faulted);
  EXPECT_EQ(get<cb::FSYNR0>(bank0) & 3, 3u);
}

TEST_P(Walk, TTBR1ServesTheTopOfTheAddresses) {
  tables.map(end() - page(), 0x5000'0000, user_page);
  const std::uint64_t top = ~0ull - page() + 1;
  EXPECT_EQ(read_at(top + 8).pa, PhysAddr(0x5000'0008));
  EXPECT_EQ(read_at((top & ((1ull << 49) - 1)) + 8).pa, PhysAddr(0x5000'0008))
      << "as 49 bits, the way a bus carries it";
}

TEST_P(Walk, TheGapBetweenTheRangesIsATranslationFault) {
  if (GetParam().input_bits == 48) return;
  EXPECT_EQ(read_at(~0ull - end()).verdict, Verdict::faulted);
  EXPECT_EQ(get<cb::FSR>(bank0) & TF, TF);
}

INSTANTIATE_TEST_SUITE_P(Granules, Walk,
                         ::testing::Values(Shape{12, 0, 2, 48, 0, 2}, Shape{12, 0, 2, 39, 1, 2},
                                           Shape{12, 0, 2, 36, 1, 2}, Shape{12, 0, 2, 30, 2, 2},
                                           Shape{14, 2, 1, 48, 0, 2}, Shape{14, 2, 1, 47, 1, 2},
                                           Shape{14, 2, 1, 36, 2, 2}, Shape{16, 1, 3, 48, 1, 2},
                                           Shape{16, 1, 3, 42, 2, 2}));

class WalkControl : public OneBank {
 protected:
  WalkControl() : OneBank(bench_configuration(), M | CFRE | CFIE | HUPCF) {
    tables.map(0x4000, 0x8000'0000, user_page);
    tables.map(0x7f'ffff'f000, 0x9000'0000, user_page);
  }
  static constexpr std::uint32_t plain = 25u | 25u << 16 | 2u << 30;
  static constexpr std::uint64_t top = ~0ull - 0xfff;
};

TEST_F(WalkControl, EPD0FaultsTheLowerRangeOnly) {
  set<cb::TCR>(bank0, plain | 1u << 7);
  EXPECT_EQ(read_at(0x4000).verdict, Verdict::faulted);
  EXPECT_EQ(environment.reads, 0u) << "no walk begins";
  EXPECT_EQ(read_at(top).verdict, Verdict::passed);
}

TEST_F(WalkControl, EPD1FaultsTheUpperRangeOnly) {
  set<cb::TCR>(bank0, plain | 1u << 23);
  EXPECT_EQ(read_at(0x4000).verdict, Verdict::passed);
  EXPECT_EQ(read_at(top).verdict, Verdict::faulted);
}

TEST_F(WalkControl, SizesThatCannotBeFault) {
  for (const std::uint32_t size : {15u, 40u, 0u, 63u}) {
    set<cb::TCR>(bank0, (plain & ~0x3fu) | size);
    EXPECT_EQ(read_at(0x4000).verdict, Verdict::faulted) << size;
    EXPECT_EQ(environment.reads, 0u) << "no walk begins";
  }
}

TEST_F(WalkControl, ASizeThatCannotBeLeavesTheOtherRangeAlone) {
  for (const std::uint32_t size : {15u, 40u, 0u, 63u}) {
    set<cb::TCR>(bank0, (plain & ~0x3fu) | size);
    EXPECT_EQ(read_at(top).verdict, Verdict::passed) << size;
    set<cb::TLBIALL>(bank0, 0);
  }
}

TEST_F(WalkControl, TheReservedGranuleFaults) {
  set<cb::TCR>(bank0, plain | 3u << 14);
  EXPECT_EQ(read_at(0x4000).verdict, Verdict::faulted);
}

TEST_F(WalkControl, TheTwoRangesHaveTablesOfTheirOwn) {
  Tables other(memory(), 0x30'0000, 12, 1);
  other.map(0x7f'ffff'f000, 0xa000'0000, user_page);
  set<cb::TTBR1>(bank0, other.root());
  EXPECT_EQ(read_at(0x4000).pa, PhysAddr(0x8000'0000));
  EXPECT_EQ(read_at(top).pa, PhysAddr(0xa000'0000));
}

TEST_F(WalkControl, SEPSaysFromWhereAddressesAreExtended) {
  tables.map(0x8000'0000, 0xb000'0000, user_page);
  EXPECT_EQ(read_at(0x8000'0000).verdict, Verdict::passed);
  set<cb::TCR2>(bank0, 5u);  // bit 31
  EXPECT_EQ(read_at(0x8000'0000).verdict, Verdict::faulted);
  EXPECT_EQ(get<cb::FAR>(bank0), 0xffff'ffff'8000'0000u);
  EXPECT_EQ(read_at(0x4000).verdict, Verdict::passed);
}

TEST_F(WalkControl, BitsThatTheBusCannotCarryAreNotDroppedButFault) {
  EXPECT_EQ(read_at(0x0002'0000'0000'4000).verdict, Verdict::faulted);
  EXPECT_EQ(get<cb::FAR>(bank0), 0x0002'0000'0000'4000u);
}

class WideBus : public OneBank {
 protected:
  static Configuration configuration() {
    Configuration made = bench_configuration();
    made.size.upstream_bits = 64;
    return made;
  }
  WideBus() : OneBank(configuration(), M | CFRE | CFIE | HUPCF) {
    tables.map(0x4000, 0x8000'0000, user_page);
    tables.map(0x7f'ffff'f000, 0x9000'0000, user_page);
  }
};

TEST_F(WideBus, TBIIgnoresTheTopByteOfItsRange) {
  const std::uint64_t low = 0xab00'0000'0000'4000;
  const std::uint64_t high = 0xabff'ffff'ffff'f000;
  EXPECT_EQ(read_at(low).verdict, Verdict::faulted);
  EXPECT_EQ(read_at(high).verdict, Verdict::faulted);
  set<cb::TCR2>(bank0, 5u | 1u << 5 | 7u << 15);
  EXPECT_EQ(read_at(low).pa, PhysAddr(0x8000'0000));
  EXPECT_EQ(read_at(high).verdict, Verdict::faulted);
  set<cb::TCR2>(bank0, 5u | 1u << 6 | 7u << 15);
  set<cb::TLBIALL>(bank0, 0);
  EXPECT_EQ(read_at(low).verdict, Verdict::faulted);
  EXPECT_EQ(read_at(high).pa, PhysAddr(0x9000'0000));
}

TEST_F(WalkControl, BigEndianTablesAreReadAsSuch) {
  const std::uint64_t level1 = tables.slot(0x4000, 1);
  const std::uint64_t level2 = tables.slot(0x4000, 2);
  const std::uint64_t level3 = tables.slot(0x4000, 3);
  for (const std::uint64_t at : {level1, level2, level3})
    memory().write64(at, __builtin_bswap64(*memory().read64(at)));
  EXPECT_EQ(read_at(0x4000).verdict, Verdict::faulted);
  control(M | CFRE | CFIE | HUPCF | 1u << 4);
  EXPECT_EQ(read_at(0x4000).pa, PhysAddr(0x8000'0000));
}

TEST_F(WalkControl, BitsOfTTBRBelowTheTableAreIgnored) {
  set<cb::TTBR0>(bank0, tables.root() | 0xfff);
  EXPECT_EQ(read_at(0x4000).verdict, Verdict::passed);
}

// AArch32 long descriptors: the same tables, other registers.
class WalkLong : public BenchDevice {
 protected:
  WalkLong() {
    enable();
    route(0, 1, bank0);
    set<gr1::CBAR>(1u << 16, 0);
    set<gr1::CBA2R>(0, 0);
    set<cb::MAIR0>(bank0, 0x0044'04ff);
    set<cb::SCTLR>(bank0, M | CFRE | CFIE | HUPCF);
  }
  void control(std::uint32_t tcr) { set<cb::TCR>(bank0, tcr | 1u << 31); }
};

TEST_F(WalkLong, OneRangeOfFourGigabytes) {
  Tables tables(memory(), 0x10'0000, 12, 1);
  tables.map(0xffff'f000, 0x12'3456'7000, user_page);
  control(0);
  set<cb::TTBR0>(bank0, tables.root());
  EXPECT_EQ(read_at(0xffff'f010).pa, PhysAddr(0x12'3456'7010));
  EXPECT_EQ(read_at(0x1'0000'0000).verdict, Verdict::faulted);
  EXPECT_EQ(get<cb::FSR>(bank0), TF | 1u << 9) << "FORMAT says AArch32 long";
  EXPECT_EQ(get<cb::FSYNR0>(bank0) & 3, 1u);
}

TEST_F(WalkLong, TwoRangesSplitWhereT1SZSays) {
  Tables low(memory(), 0x10'0000, 12, 2);
  Tables high(memory(), 0x20'0000, 12, 2);
  low.map(0x3fff'f000, 0x8000'0000, user_page);
  high.map(0x0000'0000, 0x9000'0000, user_page);
  control(2u | 2u << 16);  // 1 GiB at the bottom, 1 GiB at the top
  set<cb::TTBR0>(bank0, low.root());
  set<cb::TTBR1>(bank0, high.root());
  EXPECT_EQ(read_at(0x3fff'f000).pa, PhysAddr(0x8000'0000));
  EXPECT_EQ(read_at(0xc000'0000).pa, PhysAddr(0x9000'0000));
  EXPECT_EQ(read_at(0x8000'0000).verdict, Verdict::faulted) << "between the ranges";
}

TEST_F(WalkLong, XNForbidsBothPrivilegesToExecute) {
  Tables tables(memory(), 0x10'0000, 12, 1);
  tables.map(0x4000, 0x8000'0000, user_page | uxn);
  control(0);
  set<cb::TTBR0>(bank0, tables.root());
  EXPECT_EQ(read_at(0x4000).verdict, Verdict::passed);
  const Access fetch{.instruction = true, .privileged = true};
  EXPECT_EQ(smmu.translate(StreamId(1), Iova(0x4000), fetch).verdict, Verdict::faulted);
}

TEST_F(WalkLong, WhatIsNotReadableIsNotExecutable) {
  Tables tables(memory(), 0x10'0000, 12, 1);
  tables.map(0x4000, 0x8000'0000, valid_leaf);
  control(0);
  set<cb::TTBR0>(bank0, tables.root());
  EXPECT_EQ(smmu.translate(StreamId(1), Iova(0x4000), {.instruction = true}).verdict,
            Verdict::faulted);
  const Access privileged{.instruction = true, .privileged = true};
  EXPECT_EQ(smmu.translate(StreamId(1), Iova(0x4000), privileged).verdict, Verdict::passed);
}

TEST_F(WalkLong, UWXNForbidsThePrivilegedToRunWhatTheUnprivilegedMayWrite) {
  Tables tables(memory(), 0x10'0000, 12, 1);
  tables.map(0x4000, 0x8000'0000, user_page);
  tables.map(0x5000, 0x8000'0000, user_page | ap_read_only);
  control(0);
  set<cb::TTBR0>(bank0, tables.root());
  const Access fetch{.instruction = true, .privileged = true};
  EXPECT_EQ(smmu.translate(StreamId(1), Iova(0x4000), fetch).verdict, Verdict::passed);
  set<cb::SCTLR>(bank0, M | CFRE | CFIE | HUPCF | 1u << 10);
  set<cb::TLBIALL>(bank0, 0);
  EXPECT_EQ(smmu.translate(StreamId(1), Iova(0x4000), fetch).verdict, Verdict::faulted);
  EXPECT_EQ(smmu.translate(StreamId(1), Iova(0x5000), fetch).verdict, Verdict::passed);
}

TEST_F(WalkLong, TheASIDComesFromTheTTBRThatA1Selects) {
  Tables tables(memory(), 0x10'0000, 12, 1);
  tables.map(0x4000, 0x8000'0000, user_page);
  control(1u << 22);
  set<cb::TTBR0>(bank0, tables.root());
  set<cb::TTBR1>(bank0, 7ull << 48);
  ASSERT_EQ(read_at(0x4000).verdict, Verdict::passed);
  tables.map(0x4000, 0x9000'0000, user_page);
  set<cb::TLBIASID>(bank0, 6);
  EXPECT_EQ(read_at(0x4000).pa, PhysAddr(0x8000'0000));
  set<cb::TLBIASID>(bank0, 7);
  EXPECT_EQ(read_at(0x4000).pa, PhysAddr(0x9000'0000));
}

}  // namespace
}  // namespace faultline::model::testing
