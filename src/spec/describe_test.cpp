// SPDX-License-Identifier: Apache-2.0
// Values told field by field, in the view that their mode gives them.
#include "spec/describe.hpp"

#include <gtest/gtest.h>

#include <string>

#include "spec/cb.hpp"

namespace faultline::spec {
namespace {

template <typename... Arguments>
std::string told(const Arguments&... arguments) {
  std::string line;
  describe(arguments..., [&](const reg::FieldInfo& field, std::uint64_t value) {
    line += std::string(field.name) + '=' + std::to_string(value) + ' ';
  });
  return line;
}

std::string told_at(Space space, std::uint32_t offset, std::uint64_t bits, Mode mode = {}) {
  return told(*find(space, offset).info, bits, mode);
}

TEST(Describe, TellsFieldsFromHighToLowWithoutReservedZeros) {
  EXPECT_EQ(told(reg::Value<cb::FSR>(0xC000'0402)),
            "MULTI=1 SS=1 FORMAT=2 UUT=0 ASF=0 TLBLKF=0 TLBMCF=0 EF=0 PF=0 AFF=0 TF=1 ");
}

TEST(Describe, TellsAReservedFieldThatIsNotZero) {
  EXPECT_EQ(told(reg::Value<cb::RESUME>(0x11)), "Reserved31_1=8 TNR=1 ");
}

TEST(Describe, ChoosesTheViewByTheValueItself) {
  EXPECT_EQ(told_at(Space::gr1, 0x00C, 0x0503'2A11), "IRPTNDX=5 TYPE=3 CBNDX=42 VMID=17 ");
  EXPECT_EQ(told_at(Space::gr1, 0x00C, 0x0000'0011), "IRPTNDX=0 TYPE=0 VMID=17 ");
  EXPECT_EQ(told_at(Space::cb, 0x050, 0x8'0000'0003).substr(0, 22), "STAGE=1 PLVL=0 ATOT=0 ");
  EXPECT_EQ(told_at(Space::cb, 0x050, 0xFF00'0000'8000'0000).substr(0, 18), "ATTR=255 PA=524288");
}

TEST(Describe, ChoosesTheViewByTheMode) {
  const std::uint32_t tcr = 0x30;
  EXPECT_EQ(told_at(Space::cb, tcr, 0x10, {.va64 = true}).substr(0, 6), "TG1=0 ");
  EXPECT_EQ(told_at(Space::cb, tcr, 0x10, {.stage2 = true, .va64 = true}).substr(0, 5), "HD=0 ");
  EXPECT_EQ(told_at(Space::cb, tcr, 0x10, {.va64 = false}),
            "EAE=0 NSCFG1=0 NSCFG0=0 PD1=0 PD0=1 N=0 ");
  EXPECT_EQ(told_at(Space::gr0, 0x800, 0x8001'0002), "VALID=1 MASK=1 ID=2 ");
  EXPECT_EQ(told_at(Space::gr0, 0x800, 0x8001'0002, {.extended_stream_ids = true}),
            "MASK=32769 ID=2 ");
  EXPECT_EQ(told_at(Space::cb, 0x600, 0x7'1002, {.va64 = false}), "VA=113 ASID=2 ");
  EXPECT_EQ(told_at(Space::cb, 0x038, 1, {.va64 = false, .long_descriptors = false}).substr(0, 7),
            "NOS7=0 ");
}

// The first field told, from the top: enough to tell views apart.
std::string first_at(Space space, std::uint32_t offset, std::uint64_t bits, Mode mode) {
  const std::string line = told_at(space, offset, bits, mode);
  return line.substr(0, line.find(' '));
}

constexpr Mode aarch64{};
constexpr Mode stage2{.stage2 = true};
constexpr Mode long_format{.va64 = false};
constexpr Mode short_format{.va64 = false, .long_descriptors = false};

TEST(Describe, TellsAStreamByItsType) {
  EXPECT_NE(told_at(Space::gr0, 0xC00, 0x0'0007).find("CBNDX=7"), std::string::npos);
  EXPECT_NE(told_at(Space::gr0, 0xC00, 0x1'0007).find("VMID=7"), std::string::npos);
  EXPECT_NE(told_at(Space::gr0, 0xC00, 0x2'0007).find("Ignored9_0=7"), std::string::npos);
}

TEST(Describe, TellsTableRegistersByTheFormat) {
  const std::uint64_t bits = 0x0012'0000'1234'5000;
  EXPECT_EQ(first_at(Space::cb, 0x020, bits, aarch64), "ASID=18");
  EXPECT_EQ(first_at(Space::cb, 0x020, bits & 0xFFFF'FFFF, stage2), "ADDRESS=305418240");
  EXPECT_EQ(first_at(Space::cb, 0x028, 0xFF12ULL << 48, aarch64), "ASID=65298");
  EXPECT_EQ(first_at(Space::cb, 0x028, 0x0012ULL << 48, long_format), "ASID=18");
  EXPECT_EQ(first_at(Space::cb, 0x028, 0x1000, short_format), "ADDRESS=32");
  EXPECT_EQ(first_at(Space::cb, 0x020, 0x1000, short_format), "ADDRESS=32");
  EXPECT_EQ(first_at(Space::cb, 0x034, 0x105, short_format), "PROCID=1");
  EXPECT_EQ(first_at(Space::cb, 0x034, 0x105, long_format), "PROCID=261");
  EXPECT_EQ(first_at(Space::cb, 0x03C, 0x4000'0000, short_format), "OR7=1");
  EXPECT_EQ(first_at(Space::cb, 0x03C, 0x4000'0000, long_format), "Attr7=64");
  EXPECT_EQ(first_at(Space::gr0, 0x180, 0x1000, short_format), "PA=1");
  EXPECT_EQ(first_at(Space::gr0, 0x180, 0x1000, aarch64), "ATTR=0");
}

}  // namespace
}  // namespace faultline::spec
