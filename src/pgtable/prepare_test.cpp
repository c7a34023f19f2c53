// SPDX-License-Identifier: Apache-2.0
//
// A map that is refused has changed nothing and leaked nothing, whichever allocation fails and
// wherever the obstacle is.
#include "pgtable/testing/fixture.hpp"

namespace faultline::pgtable::testing {
namespace {

struct Batch {
  std::uint64_t iova;
  std::uint64_t page_bytes;
  std::uint64_t page_count;
};

class Prepare : public ::testing::TestWithParam<FormatUnderTest> {
 protected:
  // Batches that need tables at every level, some of them many.
  static std::vector<Batch> batches() {
    const std::uint64_t page = GetParam().page_sizes[0];
    const std::uint64_t block = GetParam().page_sizes[1];
    const std::uint64_t far = (std::uint64_t{1} << 47) - block;
    return {{0, page, 1},
            {far, page,
             2 * block / page},  // across the middle of the range: other tables at each level
            {8 * block - page, page, 2},
            {block, page, 3 * block / page},
            {std::uint64_t{1} << 45, block, 3}};
  }
};

TEST_P(Prepare, EachFailingAllocationLeavesEverythingAsItWas) {
  for (bool coherent : {true, false}) {
    OpenTable open(*GetParam().format, {.coherent_walker = coherent});
    ASSERT_TRUE(is_ok(open.map(100 * GiB, 0, GetParam().page_sizes[0])));
    for (const Batch& batch : batches()) {
      unsigned failures = 0;
      for (bool done = false; !done; ++failures) {
        const auto before = open.pool.contents();
        open.pool.fail_at = open.pool.allocations + failures + 1;
        const auto result = open.map(batch.iova, 0, batch.page_bytes, batch.page_count);
        open.pool.fail_at = 0;
        done = result.has_value();
        if (done) break;
        EXPECT_TRUE(is(result, Error::out_of_tables));
        EXPECT_EQ(open.pool.contents(), before);
        EXPECT_FALSE(open.lookup(batch.iova));
      }
      EXPECT_GT(failures, 0U) << "the batch needed no table";
      EXPECT_TRUE(open.lookup(batch.iova));
      ASSERT_TRUE(is_ok(open.unmap(batch.iova, batch.page_bytes, batch.page_count)));
    }
  }
}

TEST_P(Prepare, NoTableIsAllocatedThatIsNotUsed) {
  OpenTable open(*GetParam().format, {});
  for (const Batch& batch : batches()) {
    ASSERT_TRUE(is_ok(open.map(batch.iova, 0, batch.page_bytes, batch.page_count)));
    EXPECT_EQ(open.pool.allocations, open.pool.live_count());
    ASSERT_TRUE(is_ok(open.unmap(batch.iova, batch.page_bytes, batch.page_count)));
  }
}

TEST_P(Prepare, AnObstacleAnywhereInTheRangeLeavesEverythingAsItWas) {
  const std::uint64_t page = GetParam().page_sizes[0];
  const std::uint64_t block = GetParam().page_sizes[1];
  const Batch obstacles[] = {{4 * block, page, 1},
                             {6 * block - page, page, 1},
                             {5 * block, block, 1},
                             {4 * block + 3 * page, page, 7},
                             {6 * block - 2 * page, page, 1}};
  for (const Batch& obstacle : obstacles) {
    OpenTable open(*GetParam().format, {});
    ASSERT_TRUE(is_ok(open.map(obstacle.iova, 0, obstacle.page_bytes, obstacle.page_count)));
    const auto before = open.pool.contents();
    EXPECT_TRUE(is(open.map(4 * block, 0, page, 2 * block / page), Error::overlap));
    EXPECT_TRUE(is(open.map(4 * block, 0, block, 2), Error::overlap));
    EXPECT_TRUE(is(open.map(4 * block - page, 0, page, 2 * block / page + 1), Error::overlap));
    EXPECT_EQ(open.pool.contents(), before);
    EXPECT_TRUE(open.sink.walks.empty());
  }
}

TEST_P(Prepare, OpeningWithoutMemoryFails) {
  Pool pool;
  RecordingSink sink;
  Table table(pool, sink);
  pool.fail_at = 1;
  EXPECT_TRUE(is(table.open(*GetParam().format, {}), Error::out_of_tables));
  EXPECT_FALSE(table.is_open());
  EXPECT_EQ(pool.live_count(), 0U);
}

TEST_P(Prepare, MisalignedAndOddRequestsAreNamed) {
  OpenTable open(*GetParam().format, {});
  const std::uint64_t page = GetParam().page_sizes[0];
  EXPECT_TRUE(is(open.map(page / 2, 0, page), Error::misaligned));
  EXPECT_TRUE(is(open.map(0, page / 2, page), Error::misaligned));
  EXPECT_TRUE(is(open.map(0, page, GetParam().page_sizes[1]), Error::misaligned));
  EXPECT_TRUE(is(open.map(0, 0, page / 2), Error::unsupported_size));
  EXPECT_TRUE(is(open.map(0, 0, 0), Error::unsupported_size));
  EXPECT_TRUE(is(open.map(0, 0, 3 * page), Error::unsupported_size));
  EXPECT_TRUE(is(open.map(0, 0, 512 * GiB), Error::unsupported_size));
  EXPECT_EQ(open.pool.live_count(), 1U);
}

INSTANTIATE_TEST_SUITE_P(AArch64, Prepare, ::testing::ValuesIn(aarch64_formats()),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace faultline::pgtable::testing
