// SPDX-License-Identifier: Apache-2.0
//
// How much flushing a batch costs: one range for the sink, one cleaning per stretch of memory that
// was stored to, nothing else.
#include "pgtable/gather.hpp"
#include "pgtable/testing/fixture.hpp"

namespace faultline::pgtable::testing {
namespace {

using Cleans = std::vector<Pool::Clean>;

class Cleaning : public ::testing::Test {
 protected:
  // The entry for `iova` at `level`.
  PhysAddr entry_at(std::uint64_t iova, unsigned level) {
    const Path path = open_.table.walk(Iova(iova));
    const PhysAddr table =
        level == 0 ? open_.table.configuration().root : path.entries[level - 1].output;
    return table + ((iova >> (12 + 9 * (3 - level))) & 511) * 8;
  }
  Cleans cleans_of(const Result<void, Error>& result) {
    EXPECT_TRUE(is_ok(result));
    Cleans cleans;
    std::swap(cleans, open_.pool.cleans);
    return cleans;
  }

  OpenTable open_{aarch64_4k_stage1, {.coherent_walker = false}};
};

TEST_F(Cleaning, OfANewPathIsEachTableItsEntryAndTheLeaves) {
  open_.pool.cleans.clear();
  const Cleans cleans = cleans_of(open_.map(0, 0, 4 * KiB, 256));
  Cleans expected;
  // The spares first, while nobody can see them; the order in which they are used is nobody's
  // business.
  for (const Pool::Clean& clean : cleans) {
    if (clean.size_bytes == 4096) expected.push_back(clean);
  }
  EXPECT_EQ(expected.size(), 3U);
  expected.push_back({entry_at(0, 0), 8});
  expected.push_back({entry_at(0, 1), 8});
  expected.push_back({entry_at(0, 2), 8});
  expected.push_back({entry_at(0, 3), 256 * 8});
  EXPECT_EQ(cleans, expected);
}

TEST_F(Cleaning, OfABatchInOneTableIsOneRange) {
  ASSERT_TRUE(is_ok(open_.map(0, 0, 4 * KiB)));
  open_.pool.cleans.clear();
  EXPECT_EQ(cleans_of(open_.map(16 * KiB, 0, 4 * KiB, 256)),
            (Cleans{{entry_at(16 * KiB, 3), 256 * 8}}));
  EXPECT_EQ(cleans_of(open_.unmap(16 * KiB, 4 * KiB, 256)),
            (Cleans{{entry_at(16 * KiB, 3), 256 * 8}}));
  EXPECT_EQ(cleans_of(open_.map(GiB / 2, 0, 2 * MiB, 64)),
            (Cleans{{entry_at(GiB / 2, 2), 64 * 8}}));
  EXPECT_EQ(cleans_of(open_.unmap(GiB / 2, 2 * MiB, 64)), (Cleans{{entry_at(GiB / 2, 2), 64 * 8}}));
}

TEST_F(Cleaning, OfNeighbouringTablesDescriptorsIsOneRange) {
  ASSERT_TRUE(is_ok(open_.map(GiB - 4 * KiB, 0, 4 * KiB)));
  open_.pool.cleans.clear();
  const Cleans cleans = cleans_of(open_.map(2 * MiB, 0, 4 * KiB, 512 * 100));
  unsigned descriptor_cleans = 0;
  for (const Pool::Clean& clean : cleans) {
    if (clean == Pool::Clean{entry_at(2 * MiB, 2), 100 * 8}) ++descriptor_cleans;
  }
  EXPECT_EQ(descriptor_cleans, 1U);
  // 100 spares and at most 100 tables of leaves, which may lie side by side.
  EXPECT_LE(cleans.size(), 201U);
}

TEST_F(Cleaning, DoesNotRepeatDescriptorsThatAreKnownToBeVisible) {
  ASSERT_TRUE(is_ok(open_.map(0, 0, 4 * KiB)));
  open_.pool.cleans.clear();
  // Another table of pages, below the same two tables.
  const Cleans cleans = cleans_of(open_.map(2 * MiB, 0, 4 * KiB));
  EXPECT_EQ(cleans.size(), 3U);
  EXPECT_EQ(cleans[1], (Pool::Clean{entry_at(2 * MiB, 2), 8}));
}

// As left by a thread that installed a table and has not come to cleaning its descriptor: whoever
// maps below must see to it.
TEST_F(Cleaning, SeesToADescriptorThatAnotherThreadHasNotCleanedYet) {
  ASSERT_TRUE(is_ok(open_.map(0, 0, 4 * KiB)));
  ASSERT_TRUE(is_ok(open_.map(2 * MiB * 8, 0, 4 * KiB)));  // puts the first region out of mind
  auto& entry = *static_cast<std::uint64_t*>(open_.pool.pointer(entry_at(0, 2)));
  entry &= ~(std::uint64_t{1} << 55);
  open_.pool.cleans.clear();
  EXPECT_EQ(cleans_of(open_.map(4 * KiB, 0, 4 * KiB)),
            (Cleans{{entry_at(0, 2), 8}, {entry_at(4 * KiB, 3), 8}}));
  EXPECT_NE(entry & std::uint64_t{1} << 55, 0U);
}

TEST_F(Cleaning, HappensBeforeTheSinkIsCalled) {
  ASSERT_TRUE(is_ok(open_.map(0, 0, 4 * KiB, 8)));
  open_.pool.cleans.clear();
  open_.sink.on_range = [&] { EXPECT_EQ(open_.pool.cleans.size(), 1U); };
  ASSERT_TRUE(is_ok(open_.unmap(0, 4 * KiB, 8)));
  EXPECT_EQ(open_.sink.ranges.size(), 1U);
}

TEST(Coherent, WalkersNeedNoCleaning) {
  OpenTable open(aarch64_4k_stage1, {});
  ASSERT_TRUE(is_ok(open.map(0, 0, 4 * KiB, 2048)));
  ASSERT_TRUE(is_ok(open.unmap(0, 4 * KiB, 2048)));
  ASSERT_TRUE(is_ok(open.map(0, 0, 2 * MiB, 2)));
  EXPECT_TRUE(open.pool.cleans.empty());
}

TEST(Flushing, IsOneRangeABatchHoweverManyTables) {
  OpenTable open(aarch64_4k_stage2, {});
  ASSERT_TRUE(is_ok(open.map(GiB - 8 * KiB, 0, 4 * KiB, 100'000)));
  EXPECT_TRUE(open.sink.ranges.empty()) << "mapping needs no flush";
  ASSERT_TRUE(is_ok(open.unmap(GiB - 8 * KiB, 4 * KiB, 100'000)));
  EXPECT_EQ(open.sink.ranges, (std::vector<Flush>{{GiB - 8 * KiB, 100'000 * 4 * KiB, 4 * KiB}}));
  EXPECT_TRUE(open.sink.walks.empty());
}

TEST(Gathering, JoinsUnmapsUntilItIsFlushed) {
  OpenTable open(aarch64_4k_stage1, {});
  ASSERT_TRUE(is_ok(open.map(0, 0, 4 * KiB, 16)));
  Gather gather(open.sink);
  for (std::uint64_t i : {4U, 5U, 3U, 6U}) {
    ASSERT_TRUE(is_ok(open.table.unmap(Iova(i * 4 * KiB), 4 * KiB, 1, gather)));
    EXPECT_FALSE(open.lookup(i * 4 * KiB));
  }
  EXPECT_TRUE(open.sink.ranges.empty());
  gather.flush();
  EXPECT_EQ(open.sink.ranges, (std::vector<Flush>{{12 * KiB, 16 * KiB, 4 * KiB}}));
  EXPECT_TRUE(gather.empty());
}

TEST(Gathering, HandsOnWhatDoesNotFit) {
  RecordingSink sink;
  Gather gather(sink);
  gather.range(Iova(0), 4096, 4096);
  gather.range(Iova(8192), 4096, 4096);   // a hole between
  gather.range(Iova(12288), 8192, 8192);  // another stride
  gather.range(Iova(12288), 4096, 8192);  // inside
  gather.flush();
  gather.flush();
  EXPECT_EQ(sink.ranges,
            (std::vector<Flush>{{0, 4096, 4096}, {8192, 4096, 4096}, {12288, 8192, 8192}}));
}

TEST(Gathering, ReachesTheTopOfTheAddressSpace) {
  RecordingSink sink;
  Gather gather(sink);
  gather.range(Iova(0xFFFF'FFFF'FFFF'F000), 4096, 4096);
  gather.range(Iova(0xFFFF'FFFF'FFFF'E000), 4096, 4096);
  gather.range(Iova(0), 4096, 4096);
  gather.flush();
  EXPECT_EQ(sink.ranges,
            (std::vector<Flush>{{0xFFFF'FFFF'FFFF'E000, 8192, 4096}, {0, 4096, 4096}}));
}

TEST(Gathering, HandsWalksAndAllOnAtOnce) {
  RecordingSink sink;
  Gather gather(sink);
  EXPECT_TRUE(gather.walk(Iova(4096), 8192, 4096));
  EXPECT_TRUE(gather.all());
  EXPECT_EQ(sink.walks, (std::vector<Flush>{{4096, 8192, 4096}}));
  EXPECT_EQ(sink.alls, 1U);
  sink.succeeds = false;
  EXPECT_FALSE(gather.walk(Iova(0), 4096, 4096));
  EXPECT_FALSE(gather.all());
}

TEST(GatheringDeathTest, MustBeFlushedBeforeItGoes) {
  EXPECT_DEATH(
      {
        RecordingSink sink;
        Gather gather(sink);
        gather.range(Iova(0), 4096, 4096);
      },
      "empty");
}

}  // namespace
}  // namespace faultline::pgtable::testing
