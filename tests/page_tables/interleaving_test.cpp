// SPDX-License-Identifier: Apache-2.0
//
// Threads that share tables, entry by entry in many orders, over a walker that does not snoop: when
// a map returns, the walker sees the page, whoever installed the tables above it and however far
// that thread has come.
#include "world.hpp"

namespace faultline::pgtable::testing {
namespace {

constexpr std::uint64_t seeds = 1500;

// Every operation takes as long as any other, so that the seed decides who goes first.
sim::Costs even_costs() {
  sim::Costs costs;
  costs.atomic_ns = 1;
  costs.table_entry_ns = 1;
  return costs;
}

class Crowd {
 public:
  Crowd(std::uint64_t seed, bool coherent)
      : world_(seed, even_costs()), open_(aarch64_4k_stage1, {.coherent_walker = coherent}) {}

  void map(std::uint64_t iova, std::uint64_t page_bytes, std::uint64_t count) {
    EXPECT_TRUE(is_ok(open_.map(iova, iova, page_bytes, count)));
    for (std::uint64_t at : {iova, iova + page_bytes * count - 1}) {
      EXPECT_EQ(open_.lookup(at), (Mapping{PhysAddr(at), page_bytes}));
      const auto walked = open_.hardware(at, false);
      ASSERT_TRUE(walked.has_value()) << "the walker does not see the page";
      EXPECT_EQ(walked->address, at);
    }
  }
  void unmap(std::uint64_t iova, std::uint64_t page_bytes, std::uint64_t count) {
    EXPECT_TRUE(is_ok(open_.unmap(iova, page_bytes, count)));
    EXPECT_FALSE(open_.lookup(iova));
    EXPECT_FALSE(open_.hardware(iova, false)) << "the walker still sees the page";
  }

  World world_;
  OpenTable open_;
};

class Interleaving : public ::testing::TestWithParam<bool> {};

TEST_P(Interleaving, PagesAreVisibleWhoeverInstalledTheTables) {
  for (std::uint64_t seed = 1; seed <= seeds && !HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    Crowd crowd(seed, GetParam());
    for (std::uint64_t thread = 0; thread < 3; ++thread) {
      crowd.world_.thread([&crowd, thread] {
        crowd.map(thread * 4 * KiB, 4 * KiB, 1);
        crowd.map(GiB + thread * 8 * KiB, 4 * KiB, 2);
        crowd.unmap(thread * 4 * KiB, 4 * KiB, 1);
        crowd.map(2 * MiB - 12 * KiB + thread * 4 * KiB, 4 * KiB, 1);
        crowd.map((2 + thread) * 2 * MiB, 2 * MiB, 1);
      });
    }
    crowd.world_.run();
    // The root, a table each for 512 GiB and 2 times 1 GiB, two of pages: no two of the same.
    EXPECT_EQ(crowd.open_.pool.live_count(), 6U);
  }
}

TEST_P(Interleaving, BlocksTakeThePlaceOfTablesBesideTheirNeighbours) {
  for (std::uint64_t seed = 1; seed <= seeds && !HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    Crowd crowd(seed, GetParam());
    for (std::uint64_t thread = 0; thread < 3; ++thread) {
      crowd.world_.thread([&crowd, thread] {
        const std::uint64_t iova = thread * 2 * MiB;
        crowd.map(iova + 8 * KiB, 4 * KiB, 1);
        crowd.unmap(iova + 8 * KiB, 4 * KiB, 1);
        crowd.map(iova, 2 * MiB, 1);
        crowd.unmap(iova, 2 * MiB, 1);
        crowd.map(iova + 8 * KiB, 4 * KiB, 1);
      });
    }
    crowd.world_.run();
    EXPECT_EQ(crowd.open_.pool.live_count(), 6U);
  }
}

// A dump in the middle of it sees pages where they belong, and no table is pulled away under it.
TEST_P(Interleaving, DumpsSeeOnlyWhatWasThere) {
  struct Auditor final : EntryVisitor {
    bool visit(const EntryView& entry) override {
      if (entry.kind == Kind::leaf) EXPECT_EQ(entry.output.value, entry.start.value);
      return true;
    }
  };
  for (std::uint64_t seed = 1; seed <= seeds / 15 && !HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    Crowd crowd(seed, GetParam());
    bool done = false;
    crowd.world_.thread([&] {
      for (unsigned i = 0; i < 12; ++i) {
        crowd.map(2 * MiB, 4 * KiB, 3);
        crowd.unmap(2 * MiB, 4 * KiB, 3);
        crowd.map(2 * MiB, 2 * MiB, 1);
        crowd.unmap(2 * MiB, 2 * MiB, 1);
      }
      done = true;
    });
    crowd.world_.thread([&] {
      while (!done) {
        Auditor auditor;
        crowd.open_.table.visit(auditor);
        const Path path = crowd.open_.table.walk(Iova(2 * MiB));
        const EntryView& last = path.entries[path.size - 1];
        if (last.kind == Kind::leaf) EXPECT_EQ(last.output.value, last.start.value);
      }
    });
    crowd.world_.run();
  }
}

INSTANTIATE_TEST_SUITE_P(PageTables, Interleaving, ::testing::Values(true, false),
                         [](const auto& info) {
                           return info.param ? "CoherentWalker" : "WalkerThatDoesNotSnoop";
                         });

}  // namespace
}  // namespace faultline::pgtable::testing
