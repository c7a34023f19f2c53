// SPDX-License-Identifier: Apache-2.0
//
// What people are shown of a table: the entries on the way to one address, and all of them.
#include "pgtable/testing/fixture.hpp"

namespace faultline::pgtable::testing {
namespace {

class Collector final : public EntryVisitor {
 public:
  bool visit(const EntryView& entry) override {
    entries.push_back(entry);
    return entries.size() != stop_at;
  }
  std::size_t stop_at = 0;
  std::vector<EntryView> entries;
};

TEST(Walk, ShowsEachEntryOnTheWay) {
  OpenTable open(aarch64_4k_stage1, {.input_bits = 40, .region = Region::upper});
  const std::uint64_t base = 0 - (std::uint64_t{1} << 40);
  const std::uint64_t iova = base + 3 * GiB + 6 * MiB + 20 * KiB;
  ASSERT_TRUE(is_ok(open.map(iova, 44 * KiB, 4 * KiB)));
  const Path path = open.table.walk(Iova(iova + 5));
  ASSERT_EQ(path.size, 4U);
  const std::uint64_t starts[] = {base, base + 3 * GiB, base + 3 * GiB + 6 * MiB, iova};
  const std::uint64_t sizes[] = {512 * GiB, GiB, 2 * MiB, 4 * KiB};
  for (unsigned i = 0; i < 4; ++i) {
    EXPECT_EQ(path.entries[i].start, Iova(starts[i]));
    EXPECT_EQ(path.entries[i].size_bytes, sizes[i]);
    EXPECT_EQ(path.entries[i].level, i);
    EXPECT_EQ(path.entries[i].kind, i == 3 ? Kind::leaf : Kind::table);
  }
  EXPECT_EQ(path.entries[3].output, PhysAddr(44 * KiB));
}

TEST(Walk, EndsWhereNothingIs) {
  OpenTable open(aarch64_4k_stage1, {.input_bits = 40});
  EXPECT_EQ(open.table.walk(Iova(0)).size, 1U);
  EXPECT_EQ(open.table.walk(Iova(0)).entries[0].kind, Kind::none);
  ASSERT_TRUE(is_ok(open.map(0, GiB, GiB)));
  EXPECT_EQ(open.table.walk(Iova(5)).size, 2U);
  EXPECT_EQ(open.table.walk(Iova(5)).entries[1].output, PhysAddr(GiB));
  EXPECT_EQ(open.table.walk(Iova(GiB)).size, 2U);
  EXPECT_EQ(open.table.walk(Iova(std::uint64_t{1} << 40)).size, 0U);
}

TEST(Visit, ShowsEverythingInOrder) {
  OpenTable open(aarch64_4k_stage2, {.input_bits = 36});
  ASSERT_TRUE(is_ok(open.map(5 * GiB, 0, GiB)));
  ASSERT_TRUE(is_ok(open.map(GiB + 2 * MiB, 0, 2 * MiB)));
  ASSERT_TRUE(is_ok(open.map(GiB + 8 * KiB, 0, 4 * KiB, 2)));
  Collector all;
  open.table.visit(all);
  const std::pair<std::uint64_t, Kind> expected[] = {
      {GiB, Kind::table},           {GiB, Kind::table},          {GiB + 8 * KiB, Kind::leaf},
      {GiB + 12 * KiB, Kind::leaf}, {GiB + 2 * MiB, Kind::leaf}, {5 * GiB, Kind::leaf}};
  ASSERT_EQ(all.entries.size(), std::size(expected));
  for (std::size_t i = 0; i < std::size(expected); ++i) {
    EXPECT_EQ(all.entries[i].start, Iova(expected[i].first));
    EXPECT_EQ(all.entries[i].kind, expected[i].second);
  }
}

TEST(Visit, EndsWhenTheVisitorHasHadEnough) {
  OpenTable open(aarch64_4k_stage1, {});
  ASSERT_TRUE(is_ok(open.map(0, 0, 4 * KiB, 100)));
  Collector some;
  some.stop_at = 10;
  open.table.visit(some);
  EXPECT_EQ(some.entries.size(), 10U);
}

}  // namespace
}  // namespace faultline::pgtable::testing
