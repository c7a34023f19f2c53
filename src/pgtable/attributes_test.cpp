// SPDX-License-Identifier: Apache-2.0
//
// Every bit of every leaf, against an encoder of its own: plain shifts from the tables in DDI 0487
// (stage 1 and stage 2 attribute fields), sharing nothing with the code under test, not even the
// field list.
#include "pgtable/testing/fixture.hpp"

namespace faultline::pgtable::testing {
namespace {

struct Wish {
  bool read, write, cacheable, no_execute, device, privileged;
};

Wish wish_of(unsigned i) {
  return {(i & 1) != 0, (i & 2) != 0, (i & 4) != 0, (i & 8) != 0, (i & 16) != 0, (i & 32) != 0};
}

Protection protection_of(const Wish& wish) {
  Protection protection = Protection::none;
  if (wish.read) protection = protection | Protection::read;
  if (wish.write) protection = protection | Protection::write;
  if (wish.cacheable) protection = protection | Protection::cacheable;
  if (wish.no_execute) protection = protection | Protection::no_execute;
  if (wish.device) protection = protection | Protection::device;
  if (wish.privileged) protection = protection | Protection::privileged;
  return protection;
}

// SH, bits 9:8: 0b11 inner, 0b10 outer. AF is bit 10.
std::uint64_t common(const Wish& wish) {
  const std::uint64_t SH = wish.cacheable && !wish.device ? 3 : 2;
  return SH << 8 | std::uint64_t{1} << 10;
}

std::uint64_t stage1(const Wish& wish) {
  const std::uint64_t attribute = wish.device ? 2 : wish.cacheable ? 1 : 0;
  std::uint64_t bits = common(wish) | attribute << 2 | std::uint64_t{1} << 11;
  if (!wish.privileged) bits |= std::uint64_t{1} << 6;
  if (!wish.write) bits |= std::uint64_t{1} << 7;
  if (wish.no_execute) bits |= std::uint64_t{3} << 53;
  if (wish.privileged) bits |= std::uint64_t{1} << 54;
  return bits;
}

std::uint64_t stage2(const Wish& wish) {
  const std::uint64_t memory = wish.device ? 0b0001 : wish.cacheable ? 0b1111 : 0b0101;
  std::uint64_t bits = common(wish) | memory << 2;
  if (wish.read) bits |= std::uint64_t{1} << 6;
  if (wish.write) bits |= std::uint64_t{1} << 7;
  if (wish.no_execute) bits |= std::uint64_t{1} << 54;
  return bits;
}

class Attributes : public ::testing::TestWithParam<FormatUnderTest> {};

TEST_P(Attributes, EachBitOfEachLeafIsAsTheManualSays) {
  OpenTable open(*GetParam().format, {});
  for (unsigned i = 0; i < 64; ++i) {
    const Wish wish = wish_of(i);
    if (!wish.read && !wish.write) continue;
    for (std::uint64_t size : GetParam().page_sizes) {
      const std::uint64_t address = (std::uint64_t{1} << 47) + 5 * GiB;
      ASSERT_TRUE(is_ok(open.map(GiB, address, size, 1, protection_of(wish))));
      const std::uint64_t type = size == GetParam().page_sizes[0] ? 0b11 : 0b01;
      const std::uint64_t expected =
          address | type | (GetParam().stage2 ? stage2(wish) : stage1(wish));
      const auto walked = open.hardware(GiB, GetParam().stage2);
      ASSERT_TRUE(walked.has_value());
      EXPECT_EQ(walked->descriptor, expected) << "protection " << i << " size " << size;
      ASSERT_TRUE(is_ok(open.unmap(GiB, size)));
    }
  }
}

TEST_P(Attributes, AMappingThatAllowsNothingIsRefused) {
  OpenTable open(*GetParam().format, {});
  const std::uint64_t size = GetParam().page_sizes[0];
  EXPECT_TRUE(is(open.map(0, 0, size, 1, Protection::none), Error::no_access));
  EXPECT_TRUE(is(open.map(0, 0, size, 1, Protection::cacheable | Protection::privileged),
                 Error::no_access));
}

// Of table descriptors, only the address and the type; one bit that walkers ignore is ours (the
// mark that it was cleaned).
TEST_P(Attributes, TableDescriptorsRestrictNothing) {
  constexpr std::uint64_t settled = std::uint64_t{1} << 55;
  for (bool coherent : {true, false}) {
    OpenTable open(*GetParam().format, {.coherent_walker = coherent});
    ASSERT_TRUE(is_ok(open.map(0, 0, GetParam().page_sizes[0])));
    const Path path = open.table.walk(Iova(0));
    ASSERT_GE(path.size, 3U);
    for (unsigned i = 0; i + 1 < path.size; ++i) {
      const std::uint64_t mark = coherent ? 0 : settled;
      EXPECT_EQ(path.entries[i].raw, path.entries[i].output.value | mark | 0b11);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(AArch64, Attributes, ::testing::ValuesIn(aarch64_formats()),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace faultline::pgtable::testing
