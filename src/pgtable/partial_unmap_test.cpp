// SPDX-License-Identifier: Apache-2.0
//
// Unmapping a part of a block is refused, and what else an unmap may and may not do.
// docs/decisions/0020-partial-unmap.md.
#include "pgtable/testing/fixture.hpp"

namespace faultline::pgtable::testing {
namespace {

class PartialUnmap : public ::testing::Test {
 protected:
  // The call is refused, the memory is as it was, and nobody was told anything.
  void expect_refused(std::uint64_t iova, std::uint64_t page_bytes, std::uint64_t page_count,
                      Error error) {
    const auto before = open_.pool.contents();
    EXPECT_TRUE(is(open_.unmap(iova, page_bytes, page_count), error));
    EXPECT_EQ(open_.pool.contents(), before);
    EXPECT_TRUE(open_.sink.ranges.empty());
    EXPECT_TRUE(open_.sink.walks.empty());
  }

  OpenTable open_{aarch64_4k_stage1, {}};
};

TEST_F(PartialUnmap, OfABlockIsRefused) {
  ASSERT_TRUE(is_ok(open_.map(2 * MiB, 0, 2 * MiB)));
  expect_refused(2 * MiB, 4 * KiB, 1, Error::splits_block);
  expect_refused(2 * MiB, 4 * KiB, 511, Error::splits_block);
  expect_refused(2 * MiB + 4 * KiB, 4 * KiB, 511, Error::splits_block);
  expect_refused(4 * MiB - 4 * KiB, 4 * KiB, 1, Error::splits_block);
  ASSERT_TRUE(is_ok(open_.map(GiB, GiB, GiB)));
  expect_refused(GiB, 2 * MiB, 1, Error::splits_block);
  expect_refused(GiB, 2 * MiB, 511, Error::splits_block);
  expect_refused(2 * GiB - 4 * KiB, 4 * KiB, 1, Error::splits_block);
}

TEST_F(PartialUnmap, ThatReachesABlockFromPagesIsRefusedAsAWhole) {
  ASSERT_TRUE(is_ok(open_.map(0, 0, 4 * KiB, 512)));
  ASSERT_TRUE(is_ok(open_.map(2 * MiB, 2 * MiB, 2 * MiB)));
  ASSERT_TRUE(is_ok(open_.map(4 * MiB, 4 * MiB, 4 * KiB, 512)));
  expect_refused(2 * MiB - 4 * KiB, 4 * KiB, 2, Error::splits_block);
  expect_refused(4 * MiB - 4 * KiB, 4 * KiB, 2, Error::splits_block);
}

TEST_F(PartialUnmap, OfARangeWithAHoleIsRefused) {
  ASSERT_TRUE(is_ok(open_.map(0, 0, 4 * KiB, 3)));
  ASSERT_TRUE(is_ok(open_.map(16 * KiB, 0, 4 * KiB, 3)));
  expect_refused(0, 4 * KiB, 7, Error::not_mapped);
  expect_refused(0, 2 * MiB, 1, Error::not_mapped);
  expect_refused(0, GiB, 2, Error::not_mapped);
  expect_refused(12 * KiB, 4 * KiB, 1, Error::not_mapped);
}

TEST_F(PartialUnmap, TheFirstReasonFromTheLeftIsNamed) {
  ASSERT_TRUE(is_ok(open_.map(0, 0, 4 * KiB, 511)));
  ASSERT_TRUE(is_ok(open_.map(2 * MiB, 0, 2 * MiB)));
  expect_refused(0, 4 * KiB, 513, Error::not_mapped);
  ASSERT_TRUE(is_ok(open_.map(2 * MiB - 4 * KiB, 0, 4 * KiB)));
  expect_refused(0, 4 * KiB, 513, Error::splits_block);
}

TEST_F(PartialUnmap, WholeBlocksGoInAnyUnitThatFits) {
  ASSERT_TRUE(is_ok(open_.map(2 * MiB, 0, 2 * MiB)));
  ASSERT_TRUE(is_ok(open_.unmap(2 * MiB, 4 * KiB, 512)));
  ASSERT_EQ(open_.sink.ranges.size(), 1U);
  EXPECT_EQ(open_.sink.ranges[0], (Flush{2 * MiB, 2 * MiB, 2 * MiB}));
  EXPECT_FALSE(open_.lookup(2 * MiB));
}

TEST_F(PartialUnmap, PagesGoInTheUnitOfBlocks) {
  ASSERT_TRUE(is_ok(open_.map(GiB, 0, 4 * KiB, 512)));
  ASSERT_TRUE(is_ok(open_.map(GiB + 2 * MiB, 2 * MiB, 2 * MiB, 511)));
  ASSERT_TRUE(is_ok(open_.unmap(GiB, GiB)));
  ASSERT_EQ(open_.sink.ranges.size(), 1U);
  EXPECT_EQ(open_.sink.ranges[0], (Flush{GiB, GiB, 4 * KiB}));
  EXPECT_FALSE(open_.lookup(GiB));
  EXPECT_FALSE(open_.lookup(2 * GiB - 1));
}

TEST_F(PartialUnmap, OddSizesAndAddressesAreNamed) {
  ASSERT_TRUE(is_ok(open_.map(0, 0, 2 * MiB, 2)));
  expect_refused(0, 8 * KiB, 1, Error::unsupported_size);
  expect_refused(0, 0, 1, Error::unsupported_size);
  expect_refused(0, 512 * GiB, 1, Error::unsupported_size);
  expect_refused(0, 2 * MiB + 4 * KiB, 1, Error::unsupported_size);
  expect_refused(4 * KiB, 2 * MiB, 1, Error::misaligned);
  expect_refused(1, 4 * KiB, 1, Error::misaligned);
}

TEST_F(PartialUnmap, NoPagesAreNoWork) {
  ASSERT_TRUE(is_ok(open_.unmap(0, 4 * KiB, 0)));
  ASSERT_TRUE(is_ok(open_.map(0, 0, 4 * KiB, 0)));
  EXPECT_TRUE(open_.sink.ranges.empty());
  EXPECT_FALSE(open_.lookup(0));
}

}  // namespace
}  // namespace faultline::pgtable::testing
