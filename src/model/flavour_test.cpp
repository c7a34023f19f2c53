// SPDX-License-Identifier: Apache-2.0
//
// Known implementations, checked against what their manuals and drivers say of them.
#include "model/flavour.hpp"

#include "model/identification.hpp"
#include "model/testing/bench_device.hpp"
#include "spec/qcom.hpp"

namespace faultline::model::testing {
namespace {

using namespace spec;

class Flavour : public BenchDevice {
 public:
  explicit Flavour(const Configuration& configuration) : BenchDevice(configuration) {}
  void TestBody() override {}
  using BenchDevice::bank0;
  using BenchDevice::get;
  using BenchDevice::set;
  using BenchDevice::smmu;
};

TEST(Mmu500, HasTheResetValuesOfItsManual) {
  Configuration configuration = mmu500(8, 16);
  configuration.behaviour.power_loss = PowerLoss::zero;
  Flavour device(configuration);
  EXPECT_EQ(device.get<gr0::sCR0>(), 0x20'0001u);
  EXPECT_EQ(device.get<gr0::sACR>() >> 26 & 1, 1u) << "CACHE_LOCK";
  EXPECT_EQ(device.get<cb::ACTLR>(Flavour::bank0) >> 1 & 1, 1u) << "CPRE";
  EXPECT_EQ(device.get<cb::SCTLR>(Flavour::bank0), 0x100u) << "HUPCF";
  EXPECT_EQ(device.get<gr1::CBAR>(0), 0x2'0000u) << "stage 1, and stage 2 faults";
  EXPECT_EQ(device.get<gr0::IDR0>() >> 26 & 1, 1u) << "ATOSNS";
  EXPECT_EQ(device.get<gr0::IDR2>() & 0xffff, 0x5555u);
  EXPECT_GE(device.get<gr0::IDR7>() >> 4, 2u);
}

TEST(Mmu500, FixedBitsOfsCR0CannotBeWritten) {
  Flavour device(mmu500(8, 16));
  device.set<gr0::sCR0>(0x336);
  EXPECT_EQ(device.get<gr0::sCR0>(), 0x20'0006u);
}

TEST(Mmu500, FixedBitsOfItsBanksCannotBeWritten) {
  Flavour device(mmu500(8, 16));  // what else these hold at first is arbitrary
  for (unsigned i = 0; i < 8; ++i) {
    const BankIndex bank(static_cast<std::uint8_t>(i));
    EXPECT_EQ(device.get<cb::SCTLR>(bank) & 0x4000'1000, 0u) << "ASIDPNE, UCI";
  }
  device.set<cb::SCTLR>(Flavour::bank0, 0xffff'ffff);
  EXPECT_EQ(device.get<cb::SCTLR>(Flavour::bank0), 0x3fff'e7ffu);
  device.set<gr1::CBAR>(0xff01'0000);
  EXPECT_EQ(device.get<gr1::CBAR>(0), 0x1'0000u) << "IRPTNDX";
  device.set<cb::TCR2>(Flavour::bank0, 0);
  EXPECT_EQ(device.get<cb::TCR2>(Flavour::bank0), 0x60u) << "TBI0, TBI1";
}

TEST(Mmu500, ACTLRIsLockedUntilCACHE_LOCKIsCleared) {
  Flavour device(mmu500(8, 16));
  const std::uint32_t reset = device.get<cb::ACTLR>(Flavour::bank0);
  device.set<cb::ACTLR>(Flavour::bank0, 0);
  EXPECT_EQ(device.get<cb::ACTLR>(Flavour::bank0), reset);
  device.set<gr0::sACR>(device.get<gr0::sACR>() & ~(1u << 26));
  device.set<cb::ACTLR>(Flavour::bank0, 0);
  EXPECT_EQ(device.get<cb::ACTLR>(Flavour::bank0), 0u);
}

TEST(Mmu500, BitsOfItsAuxiliaryRegistersThatDoNotExistReadZero) {
  Flavour device(mmu500(8, 16));
  device.set<gr0::sACR>(0xfbff'ffff);
  EXPECT_EQ(device.get<gr0::sACR>() & 0xf800'0003, 0u);
  device.set<cb::ACTLR>(Flavour::bank0, 0xffff'ffff);
  EXPECT_EQ(device.get<cb::ACTLR>(Flavour::bank0), 3u);
}

class Prefetch : public OneBank {
 protected:
  static Configuration configuration() {
    Configuration made = bench_configuration();
    made.behaviour.prefetches_next_page = true;
    return made;
  }
  Prefetch() : OneBank(configuration()) {
    tables.map(0x4000, 0x8000'0000, user_page);
    tables.map(0x5000, 0x8000'0000, user_page);
  }
  bool second_page_is_stale() {
    (void)read_at(0x4000);
    tables.map(0x5000, 0x9000'0000, user_page);
    return read_at(0x5000).pa == PhysAddr(0x8000'0000);
  }
};

TEST_F(Prefetch, CPREFetchesThePageBehind) {
  set<cb::ACTLR>(bank0, 2);
  EXPECT_TRUE(second_page_is_stale());
}

TEST_F(Prefetch, WithoutCPRENothingIsFetchedThatNobodyAskedFor) {
  set<cb::ACTLR>(bank0, 0);
  EXPECT_FALSE(second_page_is_stale());
}

TEST_F(Prefetch, APageBehindThatDoesNotTranslateIsNoFault) {
  set<cb::ACTLR>(bank0, 2);
  EXPECT_EQ(read_at(0x5000).verdict, Verdict::passed);
  EXPECT_EQ(status(), 0u);
}

TEST(QcomSmmu500, HasMoreBitsInACTLR) {
  Flavour device(qcom_smmu500(8, 16));
  device.set<cb::ACTLR>(Flavour::bank0, 3u << 8 | 1u << 5);
  EXPECT_EQ(device.get<cb::ACTLR>(Flavour::bank0), 3u << 8 | 1u << 5);
}

// What drivers poll there before they believe that a TLB sync hangs.
TEST(QcomSmmu500, RegistersOfTheImplementationReadZeroAndIgnoreWrites) {
  Flavour device(qcom_smmu500(8, 16));
  for (const std::uint32_t offset :
       {qcom::tbu_power_status_offset, qcom::sync_invalidate_ack_offset,
        qcom::sync_invalidate_progress_offset, qcom::gfx_prr_cfg_low_offset,
        qcom::gfx_prr_cfg_high_offset}) {
    EXPECT_TRUE(device.smmu.write(offset, ~0u, 4)) << offset;
    EXPECT_EQ(device.smmu.read(offset, 4), 0u) << offset;
  }
}

TEST(CaviumThunderX, SpeaksAArch64OnlyAndNeverStalls) {
  Flavour device(cavium_thunderx(8, 16));
  EXPECT_EQ(device.get<gr0::IDR0>() >> 24 & 3, 2u);
  device.set<gr1::CBA2R>(0, 0);
  EXPECT_EQ(device.get<gr1::CBA2R>(0), 1u);
  device.set<cb::SCTLR>(Flavour::bank0, 1u << 7);
  EXPECT_EQ(device.get<cb::SCTLR>(Flavour::bank0), 0u);
}

TEST(Flavours, AreAllPossibleDevices) {
  EXPECT_TRUE(is_possible(mmu500()));
  EXPECT_TRUE(is_possible(qcom_smmu500()));
  EXPECT_TRUE(is_possible(qcom_smmu_v2()));
  EXPECT_TRUE(is_possible(cavium_thunderx()));
}

}  // namespace
}  // namespace faultline::model::testing
