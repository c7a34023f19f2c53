// SPDX-License-Identifier: Apache-2.0
//
// The TLB by itself: tags, sizes, eviction, hints, overlaps.
#include "model/tlb.hpp"

#include <gtest/gtest.h>

#include <array>

namespace faultline::model {
namespace {

constexpr TlbTag tag_a = TlbTag::stage1(Vmid(1), Asid(2));
constexpr TlbTag tag_b = TlbTag::stage1(Vmid(1), Asid(3));

TlbEntry entry(TlbTag tag, std::uint64_t input, std::uint64_t output, unsigned shift = 12) {
  TlbEntry made;
  made.tag = tag;
  made.input = input;
  made.output = output;
  made.shift = static_cast<std::uint8_t>(shift);
  made.allowed = made.stage1_allowed = 0xff;
  return made;
}

class TlbAlone : public ::testing::Test {
 protected:
  std::array<TlbEntry, 64> entries{};
  std::array<std::uint16_t, 256> hints{};
  std::array<WalkEntry, 16> walks{};
  Tlb tlb{entries, hints, walks};
};

TEST_F(TlbAlone, FindsWhatWasPutInUnderItsTagOnly) {
  tlb.insert(entry(tag_a, 0x4000, 0x9000));
  ASSERT_NE(tlb.find(tag_a, 0x4abc).entry, nullptr);
  EXPECT_EQ(tlb.find(tag_a, 0x4abc).entry->output, 0x9000u);
  EXPECT_EQ(tlb.find(tag_b, 0x4abc).entry, nullptr);
  EXPECT_EQ(tlb.find(TlbTag::stage1(Vmid(2), Asid(2)), 0x4abc).entry, nullptr);
  EXPECT_EQ(tlb.find(TlbTag::stage2(Vmid(1)), 0x4abc).entry, nullptr);
  EXPECT_EQ(tlb.find(TlbTag::hyp_stage1(), 0x4abc).entry, nullptr);
  EXPECT_EQ(tlb.find(tag_a, 0x5000).entry, nullptr);
}

TEST_F(TlbAlone, AGlobalEntryServesEveryASIDOfItsVMID) {
  tlb.insert(entry(tag_a.made_global(), 0x4000, 0x9000));
  EXPECT_NE(tlb.find(tag_b, 0x4000).entry, nullptr);
  EXPECT_EQ(tlb.find(TlbTag::stage1(Vmid(2), Asid(2)), 0x4000).entry, nullptr);
}

TEST_F(TlbAlone, HoldsEveryPageSizeSideBySide) {
  unsigned i = 0;
  for (const unsigned shift : {12u, 14u, 16u, 20u, 21u, 24u, 25u, 29u, 30u}) {
    const std::uint64_t input = std::uint64_t{++i} << 40;
    tlb.insert(entry(tag_a, input, input, shift));
    EXPECT_NE(tlb.find(tag_a, input + (1ull << shift) - 1).entry, nullptr) << shift;
    EXPECT_EQ(tlb.find(tag_a, input + (1ull << shift)).entry, nullptr) << shift;
  }
}

TEST_F(TlbAlone, AHintLeadsToTheEntryAndNeverToAWrongOne) {
  tlb.insert(entry(tag_a, 0x4000, 0x9000));
  EXPECT_EQ(tlb.hinted(tag_a, 0x4000), nullptr) << "nobody looked yet";
  (void)tlb.find(tag_a, 0x4000);
  ASSERT_NE(tlb.hinted(tag_a, 0x4fff), nullptr);
  EXPECT_EQ(tlb.hinted(tag_a, 0x4fff)->output, 0x9000u);
  EXPECT_EQ(tlb.hinted(tag_b, 0x4fff), nullptr);
  Invalidate all;
  all.any_vmid = all.any_asid = all.any_address = true;
  tlb.invalidate(all);
  EXPECT_EQ(tlb.hinted(tag_a, 0x4fff), nullptr);
}

TEST_F(TlbAlone, AFullSetEvictsItsOldest) {
  // One set: the smallest table there is.
  std::array<TlbEntry, 4> few{};
  Tlb small(few, hints, {});
  for (std::uint64_t page = 0; page < 5; ++page) small.insert(entry(tag_a, page << 12, page));
  EXPECT_EQ(small.find(tag_a, 0).entry, nullptr);
  for (std::uint64_t page = 1; page < 5; ++page)
    EXPECT_NE(small.find(tag_a, page << 12).entry, nullptr) << page;
}

TEST_F(TlbAlone, ManyRandomPagesAreEitherRightOrAbsent) {
  std::uint64_t state = 1;
  unsigned found = 0;
  for (int i = 0; i < 20'000; ++i) {
    state = state * 6364136223846793005ull + 1442695040888963407ull;
    const std::uint64_t page = (state >> 33) % 97 << 12;
    const auto hit = tlb.find(tag_a, page);
    if (hit.entry != nullptr) {
      EXPECT_EQ(hit.entry->output, page + 0x1000'0000);
      EXPECT_FALSE(hit.conflict);
      ++found;
    } else {
      tlb.insert(entry(tag_a, page, page + 0x1000'0000));
    }
  }
  EXPECT_GT(found, 8'000u);
}

TEST_F(TlbAlone, OverlappingEntriesAreAConflictWhereTheyOverlap) {
  tlb.insert(entry(tag_a, 0x4000, 0x9000));
  (void)tlb.find(tag_a, 0x4000);
  tlb.insert(entry(tag_a, 0, 0x4000'0000, 21));
  EXPECT_EQ(tlb.hinted(tag_a, 0x4000), nullptr) << "a hint must not hide it";
  EXPECT_TRUE(tlb.find(tag_a, 0x4000).conflict);
  EXPECT_EQ(tlb.hinted(tag_a, 0x4000), nullptr) << "nor after the search";
  EXPECT_FALSE(tlb.find(tag_a, 0x5000).conflict);
}

TEST_F(TlbAlone, EntriesOfOtherTagsDoNotOverlap) {
  tlb.insert(entry(tag_b, 0x4000, 0x9000));
  tlb.insert(entry(tag_a, 0, 0x4000'0000, 21));
  EXPECT_FALSE(tlb.find(tag_a, 0x4000).conflict);
  EXPECT_FALSE(tlb.find(tag_b, 0x4000).conflict);
}

TEST_F(TlbAlone, PartialWalksAreKeptBySizeAndTag) {
  tlb.insert_walk({.tag = tag_a, .input = 0x20'0000, .table = 0x7000, .shift = 21, .level = 3});
  ASSERT_NE(tlb.find_walk(tag_a, 0x2f'f000, 21), nullptr);
  EXPECT_EQ(tlb.find_walk(tag_a, 0x2f'f000, 21)->table, 0x7000u);
  EXPECT_EQ(tlb.find_walk(tag_a, 0x2f'f000, 30), nullptr);
  EXPECT_EQ(tlb.find_walk(tag_a, 0x40'0000, 21), nullptr);
  EXPECT_EQ(tlb.find_walk(tag_b, 0x2f'f000, 21), nullptr);
}

TEST_F(TlbAlone, WorksWithoutMemoryForPartialWalks) {
  Tlb bare(entries, hints, {});
  bare.insert_walk({.tag = tag_a, .input = 0, .table = 0x7000, .shift = 21, .level = 3});
  EXPECT_EQ(bare.find_walk(tag_a, 0, 21), nullptr);
}

TEST_F(TlbAlone, KeepIfLeavesWhatItIsTold) {
  tlb.insert(entry(tag_a, 0x4000, 0x9000));
  tlb.insert(entry(tag_b, 0x5000, 0x9000));
  tlb.keep_if([&](std::size_t i) { return i < entries.size() && entries[i].tag == tag_b; });
  EXPECT_EQ(tlb.find(tag_a, 0x4000).entry, nullptr);
  EXPECT_NE(tlb.find(tag_b, 0x5000).entry, nullptr);
}

}  // namespace
}  // namespace faultline::model
