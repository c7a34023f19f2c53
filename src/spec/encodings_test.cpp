// SPDX-License-Identifier: Apache-2.0
// Encodings of sizes, descriptors, and what MMU-500 does otherwise.
#include "spec/encodings.hpp"

#include <gtest/gtest.h>

#include "reg/value.hpp"
#include "spec/descriptors.hpp"
#include "spec/mmu500.hpp"
#include "spec/qcom.hpp"
#include "spec/short_descriptors.hpp"

namespace faultline::spec {
namespace {

TEST(AddressSize, RoundsDownToWhatAnEncodingHas) {
  EXPECT_EQ(address_size(31), std::nullopt);
  for (const unsigned bits : {32U, 36U, 40U, 42U, 44U, 48U}) {
    ASSERT_TRUE(address_size(bits)) << bits;
    EXPECT_EQ(address_bits(*address_size(bits)), bits);
  }
  EXPECT_EQ(address_size(39), AddressSize::bits36);
  EXPECT_EQ(address_size(47), AddressSize::bits44);
  EXPECT_EQ(address_size(52), AddressSize::bits48);
  EXPECT_EQ(address_bits(static_cast<AddressSize>(6)), std::nullopt) << "reserved";
}

TEST(Granule, HasAReservedEncodingInEitherField) {
  EXPECT_EQ(granule_shift(GranuleTg0::k16), 14u);
  EXPECT_EQ(granule_shift(GranuleTg1::k64), 16u);
  EXPECT_EQ(granule_shift(static_cast<GranuleTg0>(3)), std::nullopt);
  EXPECT_EQ(granule_shift(static_cast<GranuleTg1>(0)), std::nullopt);
}

TEST(Descriptors, HaveTheirAttributesInPlace) {
  using L = vmsa64::Stage1Leaf;
  EXPECT_EQ(L::AttrIndx::mask, 0x1Cu);
  EXPECT_EQ(L::AP::mask, 0xC0u);
  EXPECT_EQ(L::AF::mask, 0x400u);
  EXPECT_EQ(L::nG::mask, 0x800u);
  EXPECT_EQ(L::OutputAddress::mask, 0x0000'FFFF'FFFF'F000u);
  EXPECT_EQ(L::DBM::mask, 1ULL << 51);
  EXPECT_EQ(L::Contiguous::mask, 1ULL << 52);
  EXPECT_EQ(L::PXN::mask, 1ULL << 53);
  EXPECT_EQ(L::UXN::mask, 1ULL << 54);
  EXPECT_EQ(vmsa64::Stage2Leaf::MemAttr::mask, 0x3Cu);
  EXPECT_EQ(vmsa64::Stage2Leaf::S2AP::mask, 0xC0u);
  EXPECT_EQ(vmsa64::Table::NSTable::mask, 1ULL << 63);
  EXPECT_EQ(vmsa64::Table::APTable::mask, 3ULL << 61);
}

TEST(Descriptors, ShortOnesKeepTheBitsThatAreAlwaysOne) {
  using vmsa32::Section;
  EXPECT_EQ(reg::Value<Section>{}.bits(), 0x2u);
  EXPECT_EQ(reg::Value<vmsa32::Supersection>{}.bits(), 0x4'0002u);
  EXPECT_EQ(reg::Value<vmsa32::SmallPage>{}.bits(), 0x2u);
  EXPECT_EQ(reg::Value<Section>{}.with<Section::Address>(0xABC).with<Section::XN>(true).bits(),
            0xABC0'0012u);
}

TEST(StartLevel, DependsOnTheGranule) {
  EXPECT_EQ(vmsa64::start_level_4k[2], vmsa64::StartLevel::level0);
  EXPECT_EQ(vmsa64::start_level_4k[1], vmsa64::StartLevel::level1);
  EXPECT_EQ(vmsa64::start_level_16k_64k[2], vmsa64::StartLevel::level1);
  EXPECT_EQ(vmsa64::start_level_16k_64k[0], vmsa64::StartLevel::level3);
}

const mmu500::Difference& difference(Space space, std::uint32_t offset) {
  for (const auto& entry : mmu500::differences) {
    if (entry.space == space && entry.offset == offset) return entry;
  }
  ADD_FAILURE() << "no such difference";
  return mmu500::differences.front();
}

TEST(Mmu500, FixesFiveBitsOfScr0) {
  const auto& scr0 = difference(Space::gr0, 0x000);
  EXPECT_EQ(scr0.reset, 0x0020'0001u);
  EXPECT_EQ(scr0.rules.ro, (1u << 4) | (1u << 5) | (1u << 8) | (1u << 9) | (1u << 21));
  EXPECT_EQ(scr0.rules.stored_after_write(scr0.reset, 0xFFFF'FFFF), 0xCFFF'FCCFu);
  EXPECT_EQ(scr0.rules.stored_after_write(scr0.reset, 0), 0x0020'0000u);
}

TEST(Mmu500, LocksActlrAfterReset) {
  EXPECT_EQ(difference(Space::gr0, 0x010).reset, 0x0400'001Cu) << "the Secure copy has 0x04000004";
  EXPECT_NE(difference(Space::gr0, 0x010).reset & mmu500::sACR::CACHE_LOCK::mask, 0u);
  EXPECT_EQ(difference(Space::cb, 0x004).reset, 0x3u) << "CPRE and CMTLB";
}

TEST(Mmu500, FixesBitsOfItsBanks) {
  const auto& sctlr = difference(Space::cb, 0x000);
  EXPECT_EQ(sctlr.rules.stored_after_write(sctlr.reset, 0xFFFF'FFFF), 0x3FFF'E7FFu) << "ASIDPNE";
  EXPECT_EQ(sctlr.reset, 0x100u) << "HUPCF";
  const auto& tcr2 = difference(Space::cb, 0x010);
  EXPECT_EQ(tcr2.rules.stored_after_write(tcr2.reset, 0), 0x60u) << "TBI0 and TBI1";
  EXPECT_EQ(tcr2.rules.stored_after_write(tcr2.reset, 0xFFFF'FFFF), 0x4003'C077u);
  const auto& cbar = difference(Space::gr1, 0x000);
  EXPECT_EQ(cbar.rules.stored_after_write(cbar.reset, 0xFFFF'FFFF), 0x00FF'FFFFu);
  EXPECT_EQ(gr1::CBAR::TYPE::decode(cbar.reset), gr1::ContextType::stage1_stage2_fault);
}

TEST(Qcom, PutsThePrefetchDepthAboveTheBitsOfMmu500) {
  using A = qcom::ACTLR;
  const auto deep = reg::Value<A>{}
                        .with<A::PREFETCH>(qcom::Prefetch::deep)
                        .with<A::CPRE>(true)
                        .with<A::CMTLB>(true);
  EXPECT_EQ(deep.bits(), 0x303u);
  EXPECT_EQ(A::PRR::mask, 0x20u);
}

}  // namespace
}  // namespace faultline::spec
