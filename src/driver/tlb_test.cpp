// SPDX-License-Identifier: Apache-2.0
//
// What an unmapping costs in operations, and that no wait is without end.
#include "driver/tlb.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "driver/testing/bench.hpp"

namespace faultline::driver {
namespace {

using testing::Bench;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::uint64_t K = 1024;
constexpr BankIndex bank{0};

class Invalidation : public ::testing::Test, public Bench {
 protected:
  void open() {
    serve();
    domain.emplace(*smmu);
    ASSERT_TRUE(domain->open({}));
    forget();
  }
  ~Invalidation() override {
    bus.set<spec::cb::TLBSTATUS>(0, bank);
    bus.set<spec::gr0::sTLBGSTATUS>(0);
    EXPECT_TRUE(domain->close());
    smmu->remove();
  }
  void map(std::uint64_t pages) {
    ASSERT_TRUE(
        domain->map({Iova(0x10'0000), PhysAddr(0x5000'0000), 4 * K, pages, pgtable::read_write}));
  }
  Result<void, MapError> unmap(std::uint64_t pages) {
    bus.accesses.clear();
    return domain->unmap(Iova(0x10'0000), 4 * K, pages);
  }
  std::vector<std::string> writes() {
    std::vector<std::string> names;
    for (const auto& access : bus.take()) {
      if (access.write) names.push_back(access.name);
    }
    return names;
  }

  std::optional<Domain> domain;
};

TEST_F(Invalidation, OfOnePageIsOneOperationAndOneSync) {
  open();
  map(1);
  ASSERT_TRUE(unmap(1));
  EXPECT_EQ(bus.accesses.front().value, 0x100u);  // VA >> 12, ASID 0
  EXPECT_THAT(bus.take_texts(),
              ElementsAre("write TLBIVAL[0]", "write TLBSYNC[0]", "read TLBSTATUS[0]"));
}

TEST_F(Invalidation, OfManyPagesIsStillOneSync) {
  open();
  map(Tlb::max_operations);
  ASSERT_TRUE(unmap(Tlb::max_operations));
  const auto names = writes();
  EXPECT_EQ(std::ranges::count(names, "TLBIVAL[0]"), 64);
  EXPECT_EQ(std::ranges::count(names, "TLBSYNC[0]"), 1);
}

TEST_F(Invalidation, BeyondTheThresholdIsTheWholeAsid) {
  open();
  map(Tlb::max_operations + 1);
  ASSERT_TRUE(unmap(Tlb::max_operations + 1));
  EXPECT_THAT(writes(), ElementsAre("TLBIASID[0]", "TLBSYNC[0]"));
}

TEST_F(Invalidation, OfStage2IsByIpaOrVmid) {
  config.options.force_stage = 2;
  open();
  map(Tlb::max_operations + 1);
  ASSERT_TRUE(domain->unmap(Iova(0x10'0000), 4 * K, 1));
  EXPECT_THAT(writes(), ElementsAre("TLBIIPAS2L[0]", "TLBSYNC[0]"));
  ASSERT_TRUE(domain->unmap(Iova(0x10'1000), 4 * K, Tlb::max_operations));
  EXPECT_EQ(writes().size(), Tlb::max_operations + 1);
  map(1);
  ASSERT_TRUE(smmu->tlb().invalidate_all(domain->tag()));
  ASSERT_EQ(bus.accesses.front().name, "TLBIVMID");
  EXPECT_EQ(bus.accesses.front().value, 1u);
  EXPECT_THAT(writes(), ElementsAre("TLBIVMID", "sTLBGSYNC"));
}

TEST_F(Invalidation, OfASleepingSmmuTouchesNothing) {
  open();
  map(4);
  ASSERT_TRUE(smmu->suspend());
  ASSERT_TRUE(unmap(4));
  EXPECT_THAT(bus.take(), IsEmpty());
  ASSERT_TRUE(smmu->resume());
}

TEST_F(Invalidation, WhoseSyncHangsEndsAndSaysSo) {
  open();
  map(1);
  bus.set<spec::cb::TLBSTATUS>(1, bank);
  const std::uint64_t before_ns = clock.time_ns;
  const auto result = unmap(1);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error(), MapError::sync_timed_out);
  const std::uint64_t timeout_ns = smmu->options().tlb_sync_timeout_ns;
  EXPECT_GE(clock.time_ns - before_ns, timeout_ns);
  EXPECT_LT(clock.time_ns - before_ns, timeout_ns + 20'000);
  EXPECT_THAT(log.lines, ElementsAre("smmu: TLB sync timed out -- SMMU may be deadlocked"));
  EXPECT_FALSE(domain->lookup(Iova(0x10'0000)));
  EXPECT_EQ(smmu->gate().holders(), 0u);
  EXPECT_TRUE(sink.of(trace::Kind::unmap_ended).empty());
}

TEST_F(Invalidation, WhoseSyncHangsForEverDoesNotFloodTheLog) {
  open();
  bus.set<spec::cb::TLBSTATUS>(1, bank);
  for (int i = 0; i < 20; ++i) EXPECT_FALSE(smmu->tlb().invalidate_all(domain->tag()));
  EXPECT_EQ(log.lines.size(), 10u);
  EXPECT_EQ(smmu->tlb().timeouts(), 20u);
}

TEST_F(Invalidation, OfWalksReachesAllLevels) {
  open();
  constexpr Iova start(0x20'0000);
  ASSERT_TRUE(domain->map({start, PhysAddr(0x5000'0000), 4 * K, 1, pgtable::read_write}));
  ASSERT_TRUE(domain->unmap(start, 4 * K, 1));
  bus.accesses.clear();
  // A block where an empty table was.
  ASSERT_TRUE(domain->map({start, PhysAddr(0x5020'0000), 2048 * K, 1, pgtable::read_write}));
  const auto names = writes();
  ASSERT_FALSE(names.empty());
  EXPECT_EQ(names.back(), "TLBSYNC[0]");
  EXPECT_TRUE(names.front() == "TLBIVA[0]" || names.front() == "TLBIASID[0]") << names.front();
}

}  // namespace
}  // namespace faultline::driver
