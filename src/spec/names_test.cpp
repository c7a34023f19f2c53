// SPDX-License-Identifier: Apache-2.0
// Offsets have names.
#include "spec/names.hpp"

#include <gtest/gtest.h>

#include "spec/table.hpp"

namespace faultline::spec {
namespace {

constexpr PageLayout pages(12, 16);

std::string_view name(std::uint32_t offset) {
  static thread_local RegisterName text;
  text = register_name(offset, pages);
  return text.view();
}

TEST(RegisterName, NamesSingleRegisters) {
  EXPECT_EQ(name(0x0048), "GR0.sGFSR");
  EXPECT_EQ(name(0x0000), "GR0.sCR0");
  EXPECT_EQ(name(0x1'5058), "CB5.FSR");
  EXPECT_EQ(name(0x1'F000), "CB15.SCTLR");
}

TEST(RegisterName, NumbersTheElementsOfArrays) {
  EXPECT_EQ(name(0x0830), "GR0.SMR12");
  EXPECT_EQ(name(0x0C00), "GR0.S2CR0");
  EXPECT_EQ(name(0x100C), "GR1.CBAR3");
  EXPECT_EQ(name(0x11FC), "GR1.CBAR127");
}

TEST(RegisterName, TellsTheHalvesOfAWideRegister) {
  EXPECT_EQ(name(0x1'5060), "CB5.FAR");
  EXPECT_EQ(name(0x1'5064), "CB5.FAR+4");
  EXPECT_EQ(name(0x1'505A), "CB5.FSR+2");
}

TEST(RegisterName, SaysWhereNothingIs) {
  EXPECT_EQ(name(0x0004), "GR0+0x4");
  EXPECT_EQ(name(0x1'500C), "CB5+0xc");
  EXPECT_EQ(name(0x2204), "GID+0x204");
  EXPECT_EQ(name(0x6008), "global+0x6008");
  EXPECT_EQ(name(0x2'0000), "+0x20000");
}

TEST(RegisterName, FitsItsBufferEverywhere) {
  const PageLayout largest(16, 256);
  for (std::uint32_t offset = 0; offset < largest.size_bytes(); offset += 0x1'0000) {
    for (std::uint32_t in_page = 0; in_page < 0x1000; in_page += 4) {
      const RegisterName text = register_name(offset + in_page, largest);
      ASSERT_FALSE(text.truncated()) << text.view();
    }
  }
  EXPECT_FALSE(register_name(0xFFFF'FFFF, largest).truncated());
}

}  // namespace
}  // namespace faultline::spec
