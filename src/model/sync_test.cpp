// SPDX-License-Identifier: Apache-2.0
//
// Syncs that take time, hang, or wait for stalls, and invalidations that take effect no sooner than
// the sync.
#include "model/sync.hpp"

#include "model/testing/bench_device.hpp"

namespace faultline::model::testing {
namespace {

using namespace spec;

Configuration with(auto change) {
  Configuration configuration = bench_configuration();
  change(configuration.behaviour);
  return configuration;
}

class Sync : public OneBank {
 protected:
  explicit Sync(const Configuration& configuration = with([](Behaviour& b) {
                  b.sync_duration_ns = 500;
                }))
      : OneBank(configuration) {}
};

TEST_F(Sync, ABankSyncIsActiveUntilItsTimeHasPassed) {
  set<cb::TLBSYNC>(bank0, 0xffff'ffff);
  EXPECT_EQ(get<cb::TLBSTATUS>(bank0), 1u);
  EXPECT_EQ(get<cb::TLBSTATUS>(bank1), 0u);
  environment.time_ns += 499;
  EXPECT_EQ(get<cb::TLBSTATUS>(bank0), 1u);
  environment.time_ns += 1;
  EXPECT_EQ(get<cb::TLBSTATUS>(bank0), 0u);
}

TEST_F(Sync, AGlobalSyncIsActiveUntilItsTimeHasPassed) {
  set<gr0::sTLBGSYNC>(0);
  EXPECT_EQ(get<gr0::sTLBGSTATUS>(), 1u);
  EXPECT_EQ(get<cb::TLBSTATUS>(bank0), 0u);
  environment.time_ns += 500;
  EXPECT_EQ(get<gr0::sTLBGSTATUS>(), 0u);
}

TEST_F(Sync, TheNextDeadlineIsTheEndOfTheFirstSync) {
  EXPECT_EQ(smmu.next_deadline_ns(), std::nullopt);
  set<gr0::sTLBGSYNC>(0);
  environment.time_ns += 10;
  set<cb::TLBSYNC>(bank0, 0);
  EXPECT_EQ(smmu.next_deadline_ns(), 1500u);
  environment.time_ns = 1500;
  smmu.tick();
  EXPECT_EQ(smmu.next_deadline_ns(), 1510u);
}

TEST_F(Sync, CanBeMadeToHangAndToGoOn) {
  smmu.set_sync_duration(std::nullopt);
  set<cb::TLBSYNC>(bank0, 0);
  environment.time_ns += 1'000'000'000;
  EXPECT_EQ(get<cb::TLBSTATUS>(bank0), 1u);
  EXPECT_EQ(smmu.next_deadline_ns(), std::nullopt);
  smmu.set_sync_duration(0);
  EXPECT_EQ(get<cb::TLBSTATUS>(bank0), 0u);
}

TEST_F(Sync, ASyncThatTakesNoTimeIsOverAtOnce) {
  smmu.set_sync_duration(0);
  set<cb::TLBSYNC>(bank0, 0);
  EXPECT_EQ(smmu.peek(offset<cb::TLBSTATUS>(bank0), 4), 0u);
}

TEST_F(Sync, PowerLossEndsIt) {
  set<gr0::sTLBGSYNC>(0);
  set<cb::TLBSYNC>(bank0, 0);
  smmu.set_supply(Supply::off);
  smmu.set_supply(Supply::on);
  EXPECT_EQ(get<gr0::sTLBGSTATUS>(), 0u);
  EXPECT_EQ(get<cb::TLBSTATUS>(bank0), 0u);
}

class SyncBehindStalls : public Sync {
 protected:
  SyncBehindStalls() : Sync(with([](Behaviour& b) { b.sync_waits_for_stalls = true; })) {
    control(M | CFRE | CFIE | CFCFG);
  }
};

TEST_F(SyncBehindStalls, WaitsUntilNoTransactionIsStalled) {
  (void)read_at(0x4000);
  set<cb::TLBSYNC>(bank0, 0);
  environment.time_ns += 1'000'000;
  EXPECT_EQ(get<cb::TLBSTATUS>(bank0), 1u);
  set<cb::FSR>(bank0, 2);
  set<cb::RESUME>(bank0, 1);
  EXPECT_EQ(get<cb::TLBSTATUS>(bank0), 0u);
}

class LateInvalidation : public Sync {
 protected:
  explicit LateInvalidation(const Configuration& configuration = with([](Behaviour& b) {
                              b.invalidation = Invalidation::at_sync;
                              b.sync_duration_ns = 100;
                            }))
      : Sync(configuration) {
    tables.map(0x4000, 0x8000'0000, user_page);
    EXPECT_EQ(read_at(0x4000).verdict, Verdict::passed);
    tables.map(0x4000, 0x9000'0000, user_page);
  }
  bool stale() { return read_at(0x4000).pa == PhysAddr(0x8000'0000); }
};

TEST_F(LateInvalidation, TakesEffectWhenTheSyncEnds) {
  set<cb::TLBIVA>(bank0, 4);
  EXPECT_TRUE(stale());
  set<cb::TLBSYNC>(bank0, 0);
  EXPECT_TRUE(stale());
  environment.time_ns += 100;
  smmu.tick();
  EXPECT_FALSE(stale());
}

TEST_F(LateInvalidation, ASyncOfAnotherBankDoesNotEndIt) {
  set<cb::TLBIVA>(bank0, 4);
  set<cb::TLBSYNC>(bank1, 0);
  environment.time_ns += 100;
  smmu.tick();
  EXPECT_TRUE(stale());
}

TEST_F(LateInvalidation, ABankSyncDoesNotEndAGlobalInvalidation) {
  set<gr0::TLBIALLNSNH>(0);
  set<cb::TLBSYNC>(bank0, 0);
  environment.time_ns += 100;
  smmu.tick();
  EXPECT_TRUE(stale());
}

TEST_F(LateInvalidation, AGlobalSyncEndsThoseOfEveryBank) {
  set<cb::TLBIVA>(bank0, 4);
  set<gr0::sTLBGSYNC>(0);
  environment.time_ns += 100;
  smmu.tick();
  EXPECT_FALSE(stale());
}

TEST_F(LateInvalidation, WhenTooManyWaitTheOldestTakesEffect) {
  set<cb::TLBIVA>(bank0, 4);
  for (unsigned i = 0; i < bench_capacity.pending; ++i) set<cb::TLBIVA>(bank0, 0x100);
  EXPECT_FALSE(stale());
}

}  // namespace
}  // namespace faultline::model::testing
