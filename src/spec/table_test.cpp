// SPDX-License-Identifier: Apache-2.0
// The register map as data: places do not collide, rules account for every bit, lookups find each
// register and nothing else.
#include "spec/table.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

namespace faultline::spec {
namespace {

constexpr Space spaces[] = {Space::gr0, Space::gr1, Space::cb};

std::uint64_t whole(const RegisterInfo& info) {
  return ~0ULL >> (64 - info.width_bits);
}

TEST(RegisterTable, NoTwoRegistersShareAByte) {
  for (const Space space : spaces) {
    std::set<std::uint32_t> taken;
    for (const RegisterInfo& info : table(space)) {
      for (std::uint32_t n = 0; n < info.count; ++n) {
        for (std::uint32_t byte = 0; byte < info.size_bytes(); ++byte) {
          EXPECT_TRUE(taken.insert(info.offset + n * info.stride_bytes + byte).second) << info.name;
        }
      }
    }
    EXPECT_LT(*taken.rbegin(), 0x1000u) << "registers lie in the first 4 KiB of a page";
  }
}

TEST(RegisterTable, EachSpaceHoldsOnlyItsOwnRegisters) {
  EXPECT_EQ(table(Space::gr0).size(), 38u);
  EXPECT_EQ(table(Space::gr1).size(), 3u);
  EXPECT_EQ(table(Space::cb).size(), 32u);
  for (const Space space : spaces) {
    for (const RegisterInfo& info : table(space)) EXPECT_EQ(info.space, space) << info.name;
  }
}

TEST(RegisterTable, NamesAreUniqueInASpace) {
  for (const Space space : spaces) {
    std::set<std::string_view> names;
    for (const RegisterInfo& info : table(space))
      EXPECT_TRUE(names.insert(info.name).second) << info.name;
  }
}

TEST(RegisterTable, RegistersAreNaturallyAligned) {
  for (const Space space : spaces) {
    for (const RegisterInfo& info : table(space))
      EXPECT_EQ(info.offset % info.size_bytes(), 0u) << info.name;
  }
}

TEST(RegisterTable, NoBitHasTwoRules) {
  for (const Space space : spaces) {
    for (const RegisterInfo& info : table(space)) {
      std::uint64_t seen = 0;
      for (const std::uint64_t mask :
           {info.rules.rw, info.rules.ro, info.rules.wo, info.rules.w1c, info.rules.res1}) {
        EXPECT_EQ(seen & mask, 0u) << info.name;
        seen |= mask;
      }
      EXPECT_EQ(seen & ~whole(info), 0u) << info.name;
    }
  }
}

// A register's access as a whole and its fields' access must not contradict each other.
TEST(RegisterTable, FieldsFitTheAccessOfTheirRegister) {
  for (const Space space : spaces) {
    for (const RegisterInfo& info : table(space)) {
      if (info.access == reg::RegisterAccess::read_only) {
        EXPECT_EQ(info.rules.rw | info.rules.wo | info.rules.w1c, 0u) << info.name;
      }
      if (info.access == reg::RegisterAccess::write_only) {
        EXPECT_EQ(info.rules.rw | info.rules.ro | info.rules.w1c, 0u) << info.name;
        EXPECT_NE(info.rules.wo, 0u) << info.name;
      }
      if (info.access == reg::RegisterAccess::read_write) {
        EXPECT_EQ(info.rules.wo, 0u) << info.name;
      }
    }
  }
}

TEST(RegisterTable, EveryLayoutOfEveryModeTilesItsRegister) {
  for (const Space space : spaces) {
    for (const RegisterInfo& info : table(space)) {
      for (unsigned choice = 0; choice < 16; ++choice) {
        const Mode mode{.extended_stream_ids = (choice & 1) != 0,
                        .stage2 = (choice & 2) != 0,
                        .va64 = (choice & 4) != 0,
                        .long_descriptors = (choice & 8) != 0};
        for (const std::uint64_t bits :
             {0x0ULL, 0x1ULL, 0x1'0000ULL, 0x2'0000ULL, 0x3'0000ULL, 0x8000'0000ULL}) {
          std::uint64_t covered = 0;
          for (const reg::FieldInfo& field : info.layout(bits, mode)) {
            EXPECT_EQ(covered & field.mask(), 0u) << info.name << '.' << field.name;
            covered |= field.mask();
          }
          // A 32-bit operand in a 64-bit register covers the low half.
          EXPECT_TRUE(covered == whole(info) || covered == 0xFFFF'FFFF) << info.name;
        }
      }
    }
  }
}

TEST(RegisterTable, OnlyTheClientPortIsKnownAfterReset) {
  for (const Space space : spaces) {
    for (const RegisterInfo& info : table(space)) {
      if (info.name == "sCR0") {
        EXPECT_EQ(info.reset, 1u);
        EXPECT_EQ(info.reset_known, 1u);
      } else {
        EXPECT_EQ(info.reset_known, 0u) << info.name;
      }
    }
  }
}

TEST(Find, FindsEachElementOfEachRegister) {
  for (const Space space : spaces) {
    for (const RegisterInfo& info : table(space)) {
      for (std::uint32_t n = 0; n < info.count; ++n) {
        for (std::uint32_t byte = 0; byte < info.size_bytes(); byte += 4) {
          const Found found = find(space, info.offset + n * info.stride_bytes + byte);
          ASSERT_EQ(found.info, &info) << info.name;
          EXPECT_EQ(found.index, n) << info.name;
          EXPECT_EQ(found.byte, byte) << info.name;
        }
      }
    }
  }
}

TEST(Find, FindsNothingWhereNoRegisterLies) {
  EXPECT_FALSE(find(Space::gr0, 0x004)) << "SCR1 is Secure only";
  EXPECT_FALSE(find(Space::gr0, 0x060)) << "STLBIALL is Secure only";
  EXPECT_FALSE(find(Space::gr0, 0xA00)) << "behind the last SMR";
  EXPECT_FALSE(find(Space::gr1, 0x200)) << "behind the last CBAR";
  EXPECT_FALSE(find(Space::cb, 0x00C));
  EXPECT_FALSE(find(Space::cb, 0x1000)) << "behind the page's registers";
  EXPECT_FALSE(find(Space::cb, 0xFFFF'FFFC));
  EXPECT_FALSE(find(Space::cb, 0x059)) << "not a multiple of four";
}

}  // namespace
}  // namespace faultline::spec
