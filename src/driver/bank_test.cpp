// SPDX-License-Identifier: Apache-2.0
//
// A bank is written from its shadow, in an order, and SCTLR follows from what the shadow says.
#include "driver/bank.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "driver/bank_setup.hpp"
#include "driver/testing/fake_bus.hpp"

namespace faultline::driver {
namespace {

using spec::cb::SCTLR;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::StrEq;
using Tcr = spec::cb::TCR::Stage1Aarch64;

constexpr BankIndex third{3};

class Banks : public ::testing::Test {
 protected:
  Banks() { registers.set_pages(bus.pages); }

  static pgtable::Configuration table(pgtable::Region region, std::uint64_t root) {
    pgtable::Configuration made;
    made.root = PhysAddr(root);
    made.region = region;
    made.TSZ = 16;
    return made;
  }
  void set_up(const TlbTag& tag, pgtable::Region region = pgtable::Region::lower) {
    bank.update([&](BankShadow& shadow) {
      shadow = bank_setup(tag, table(region, 0x8000'0000), capabilities);
    });
  }
  reg::Value<SCTLR> control() { return registers.read<SCTLR>(third); }

  testing::FakeBus bus;
  Registers registers{bus};
  Capabilities capabilities = [] {
    Capabilities made;
    made.upstream_bits = 49;
    return made;
  }();
  Bank bank;
};

TEST_F(Banks, Stage1IsWrittenWithTheControlLast) {
  set_up({third, false, Asid(3), Vmid(4)});
  bank.write(registers, third);
  EXPECT_THAT(bus.take_writes(),
              ElementsAre("GR1.CBA2R3", "GR1.CBAR3", "CB3.TCR2", "CB3.TCR", "CB3.TTBR0",
                          "CB3.TTBR1", "CB3.MAIR0", "CB3.MAIR1", "CB3.SCTLR"));
}

TEST_F(Banks, Stage2HasNoSecondTableAndNoAttributes) {
  set_up({third, true, Asid(3), Vmid(4)});
  bank.write(registers, third);
  EXPECT_THAT(bus.take_writes(),
              ElementsAre("GR1.CBA2R3", "GR1.CBAR3", "CB3.TCR", "CB3.TTBR0", "CB3.SCTLR"));
  EXPECT_EQ(registers.read<spec::gr1::CBAR::Stage2>(third).get<spec::gr1::CBAR::Stage2::VMID>(),
            4u);
}

TEST_F(Banks, OneThatDoesNotTranslateIsOff) {
  bank.write(registers, third);
  EXPECT_THAT(bus.take_writes(), ElementsAre("CB3.SCTLR"));
  EXPECT_EQ(control().bits(), 0u);
}

TEST_F(Banks, MaskingTakesTheInterruptAndLeavesTheReport) {
  set_up({third, false, Asid(3), Vmid(4)});
  bank.set_masked(registers, third, true);
  EXPECT_TRUE(control().get<SCTLR::M>());
  EXPECT_FALSE(control().get<SCTLR::CFIE>());
  EXPECT_TRUE(control().get<SCTLR::CFRE>());
  bank.set_masked(registers, third, false);
  EXPECT_TRUE(control().get<SCTLR::CFIE>());
}

TEST_F(Banks, AStallSwitchDoesNotUndoTheMask) {
  set_up({third, false, Asid(3), Vmid(4)});
  bank.set_masked(registers, third, true);
  bank.update([](BankShadow& shadow) { shadow.control.stall = true; });
  bank.write_control(registers, third);
  EXPECT_TRUE(control().get<SCTLR::CFCFG>());
  EXPECT_FALSE(control().get<SCTLR::CFIE>());
}

TEST_F(Banks, BothTableRegistersHaveTheAsid) {
  set_up({third, false, Asid(0x1003), Vmid(4)});
  bank.write(registers, third);
  EXPECT_EQ(registers.read<spec::cb::TTBR0>(third).bits() >> 48, 0x1003u);
  EXPECT_EQ(registers.read<spec::cb::TTBR1>(third).bits() >> 48, 0x1003u);
}

TEST_F(Banks, AnUpperTableLeavesTheLowerRegionOff) {
  set_up({third, false, Asid(3), Vmid(4)}, pgtable::Region::upper);
  bank.write(registers, third);
  EXPECT_TRUE(registers.read<Tcr>(third).get<Tcr::EPD0>());
  EXPECT_FALSE(registers.read<Tcr>(third).get<Tcr::EPD1>());
  EXPECT_EQ(registers.read<spec::cb::TTBR1>(third).bits() & 0xffff'ffff'ffff, 0x8000'0000u);
}

TEST_F(Banks, TheLowerTableIsThereBeforeItsRegionGoesOnAndUntilItGoesOff) {
  set_up({third, false, Asid(3), Vmid(4)}, pgtable::Region::upper);
  const auto lower = table(pgtable::Region::lower, 0x9000'0000);
  bank.update([&](BankShadow& shadow) { set_lower_table(shadow, Asid(3), &lower); });
  bank.write_tables(registers, third);
  EXPECT_THAT(bus.take_writes(), ElementsAre("CB3.TTBR0", "CB3.TCR"));
  EXPECT_FALSE(registers.read<Tcr>(third).get<Tcr::EPD0>());
  bank.update([&](BankShadow& shadow) { set_lower_table(shadow, Asid(3), nullptr); });
  bank.write_tables(registers, third);
  EXPECT_THAT(bus.take_writes(), ElementsAre("CB3.TCR", "CB3.TTBR0"));
  EXPECT_TRUE(registers.read<Tcr>(third).get<Tcr::EPD0>());
}

TEST_F(Banks, ANarrowBusIsExtendedWithZerosUnlessItIsSplit) {
  capabilities.upstream_bits = 36;
  set_up({third, false, Asid(3), Vmid(4)});
  EXPECT_EQ(bank.shadow().TCR2.get<spec::cb::TCR2::SEP>(), spec::cb::SignExtension::bit39);
  set_up({third, false, Asid(3), Vmid(4)}, pgtable::Region::upper);
  EXPECT_EQ(bank.shadow().TCR2.get<spec::cb::TCR2::SEP>(), spec::cb::SignExtension::upstream);
}

TEST_F(Banks, WideRegistersGoHighWordFirstWhereTheyHaveTo) {
  registers.set_wide_access(WideAccess::high_then_low);
  registers.write(third, reg::Value<spec::cb::TTBR0>(0x0003'0000'8000'0000));
  EXPECT_THAT(bus.take_writes(), ElementsAre("CB3.TTBR0+4", "CB3.TTBR0"));
  EXPECT_EQ(registers.read<spec::cb::TTBR0>(third).bits(), 0x0003'0000'8000'0000u);
}

TEST_F(Banks, EachAccessNamesItsFunction) {
  bank.write_control(registers, third);
  EXPECT_THAT(bus.functions, Each(StrEq("write_control")));
  EXPECT_FALSE(bus.functions.empty());
}

TEST_F(Banks, WhateverIsWrittenHasLandedWhenTheCallReturns) {
  set_up({third, false, Asid(3), Vmid(4)});
  bank.write(registers, third);
  EXPECT_EQ(bus.writes_under_way, 0u);
  bank.write_control(registers, third);
  EXPECT_EQ(bus.writes_under_way, 0u);
  bank.write_tables(registers, third);
  EXPECT_EQ(bus.writes_under_way, 0u);
  bank.set_masked(registers, third, true);
  EXPECT_EQ(bus.writes_under_way, 0u);
}

}  // namespace
}  // namespace faultline::driver
