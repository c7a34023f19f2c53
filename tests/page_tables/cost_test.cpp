// SPDX-License-Identifier: Apache-2.0
//
// What a batch costs in barriers: counted by giving time to barriers and atomics alone. The only
// atomics of a map or an unmap are the leaf cache's, at most one read and one write.
#include "world.hpp"

namespace faultline::pgtable::testing {
namespace {

class Barriers : public ::testing::TestWithParam<bool> {
 protected:
  // How many barriers and atomics `call` costs.
  std::uint64_t cost_of(const std::function<Result<void, Error>()>& call) {
    sim::Costs costs;
    costs.atomic_ns = 1000;
    costs.table_entry_ns = 0;
    World world(1, costs);
    std::uint64_t duration_ns = 0;
    world.thread([&] {
      const std::uint64_t start_ns = world.now_ns();
      EXPECT_TRUE(is_ok(call()));
      duration_ns = world.now_ns() - start_ns;
    });
    world.run();
    EXPECT_EQ(duration_ns % 1000, 0U);
    return duration_ns / 1000;
  }

  OpenTable open_{aarch64_4k_stage1, {.coherent_walker = GetParam()}};
};

TEST_P(Barriers, AreOneForAPageWhoseTableIsKnown) {
  ASSERT_TRUE(is_ok(open_.map(0, 0, 4 * KiB)));
  EXPECT_EQ(cost_of([&] { return open_.map(4 * KiB, 0, 4 * KiB); }), 2U);
  EXPECT_EQ(cost_of([&] { return open_.unmap(4 * KiB, 4 * KiB); }), 2U);
}

TEST_P(Barriers, AreOneForABatchOfAnySize) {
  ASSERT_TRUE(is_ok(open_.map(0, 0, 4 * KiB)));
  for (std::uint64_t count : {2U, 100U, 500U}) {
    EXPECT_EQ(cost_of([&] { return open_.map(4 * KiB, 0, 4 * KiB, count); }), 2U);
    EXPECT_EQ(cost_of([&] { return open_.unmap(4 * KiB, 4 * KiB, count); }), 2U);
  }
}

TEST_P(Barriers, AreOneForABatchOfBlocks) {
  ASSERT_TRUE(is_ok(open_.map(0, 0, 2 * MiB)));
  EXPECT_EQ(cost_of([&] { return open_.map(2 * MiB, 0, 2 * MiB, 100); }), 1U);
  EXPECT_EQ(cost_of([&] { return open_.unmap(2 * MiB, 2 * MiB, 100); }), 1U);
}

// The tables must be visible empty before they are linked, if the walker does not snoop.
TEST_P(Barriers, AreOneMoreForNewTablesHoweverMany) {
  const std::uint64_t one = GetParam() ? 1 : 2;
  for (std::uint64_t count : {513U, 5000U, 50000U}) {
    EXPECT_EQ(cost_of([&] { return open_.map(count * GiB, 0, 4 * KiB, count); }), one + 1);
  }
}

TEST_P(Barriers, OfAnUnmapAcrossTablesAreOne) {
  ASSERT_TRUE(is_ok(open_.map(0, 0, 4 * KiB, 5000)));
  // One barrier, and each of the ten tables is noted in the leaf cache.
  EXPECT_EQ(cost_of([&] { return open_.unmap(0, 4 * KiB, 5000); }), 1U + 10U);
}

INSTANTIATE_TEST_SUITE_P(PageTables, Barriers, ::testing::Values(true, false),
                         [](const auto& info) {
                           return info.param ? "CoherentWalker" : "WalkerThatDoesNotSnoop";
                         });

}  // namespace
}  // namespace faultline::pgtable::testing
