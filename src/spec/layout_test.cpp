// SPDX-License-Identifier: Apache-2.0
// Offsets in the whole register map, and back.
#include "spec/layout.hpp"

#include <gtest/gtest.h>

#include "spec/cb.hpp"
#include "spec/gr0.hpp"
#include "spec/gr1.hpp"

namespace faultline::spec {
namespace {

// A Zynq UltraScale+: 4 KiB pages, NUMPAGENDXB = 3, so context bank 0 lies at 0x10000.
constexpr PageLayout small(12, 16);
// A Tegra: 64 KiB pages, NUMPAGENDXB = 5.
constexpr PageLayout large(16, 64);

TEST(PageLayout, PutsContextBanksInTheUpperHalf) {
  EXPECT_EQ(small.offset_of<cb::SCTLR>(BankIndex(0)), 0x1'0000u);
  EXPECT_EQ(small.offset_of<cb::FSR>(BankIndex(5)), 0x1'5058u);
  EXPECT_EQ(large.offset_of<cb::FSR>(BankIndex(5)), 0x45'0058u);
  EXPECT_EQ(large.size_bytes(), 0x80'0000u);
}

TEST(PageLayout, PutsTheGlobalSpacesInTheLowerHalf) {
  EXPECT_EQ(small.offset_of<gr0::sGFSR>(), 0x48u);
  EXPECT_EQ(small.offset_of<gr0::S2CR>(3), 0xC0Cu);
  EXPECT_EQ(small.offset_of<gr1::CBAR>(BankIndex(3)), 0x100Cu);
  EXPECT_EQ(large.offset_of<gr1::CBA2R>(BankIndex(1)), 0x1'0804u);
}

TEST(PageLayout, PutsAViewWhereItsRegisterIs) {
  EXPECT_EQ(small.offset_of<gr0::S2CR::Translation>(3), small.offset_of<gr0::S2CR>(3));
  EXPECT_EQ(small.offset_of<cb::TCR::Short>(BankIndex(2)), small.offset_of<cb::TCR>(BankIndex(2)));
}

TEST(PageLayout, ComesFromIdr1) {
  EXPECT_EQ(PageLayout::from(reg::Value<gr0::IDR1>(0x3000'0000)), small);
  EXPECT_EQ(PageLayout::from(reg::Value<gr0::IDR1>(0xD000'0000)), large);
  EXPECT_EQ(PageLayout::from(reg::Value<gr0::IDR1>(0x0000'0000)), PageLayout(12, 2));
  EXPECT_EQ(PageLayout::from(reg::Value<gr0::IDR1>(0x7000'0000)), PageLayout(12, 256));
}

TEST(PageLayout, FindsThePlaceOfAnOffset) {
  EXPECT_EQ(small.place_of(0x48), (Place{Place::Page::gr0, {}, 0x48}));
  EXPECT_EQ(small.place_of(0x1FFC), (Place{Place::Page::gr1, {}, 0xFFC}));
  EXPECT_EQ(small.place_of(0x2204), (Place{Place::Page::implementation, {}, 0x204}));
  EXPECT_EQ(small.place_of(0x6008), (Place{Place::Page::other_global, {}, 0x6008}));
  EXPECT_EQ(small.place_of(0x1'5058), (Place{Place::Page::cb, BankIndex(5), 0x58}));
  EXPECT_EQ(small.place_of(0x1'FFFC), (Place{Place::Page::cb, BankIndex(15), 0xFFC}));
  EXPECT_EQ(small.place_of(0x2'0000), std::nullopt);
  EXPECT_EQ(large.place_of(0x45'0058), (Place{Place::Page::cb, BankIndex(5), 0x58}));
}

TEST(PageLayoutDeathTest, ABankBeyondTheMapIsAProgrammingError) {
  EXPECT_DEATH(static_cast<void>(small.offset_of<cb::FSR>(BankIndex(16))), "global_pages_");
  EXPECT_DEATH(static_cast<void>(small.offset_of<gr0::SMR>(128)), "count");
  EXPECT_DEATH(static_cast<void>(PageLayout(13, 16)), "page_shift");
}

}  // namespace
}  // namespace faultline::spec
