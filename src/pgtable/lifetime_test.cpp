// SPDX-License-Identifier: Apache-2.0
//
// When tables are freed: when a block takes their place and the walk caches were flushed, or in the
// end. docs/decisions/0021-table-lifetime.md.
#include "pgtable/testing/fixture.hpp"

namespace faultline::pgtable::testing {
namespace {

class Lifetime : public ::testing::Test {
 protected:
  // Leaves the tables for a page at `iova`, with nothing in them.
  void leave_empty_tables(std::uint64_t iova) {
    ASSERT_TRUE(is_ok(open_.map(iova, 0, 4 * KiB)));
    ASSERT_TRUE(is_ok(open_.unmap(iova, 4 * KiB)));
  }

  OpenTable open_{aarch64_4k_stage1, {.coherent_walker = false}};
};

TEST_F(Lifetime, UnmapKeepsTables) {
  ASSERT_TRUE(is_ok(open_.map(0, 0, 4 * KiB, 1024)));
  const std::size_t tables = open_.pool.live_count();
  EXPECT_EQ(tables, 5U);
  ASSERT_TRUE(is_ok(open_.unmap(0, 4 * KiB, 1024)));
  EXPECT_EQ(open_.pool.live_count(), tables);
  EXPECT_TRUE(open_.sink.walks.empty());
}

TEST_F(Lifetime, ABlockTakesThePlaceOfAnEmptyTable) {
  leave_empty_tables(2 * MiB);
  const std::size_t tables = open_.pool.live_count();
  const PhysAddr slot = open_.table.walk(Iova(2 * MiB)).entries[1].output + 8;
  EXPECT_NE(open_.pool.walker_reads(slot.value), 0U);
  open_.sink.on_walk = [&] {
    EXPECT_EQ(open_.pool.live_count(), tables) << "released before the walks were flushed";
    EXPECT_EQ(open_.pool.walker_reads(slot.value), 0U) << "the walker still finds the table";
  };
  ASSERT_TRUE(is_ok(open_.map(2 * MiB, 0, 2 * MiB)));
  ASSERT_EQ(open_.sink.walks.size(), 1U);
  EXPECT_EQ(open_.sink.walks[0], (Flush{2 * MiB, 2 * MiB, 4 * KiB}));
  EXPECT_EQ(open_.pool.live_count(), tables - 1);
  EXPECT_EQ(open_.lookup(2 * MiB), (Mapping{PhysAddr(0), 2 * MiB}));
}

TEST_F(Lifetime, ABatchOfBlocksFlushesWalksOnce) {
  for (std::uint64_t iova : {4 * MiB, 6 * MiB, 12 * MiB}) leave_empty_tables(iova);
  const std::size_t tables = open_.pool.live_count();
  ASSERT_TRUE(is_ok(open_.map(2 * MiB, 0, 2 * MiB, 8)));
  ASSERT_EQ(open_.sink.walks.size(), 1U);
  EXPECT_EQ(open_.sink.walks[0], (Flush{2 * MiB, 16 * MiB, 4 * KiB}));
  EXPECT_EQ(open_.pool.live_count(), tables - 3);
}

TEST_F(Lifetime, ALargeBlockTakesThePlaceOfAWholeSubtree) {
  for (std::uint64_t i = 0; i < 5; ++i) leave_empty_tables(GiB + i * 100 * MiB);
  ASSERT_TRUE(is_ok(open_.map(GiB, 0, GiB)));
  EXPECT_EQ(open_.pool.live_count(), 2U);  // the root and the table of 1 GiB entries
}

TEST_F(Lifetime, OneMappedPageKeepsTheTables) {
  for (std::uint64_t i = 0; i < 5; ++i) leave_empty_tables(GiB + i * 100 * MiB);
  ASSERT_TRUE(is_ok(open_.map(2 * GiB - 4 * KiB, 0, 4 * KiB)));
  EXPECT_TRUE(is(open_.map(GiB, 0, GiB), Error::overlap));
  EXPECT_TRUE(open_.sink.walks.empty());
  EXPECT_EQ(open_.lookup(2 * GiB - 1), (Mapping{PhysAddr(4 * KiB - 1), 4 * KiB}));
}

// The leaf cache knew the table that is gone; small pages afterwards must not go there.
TEST_F(Lifetime, PagesMapAgainWhereABlockWas) {
  leave_empty_tables(GiB);
  leave_empty_tables(GiB + 2 * MiB);
  ASSERT_TRUE(is_ok(open_.map(GiB, 0, GiB)));
  EXPECT_TRUE(is(open_.map(GiB, 0, 4 * KiB), Error::overlap));
  EXPECT_TRUE(is(open_.unmap(GiB + 2 * MiB, 4 * KiB), Error::splits_block));
  ASSERT_TRUE(is_ok(open_.unmap(GiB, GiB)));
  for (std::uint64_t iova : {GiB, GiB + 2 * MiB}) {
    EXPECT_TRUE(is(open_.unmap(iova, 4 * KiB), Error::not_mapped));
    ASSERT_TRUE(is_ok(open_.map(iova, 4 * KiB, 4 * KiB)));
    EXPECT_EQ(open_.lookup(iova), (Mapping{PhysAddr(4 * KiB), 4 * KiB}));
    EXPECT_TRUE(open_.hardware(iova, false).has_value());
  }
}

TEST_F(Lifetime, ATableThatHardwareMayStillWalkIsKeptUntilTheEnd) {
  leave_empty_tables(2 * MiB);
  leave_empty_tables(4 * MiB);
  const std::size_t tables = open_.pool.live_count();
  open_.sink.succeeds = false;
  ASSERT_TRUE(is_ok(open_.map(2 * MiB, 0, 2 * MiB)));
  EXPECT_EQ(open_.pool.live_count(), tables);
  open_.sink.succeeds = true;
  ASSERT_TRUE(is_ok(open_.map(4 * MiB, 0, 2 * MiB)));
  EXPECT_EQ(open_.pool.live_count(), tables - 1);
}

// A visitor that lets a block take the place of the table which it is in.
class Usurper final : public EntryVisitor {
 public:
  explicit Usurper(OpenTable& open) : open_(open) {}
  bool visit(const EntryView& entry) override {
    if (entry.level != 2 || entry.kind != Kind::table) return true;
    const std::size_t tables = open_.pool.live_count();
    EXPECT_TRUE(is_ok(open_.map(entry.start.value, 0, 2 * MiB)));
    EXPECT_EQ(open_.pool.live_count(), tables) << "released under a reader";
    ++taken;
    return true;
  }
  unsigned taken = 0;

 private:
  OpenTable& open_;
};

TEST_F(Lifetime, ATableThatSomebodyReadsIsReleasedLater) {
  leave_empty_tables(2 * MiB);
  leave_empty_tables(4 * MiB);
  leave_empty_tables(8 * MiB);
  ASSERT_TRUE(is_ok(open_.map(8 * MiB, 0, 4 * KiB)));
  ASSERT_TRUE(is_ok(open_.unmap(8 * MiB, 4 * KiB)));
  const std::size_t tables = open_.pool.live_count();
  Usurper usurper(open_);
  open_.table.visit(usurper);
  EXPECT_EQ(usurper.taken, 3U);
  EXPECT_EQ(open_.pool.live_count(), tables);
  leave_empty_tables(16 * MiB);
  ASSERT_TRUE(is_ok(open_.map(16 * MiB, 0, 2 * MiB)));
  EXPECT_EQ(open_.pool.live_count(), tables - 3);
}

TEST(Closing, FlushesAllBeforeItReleases) {
  Pool pool;
  RecordingSink sink;
  Table table(pool, sink);
  ASSERT_TRUE(is_ok(table.open(aarch64_4k_stage1, {})));
  ASSERT_TRUE(is_ok(table.map(Iova(0), PhysAddr(0), 4 * KiB, 1, read_write)));
  sink.succeeds = false;
  EXPECT_TRUE(is(table.close(), Error::flush_failed));
  EXPECT_TRUE(table.is_open());
  EXPECT_EQ(pool.live_count(), 4U);
  EXPECT_TRUE(table.lookup(Iova(0)).has_value());
  sink.succeeds = true;
  EXPECT_TRUE(is_ok(table.close()));
  EXPECT_EQ(sink.alls, 2U);
  EXPECT_EQ(pool.live_count(), 0U);
}

TEST(Closing, ATableOpensAgainInAnotherFormat) {
  Pool pool;
  RecordingSink sink;
  Table table(pool, sink);
  for (const FormatUnderTest& format : aarch64_formats()) {
    const std::uint64_t page = format.page_sizes[0];
    ASSERT_TRUE(is_ok(table.open(*format.format, {})));
    EXPECT_FALSE(table.lookup(Iova(page)).has_value());
    ASSERT_TRUE(is_ok(table.map(Iova(page), PhysAddr(page), page, 2, read_write)));
    ASSERT_TRUE(is_ok(table.map(Iova(4 * page), PhysAddr(page), page, 1, read_write)));
    ASSERT_TRUE(is_ok(table.close()));
    EXPECT_EQ(pool.live_count(), 0U);
  }
}

TEST(ClosingDeathTest, AnOpenTableMustNotBeDestroyed) {
  EXPECT_DEATH(
      {
        Pool pool;
        RecordingSink sink;
        Table table(pool, sink);
        static_cast<void>(table.open(aarch64_4k_stage1, {}));
      },
      "is_open");
}

}  // namespace
}  // namespace faultline::pgtable::testing
