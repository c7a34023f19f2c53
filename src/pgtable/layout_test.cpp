// SPDX-License-Identifier: Apache-2.0
//
// The shape of roots and what a context bank is told, against tables typed from the manual: DDI
// 0487, VMSAv8-64, "concatenated translation tables" and the encodings of T0SZ, SL0, TG0, TG1 and
// IPS.
#include "pgtable/testing/fixture.hpp"

namespace faultline::pgtable::testing {
namespace {

struct Shape {
  const Format* format;
  unsigned input_bits;
  unsigned start_level;
  unsigned root_entries;
  std::size_t root_bytes;
};

TEST(Layout, RootsAreAsTheManualSays) {
  const Shape shapes[] = {
      {&aarch64_4k_stage1, 25, 2, 16, 128},      {&aarch64_4k_stage1, 32, 1, 4, 64},
      {&aarch64_4k_stage1, 36, 1, 64, 512},      {&aarch64_4k_stage1, 39, 1, 512, 4096},
      {&aarch64_4k_stage1, 40, 0, 2, 64},        {&aarch64_4k_stage1, 42, 0, 8, 64},
      {&aarch64_4k_stage1, 44, 0, 32, 256},      {&aarch64_4k_stage1, 48, 0, 512, 4096},
      {&aarch64_4k_stage2, 32, 1, 4, 64},        {&aarch64_4k_stage2, 39, 1, 512, 4096},
      {&aarch64_4k_stage2, 40, 1, 1024, 8192},   {&aarch64_4k_stage2, 42, 1, 4096, 32768},
      {&aarch64_4k_stage2, 43, 1, 8192, 65536},  {&aarch64_4k_stage2, 44, 0, 32, 256},
      {&aarch64_4k_stage2, 48, 0, 512, 4096},    {&aarch64_16k_stage1, 36, 2, 2048, 16384},
      {&aarch64_16k_stage1, 40, 1, 16, 128},     {&aarch64_16k_stage1, 47, 1, 2048, 16384},
      {&aarch64_16k_stage1, 48, 0, 2, 64},       {&aarch64_16k_stage2, 40, 1, 16, 128},
      {&aarch64_16k_stage2, 48, 1, 4096, 32768}, {&aarch64_64k_stage1, 32, 2, 8, 64},
      {&aarch64_64k_stage1, 42, 2, 8192, 65536}, {&aarch64_64k_stage1, 48, 1, 64, 512},
      {&aarch64_64k_stage2, 44, 1, 4, 64},       {&aarch64_64k_stage2, 48, 1, 64, 512},
  };
  for (const Shape& shape : shapes) {
    SCOPED_TRACE(std::string(shape.format->name) + " " + std::to_string(shape.input_bits));
    OpenTable open(*shape.format, {.input_bits = shape.input_bits});
    const Layout& layout = open.table.layout();
    EXPECT_EQ(layout.start_level, shape.start_level);
    EXPECT_EQ(layout.root_entries, shape.root_entries);
    EXPECT_EQ(layout.root_bytes, shape.root_bytes);
    EXPECT_EQ(open.table.configuration().root.value % shape.root_bytes, 0U);
  }
}

TEST(Layout, ImpossibleParametersAreRefused) {
  const Parameters impossible[] = {
      {.input_bits = 24},  {.input_bits = 49},  {.input_bits = 0},
      {.output_bits = 31}, {.output_bits = 39}, {.output_bits = 52},
  };
  Pool pool;
  RecordingSink sink;
  Table table(pool, sink);
  for (const FormatUnderTest& format : aarch64_formats()) {
    for (const Parameters& wanted : impossible) {
      EXPECT_TRUE(is(table.open(*format.format, wanted), Error::bad_parameters));
    }
  }
  EXPECT_TRUE(is(table.open(aarch64_4k_stage2, {.region = Region::upper}), Error::bad_parameters));
  EXPECT_FALSE(table.is_open());
  EXPECT_EQ(pool.allocations, 0U);
}

TEST(Configuration, SaysHowBigAddressesAre) {
  const std::pair<unsigned, unsigned> PASizes[] = {{32, 0}, {36, 1}, {40, 2},
                                                   {42, 3}, {44, 4}, {48, 5}};
  for (const auto& [bits, PASize] : PASizes) {
    OpenTable open(aarch64_4k_stage1, {.input_bits = bits, .output_bits = bits});
    const Configuration registers = open.table.configuration();
    EXPECT_EQ(registers.TSZ, 64 - bits);
    EXPECT_EQ(static_cast<unsigned>(registers.PASize), PASize);
  }
}

TEST(Configuration, SaysHowBigPagesAre) {
  const std::tuple<const Format*, unsigned, unsigned> granules[] = {
      {&aarch64_4k_stage1, 0, 2}, {&aarch64_16k_stage1, 2, 1}, {&aarch64_64k_stage1, 1, 3}};
  for (const auto& [format, TG0, TG1] : granules) {
    OpenTable open(*format, {});
    EXPECT_EQ(static_cast<unsigned>(open.table.configuration().TG0), TG0);
    EXPECT_EQ(static_cast<unsigned>(open.table.configuration().TG1), TG1);
  }
}

TEST(Configuration, SaysWhereAStage2WalkBegins) {
  const std::tuple<const Format*, unsigned, unsigned> starts[] = {
      {&aarch64_4k_stage2, 25, 0},  {&aarch64_4k_stage2, 36, 1},  {&aarch64_4k_stage2, 42, 1},
      {&aarch64_4k_stage2, 48, 2},  {&aarch64_16k_stage2, 25, 0}, {&aarch64_16k_stage2, 36, 1},
      {&aarch64_16k_stage2, 48, 2}, {&aarch64_64k_stage2, 29, 0}, {&aarch64_64k_stage2, 42, 1},
      {&aarch64_64k_stage2, 48, 2}};
  for (const auto& [format, input_bits, SL0] : starts) {
    OpenTable open(*format, {.input_bits = input_bits});
    EXPECT_EQ(open.table.configuration().SL0, SL0) << format->name << " " << input_bits;
  }
}

// WBWA is 1 in IRGN and ORGN, SH is 3 for inner and 2 for outer shareable.
TEST(Configuration, WalksSnoopOnlyIfTheWalkerIsCoherent) {
  for (const FormatUnderTest& format : aarch64_formats()) {
    for (bool coherent : {true, false}) {
      OpenTable open(*format.format, {.coherent_walker = coherent});
      const Configuration registers = open.table.configuration();
      EXPECT_EQ(static_cast<unsigned>(registers.IRGN), coherent ? 1U : 0U);
      EXPECT_EQ(static_cast<unsigned>(registers.ORGN), coherent ? 1U : 0U);
      EXPECT_EQ(static_cast<unsigned>(registers.SH), coherent ? 3U : 2U);
    }
  }
}

// The attributes that AttrIndx 0, 1 and 2 choose: normal non-cacheable, write-back with allocation,
// device nGnRE.
TEST(Configuration, StageOneNamesItsMemoryAttributes) {
  OpenTable stage1(aarch64_4k_stage1, {});
  EXPECT_EQ(stage1.table.configuration().MAIR0.bits() & 0xFFFFFF, 0x04FF44U);
  OpenTable stage2(aarch64_4k_stage2, {});
  EXPECT_EQ(stage2.table.configuration().MAIR0.bits(), 0U);
}

TEST(Configuration, TellsTheRegionAndTheRoot) {
  OpenTable open(aarch64_4k_stage1, {.input_bits = 39, .region = Region::upper});
  EXPECT_EQ(open.table.configuration().region, Region::upper);
  EXPECT_EQ(open.table.configuration().TSZ, 25U);
  EXPECT_EQ(open.table.layout().input_base, 0xFFFF'FF80'0000'0000);
  EXPECT_NE(open.table.configuration().root, PhysAddr(0));
}

}  // namespace
}  // namespace faultline::pgtable::testing
