// SPDX-License-Identifier: Apache-2.0
//
// The digest changes with whatever can change behaviour, and with nothing else.
#include "model/digest.hpp"

#include <set>

#include "model/testing/bench_device.hpp"

namespace faultline::model::testing {
namespace {

using namespace spec;

class DigestOfDevice : public OneBank {
 protected:
  DigestOfDevice() : OneBank(bench_configuration(), M | CFRE | CFIE | CFCFG) {
    tables.map(0x4000, 0x8000'0000, user_page);
  }
};

TEST_F(DigestOfDevice, ChangesWithEveryPartOfTheState) {
  std::set<std::uint64_t> seen{smmu.digest()};
  const auto changed = [&] { return seen.insert(smmu.digest()).second; };
  set<cb::TTBR1>(bank1, 0x1000);
  EXPECT_FALSE(changed()) << "a stage 2 bank has no TTBR1";
  set<cb::TTBR0>(bank1, 0x1000);
  EXPECT_TRUE(changed()) << "a register of a bank";
  set<gr1::CBAR>(9, 3);
  EXPECT_TRUE(changed()) << "a context attribute";
  set<gr0::SMR>(0x8000'0009, 5);
  EXPECT_TRUE(changed()) << "a stream group";
  set<gr0::sCR2>(5);
  EXPECT_TRUE(changed()) << "a global register";
  (void)read_at(0x4000);
  EXPECT_TRUE(changed()) << "a TLB entry";
  (void)read_at(0x9000);
  EXPECT_TRUE(changed()) << "a stall";
  smmu.set_sync_duration(std::nullopt);
  set<cb::TLBSYNC>(bank0, 0);
  EXPECT_TRUE(changed()) << "a sync under way";
  smmu.set_supply(Supply::gated);
  EXPECT_TRUE(changed()) << "the supply";
}

TEST_F(DigestOfDevice, IsTheSameAfterGoingRoundInACircle) {
  (void)read_at(0x4000);
  const auto round = [&] {
    (void)read_at(0x9000);
    set<cb::FSR>(bank0, 2);
    set<cb::RESUME>(bank0, 1);
    environment.time_ns += 12'345;
    return smmu.digest();
  };
  EXPECT_EQ(round(), round());
}

TEST_F(DigestOfDevice, DoesNotDependOnHintsAndRoutes) {
  (void)read_at(0x4000);
  const std::uint64_t before = smmu.digest();
  for (int i = 0; i < 3; ++i) (void)read_at(0x4000);
  EXPECT_EQ(smmu.digest(), before);
}

}  // namespace
}  // namespace faultline::model::testing
