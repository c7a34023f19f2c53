// SPDX-License-Identifier: Apache-2.0
// Facts of the register map that are easy to get wrong, each stated as a number. What is checked
// here was found wrong in some public driver or model, or is a rule on which fault handling rests.
#include <gtest/gtest.h>

#include "reg/clear.hpp"
#include "reg/hardware.hpp"
#include "reg/rules.hpp"
#include "spec/cb.hpp"
#include "spec/gr0.hpp"
#include "spec/gr1.hpp"
#include "spec/syndrome.hpp"

namespace faultline::spec {
namespace {

using cb::FSR;
using cb::FSYNR0;
using gr0::sGFSR;
using reg::Value;

TEST(Idr0, SaysStage1InBit30AndStage2InBit29) {
  EXPECT_EQ(gr0::IDR0::S1TS::mask, 1u << 30);
  EXPECT_EQ(gr0::IDR0::S2TS::mask, 1u << 29);
  EXPECT_EQ(gr0::IDR0::NTS::mask, 1u << 28);
  EXPECT_EQ(gr0::IDR0::SMS::mask, 1u << 27);
  const Value<gr0::IDR0> mmu500(0xFC01'3E30);
  EXPECT_EQ(mmu500.get<gr0::IDR0::NUMSMRG>(), 48u);
  EXPECT_EQ(mmu500.get<gr0::IDR0::NUMSIDB>(), 15u);
  EXPECT_TRUE(mmu500.get<gr0::IDR0::ATOSNS>());
  EXPECT_FALSE(mmu500.get<gr0::IDR0::CTTW>());
}

TEST(Idr2, HasAnEncodingOfItsOwnForTheUpstreamBus) {
  const Value<gr0::IDR2> mmu500(0x5555);
  EXPECT_EQ(address_bits(mmu500.get<gr0::IDR2::IAS>()), 48u);
  EXPECT_EQ(address_bits(mmu500.get<gr0::IDR2::OAS>()), 48u);
  EXPECT_EQ(address_bits(mmu500.get<gr0::IDR2::UBS>()), 49u);
  EXPECT_TRUE(mmu500.get<gr0::IDR2::PTFSv8_4kB>());
  EXPECT_FALSE(mmu500.get<gr0::IDR2::PTFSv8_16kB>());
  EXPECT_TRUE(mmu500.get<gr0::IDR2::PTFSv8_64kB>());
}

TEST(Fsr, BitsAreWhereSoftwareLooksForThem) {
  EXPECT_EQ(FSR::TF::mask, 0x2u);
  EXPECT_EQ(FSR::ASF::mask, 0x80u);
  EXPECT_EQ(FSR::UUT::mask, 0x100u);
  EXPECT_EQ(FSR::FORMAT::mask, 0x600u);
  EXPECT_EQ(FSR::SS::mask, 0x4000'0000u);
  EXPECT_EQ(context_fault_bits, 0x1FEu);
  EXPECT_EQ(context_pending_bits, 0xC000'01FEu);
}

TEST(Fsr, WritingAllOnesClearsEverythingButTheStallAndTheFormat) {
  EXPECT_EQ(reg::stored_after_write<FSR>(0xC000'05FE, 0xFFFF'FFFF), 0x4000'0400u);
}

TEST(Fsr, WritingWhatWasSeenKeepsAFaultThatCameBetween) {
  const Value<FSR> seen(FSR::TF::mask | FSR::SS::mask);
  const auto later = static_cast<std::uint32_t>(seen.bits() | FSR::PF::mask | FSR::MULTI::mask);
  EXPECT_EQ(reg::stored_after_write<FSR>(later, reg::clear_seen(seen).bits()),
            FSR::PF::mask | FSR::MULTI::mask | FSR::SS::mask);
}

TEST(Fsr, AWriteRaisesNothing) {
  EXPECT_EQ(reg::stored_after_write<FSR>(0, 0xFFFF'FFFF), 0u);
}

TEST(Fsr, IsPendingWhileOnlyTheStallIsLeft) {
  EXPECT_TRUE(pending(Value<FSR>(FSR::SS::mask)));
  EXPECT_TRUE(pending(Value<FSR>(FSR::MULTI::mask)));
  EXPECT_FALSE(pending(Value<FSR>(FSR::FORMAT::mask)));
}

TEST(Gfsr, BitsAreWhereSoftwareLooksForThem) {
  EXPECT_EQ(sGFSR::ICF::mask, 0x1u);
  EXPECT_EQ(sGFSR::USF::mask, 0x2u);
  EXPECT_EQ(sGFSR::SMCF::mask, 0x4u);
  EXPECT_EQ(sGFSR::CAF::mask, 0x20u);
  EXPECT_EQ(sGFSR::EF::mask, 0x40u);
  EXPECT_EQ(global_fault_bits, 0x17Fu) << "bit 7 belongs to the secure copy";
  EXPECT_EQ(global_pending_bits, 0x8000'017Fu);
  EXPECT_EQ(reg::stored_after_write<sGFSR>(0x8000'0003, 0x0000'0002), 0x8000'0001u);
  EXPECT_TRUE(pending(Value<sGFSR>(0x8000'0000)));
  EXPECT_FALSE(pending(Value<sGFSR>(0x0000'0080)));
}

TEST(Gfsynr0, IsTheNonSecureCopy) {
  EXPECT_EQ(gr0::sGFSYNR0::NESTED::mask, 0x1u);
  EXPECT_EQ(gr0::sGFSYNR0::WNR::mask, 0x2u);
  EXPECT_EQ(gr0::sGFSYNR0::PNU::mask, 0x4u);
  EXPECT_EQ(gr0::sGFSYNR0::IND::mask, 0x8u);
  EXPECT_EQ(gr0::sGFSYNR0::ATS::mask, 0x40u);
}

TEST(Fsynr0, BitsAreWhereSoftwareLooksForThem) {
  EXPECT_EQ(FSYNR0::NESTED::mask, 0x4u);
  EXPECT_EQ(FSYNR0::S1PTWF::mask, 0x8u);
  const Value<FSYNR0> value(0x0021'0E73);
  EXPECT_EQ(value.get<FSYNR0::PLVL>(), 3u);
  EXPECT_TRUE(value.get<FSYNR0::WNR>());
  EXPECT_TRUE(value.get<FSYNR0::PNU>());
  EXPECT_TRUE(value.get<FSYNR0::IND>());
  EXPECT_FALSE(value.get<FSYNR0::NSATTR>());
  EXPECT_TRUE(value.get<FSYNR0::ATOF>());
  EXPECT_TRUE(value.get<FSYNR0::PTWF>());
  EXPECT_TRUE(value.get<FSYNR0::AFR>());
  EXPECT_EQ(value.get<FSYNR0::S1CBNDX>(), 0x21u);
}

TEST(Sctlr, BitsAreWhereSoftwareLooksForThem) {
  EXPECT_EQ(cb::SCTLR::CFRE::mask, 0x20u);
  EXPECT_EQ(cb::SCTLR::CFIE::mask, 0x40u);
  EXPECT_EQ(cb::SCTLR::CFCFG::mask, 0x80u);
  EXPECT_EQ(cb::SCTLR::HUPCF::mask, 0x100u);
  EXPECT_EQ(cb::SCTLR::ASIDPNE::mask, 0x1000u);
  EXPECT_EQ(reg::stored_after_write<cb::SCTLR>(0, 0xFFFF'FFFF), 0x7FFF'F7FFu)
      << "reserved bits stay zero";
}

TEST(Resume, TerminatesWithOneAndRetriesWithZero) {
  using cb::RESUME;
  EXPECT_EQ(Value<RESUME>{}.with<RESUME::TNR>(cb::Resume::terminate).bits(), 1u);
  EXPECT_EQ(Value<RESUME>{}.with<RESUME::TNR>(cb::Resume::retry).bits(), 0u);
}

TEST(S2cr, KeepsItsTypeUnderEveryView) {
  using gr0::S2CR;
  const Value<S2CR> fault = Value<S2CR::Fault>{}.with<S2CR::Fault::TYPE>(gr0::StreamType::fault);
  EXPECT_EQ(fault.bits(), 0x2'0000u);
  EXPECT_EQ(fault.get<S2CR::TYPE>(), gr0::StreamType::fault);
  const Value<S2CR> bypass = Value<S2CR::Bypass>{}
                                 .with<S2CR::Bypass::TYPE>(gr0::StreamType::bypass)
                                 .with<S2CR::Bypass::VMID>(7);
  EXPECT_EQ(bypass.bits(), 0x1'0007u);
  EXPECT_EQ(bypass.as<S2CR::Translation>().get<S2CR::Translation::CBNDX>(), 7u) << "the same bits";
}

TEST(Cbar, HasTheStage2BankOnlyInANestedContext) {
  using gr1::CBAR;
  const Value<CBAR> nested = Value<CBAR::Nested>{}
                                 .with<CBAR::Nested::TYPE>(gr1::ContextType::nested)
                                 .with<CBAR::Nested::CBNDX>(0x2A)
                                 .with<CBAR::Nested::VMID>(0x11);
  EXPECT_EQ(nested.bits(), 0x3'2A11u);
  EXPECT_EQ(nested.as<CBAR::Stage1Bypass>().get<CBAR::Stage1Bypass::MemAttr>(), 2u)
      << "the same bits";
}

TEST(Smr, HasItsValidBitOnlyWithShortStreamIds) {
  using gr0::SMR;
  EXPECT_EQ(SMR::Basic::VALID::mask, 0x8000'0000u);
  EXPECT_EQ(SMR::Basic::ID::max, 0x7FFFu);
  EXPECT_EQ(SMR::Extended::ID::max, 0xFFFFu);
  EXPECT_EQ(SMR::Extended::MASK::mask, 0xFFFF'0000u);
}

TEST(Tlbiva, CarriesAPageNumberAndAnAsid) {
  using cb::TLBIVA;
  const auto wide = Value<TLBIVA::Aarch64>{}
                        .with<TLBIVA::Aarch64::VA>(0x7F12'3456'7000ULL >> 12)
                        .with<TLBIVA::Aarch64::ASID>(0x1234);
  EXPECT_EQ(wide.bits(), 0x1234'0007'F123'4567u);
  const auto narrow =
      Value<TLBIVA::Aarch32>{}.with<TLBIVA::Aarch32::VA>(0xABCDE).with<TLBIVA::Aarch32::ASID>(0x12);
  EXPECT_EQ(narrow.bits(), 0xABCD'E012u);
}

TEST(Tcr, HasTwoEncodingsOfTheGranule) {
  using cb::TCR;
  using S1 = TCR::Stage1Aarch64;
  EXPECT_EQ(Value<S1>{}.with<S1::TG0>(GranuleTg0::k4).bits(), 0u);
  EXPECT_EQ(Value<S1>{}.with<S1::TG1>(GranuleTg1::k4).bits(), 0x8000'0000u);
  EXPECT_EQ(Value<S1>{}.with<S1::TG0>(GranuleTg0::k16).bits(), 0x8000u);
  EXPECT_EQ(Value<S1>{}.with<S1::TG1>(GranuleTg1::k16).bits(), 0x4000'0000u);
  EXPECT_EQ(Value<S1>{}.with<S1::T1SZ>(16).bits(), 0x10'0000u);
}

TEST(Offsets, AreThoseOfTheManual) {
  EXPECT_EQ(cb::TCR::offset(), 0x30u);
  EXPECT_EQ(cb::TCR2::offset(), 0x10u);
  EXPECT_EQ(cb::FSR::offset(), 0x58u);
  EXPECT_EQ(cb::FAR::offset(), 0x60u);
  EXPECT_EQ(cb::TLBSYNC::offset(), 0x7F0u);
  EXPECT_EQ(cb::ATSR::offset(), 0x8F0u);
  EXPECT_EQ(gr0::sGFSR::offset(), 0x48u);
  EXPECT_EQ(gr0::sTLBGSYNC::offset(), 0x70u);
  EXPECT_EQ(gr0::SMR::offset(127), 0x9FCu);
  EXPECT_EQ(gr0::S2CR::offset(127), 0xDFCu);
  EXPECT_EQ(gr1::CBFRSYNRA::offset(5), 0x414u);
}

}  // namespace
}  // namespace faultline::spec
