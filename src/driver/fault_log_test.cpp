// SPDX-License-Identifier: Apache-2.0
//
// The log's lines, letter by letter.
#include "driver/fault_log.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace faultline::driver {
namespace {

ContextFaultRecord record_of(std::uint32_t fsr, std::uint32_t fsynr0 = 0) {
  ContextFaultRecord record;
  record.bank = BankIndex(7);
  record.FSR = reg::Value<spec::cb::FSR>(fsr);
  record.FSYNR0 = reg::Value<spec::cb::FSYNR0>(fsynr0);
  record.FAR = reg::Value<spec::cb::FAR>(0x9c4b9000);
  record.CBFRSYNRA = reg::Value<spec::gr1::CBFRSYNRA>(0x800);
  return record;
}

std::string status(std::uint32_t fsr) {
  return std::string(fault_status_line(record_of(fsr)).view());
}
std::string syndrome(std::uint32_t fsynr0) {
  return std::string(fault_syndrome_line(record_of(0, fsynr0)).view());
}

TEST(ContextFaultLog, FirstLineIsTheOneThatPeoplePaste) {
  EXPECT_EQ(context_fault_line(record_of(0x402, 0x7c0020)).view(),
            "Unhandled context fault: fsr=0x402, iova=0x9c4b9000, fsynr=0x7c0020, "
            "cbfrsynra=0x800, cb=7");
}

TEST(ContextFaultLog, AddressHasEightDigitsAtLeastAndAsManyAsItNeeds) {
  ContextFaultRecord record = record_of(2);
  record.FAR = reg::Value<spec::cb::FAR>(0x1000);
  EXPECT_NE(context_fault_line(record).view().find("iova=0x00001000,"), std::string::npos);
  record.FAR = reg::Value<spec::cb::FAR>(0xffff'0000'1234'5678);
  EXPECT_NE(context_fault_line(record).view().find("iova=0xffff000012345678,"), std::string::npos);
}

TEST(ContextFaultLog, EachBitOfFsrHasItsWord) {
  const std::pair<unsigned, const char*> words[] = {{1, " TF"},  {2, " AFF"},    {3, " PF"},
                                                    {4, " EF"},  {5, " TLBMCF"}, {6, " TLBLKF"},
                                                    {7, " ASF"}, {8, " UUT"}};
  for (const auto& [bit, word] : words) {
    EXPECT_NE(status(1U << bit).find(std::string("[Format=0") + word + "]"), std::string::npos)
        << status(1U << bit);
  }
  EXPECT_EQ(status(1U << 30), "FSR    = 40000000 [SS Format=0], SID=0x800");
  EXPECT_EQ(status(1U << 31), "FSR    = 80000000 [MULTI Format=0], SID=0x800");
  EXPECT_EQ(status(3U << 9), "FSR    = 00000600 [Format=3], SID=0x800");
}

TEST(ContextFaultLog, AllOfFsrIsInTheLogsOrder) {
  EXPECT_EQ(status(0xc00005fe),
            "FSR    = c00005fe [MULTI SS Format=2 UUT ASF TLBLKF TLBMCF EF PF AFF TF], SID=0x800");
}

TEST(ContextFaultLog, EachBitOfFsynr0HasItsWord) {
  const std::pair<unsigned, const char*> words[] = {{4, " WNR"},    {5, " PNU"},   {6, " IND"},
                                                    {8, " NSATTR"}, {10, " PTWF"}, {11, " AFR"}};
  for (const auto& [bit, word] : words) {
    EXPECT_NE(syndrome(1U << bit).find(std::string("[S1CBNDX=0") + word + " PLVL=0]"),
              std::string::npos)
        << syndrome(1U << bit);
  }
  EXPECT_EQ(syndrome(0x00ff0003), "FSYNR0 = 00ff0003 [S1CBNDX=255 PLVL=3]");
}

TEST(ContextFaultLog, AllOfFsynr0IsInTheLogsOrder) {
  EXPECT_EQ(syndrome(0x007c0d73),
            "FSYNR0 = 007c0d73 [S1CBNDX=124 AFR PTWF NSATTR IND PNU WNR PLVL=3]");
}

GlobalFaultRecord global(std::uint32_t gfsr, std::uint32_t gfsynr1) {
  GlobalFaultRecord record;
  record.sGFSR = reg::Value<spec::gr0::sGFSR>(gfsr);
  record.sGFSYNR0 = reg::Value<spec::gr0::sGFSYNR0>(2);
  record.sGFSYNR1 = reg::Value<spec::gr0::sGFSYNR1>(gfsynr1);
  record.sGFSYNR2 = reg::Value<spec::gr0::sGFSYNR2>(0xabc);
  return record;
}

TEST(GlobalFaultLog, NamesTheUnknownStream) {
  EXPECT_EQ(global_fault_line(global(2, 0x0001'0431), true).view(),
            "Blocked unknown Stream ID 0x431; boot with \"arm-smmu.disable_bypass=0\" to allow, "
            "but this may have security implications");
}

TEST(GlobalFaultLog, OtherFaultsAreUnexpected) {
  const auto* const text = "Unexpected global fault, this could be serious";
  EXPECT_EQ(global_fault_line(global(1, 0x431), true).view(), text);
  EXPECT_EQ(global_fault_line(global(2, 0x431), false).view(), text);
}

TEST(GlobalFaultLog, TellsTheRegisters) {
  EXPECT_EQ(global_registers_line(global(0x80000002, 0x431)).view(),
            "\tGFSR 0x80000002, GFSYNR0 0x00000002, GFSYNR1 0x00000431, GFSYNR2 0x00000abc");
}

TEST(SuppressedLog, Counts) {
  EXPECT_EQ(suppressed_line(23).view(), "23 callbacks suppressed");
}

TEST(FaultLog, LongestLinesFit) {
  ContextFaultRecord record = record_of(0xffffffff, 0xffffffff);
  record.FAR = reg::Value<spec::cb::FAR>(~std::uint64_t{0});
  record.CBFRSYNRA = reg::Value<spec::gr1::CBFRSYNRA>(0xffffffff);
  record.bank = BankIndex(127);
  EXPECT_FALSE(context_fault_line(record).truncated());
  EXPECT_FALSE(fault_status_line(record).truncated());
  EXPECT_FALSE(fault_syndrome_line(record).truncated());
  EXPECT_FALSE(global_fault_line(global(2, 0xffff), true).truncated());
  EXPECT_FALSE(global_registers_line(global(2, 0xffff)).truncated());
}

}  // namespace
}  // namespace faultline::driver
