// SPDX-License-Identifier: Apache-2.0
//
// What the ID registers say, and what they cannot say.
#include "driver/capabilities.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace faultline::driver {
namespace {

// An MMU-500 with 16 banks and 48 groups, as one announces itself.
constexpr std::uint32_t idr0 = 0xfc01'3e30;
constexpr std::uint32_t idr1 = 0xb000'0410;  // 64K pages, 16 of them, 16 banks
constexpr std::uint32_t idr2 = 0x0000'5555;

struct Ids {
  std::uint32_t r0 = idr0;
  std::uint32_t r1 = idr1;
  std::uint32_t r2 = idr2;
};

Result<Capabilities, ProbeError> decoded(Ids ids, Firmware firmware = {.window_bytes = 1U << 24}) {
  return decode({reg::Value<spec::gr0::IDR0>(ids.r0), reg::Value<spec::gr0::IDR1>(ids.r1),
                 reg::Value<spec::gr0::IDR2>(ids.r2), reg::Value<spec::gr0::IDR7>(0x21)},
                firmware);
}

ProbeError refusal(Ids ids, Firmware firmware = {.window_bytes = 1U << 24}) {
  const auto made = decoded(ids, firmware);
  EXPECT_FALSE(made.has_value());
  return made ? ProbeError::power_refused : made.error();
}

TEST(Capabilities, OfAnMmu500) {
  const auto made = decoded({});
  ASSERT_TRUE(made.has_value());
  EXPECT_TRUE(made->stage1 && made->stage2 && made->nested);
  EXPECT_FALSE(made->address_translation);
  EXPECT_EQ(made->stream_groups, 48u);
  EXPECT_EQ(made->stream_id_mask, 0x7fff);
  EXPECT_EQ(made->banks, 16u);
  EXPECT_EQ(made->stage2_banks, 0u);
  EXPECT_EQ(made->upstream_bits, 49u);
  EXPECT_EQ(made->input_bits(), 48u);
  EXPECT_EQ(made->output_bits, 48u);
  EXPECT_TRUE(made->granule_4k && made->granule_64k);
  EXPECT_FALSE(made->granule_16k);
  EXPECT_EQ(made->pages.page_size_bytes(), 0x1'0000u);
  EXPECT_EQ(made->revision_major, 2u);
}

TEST(Capabilities, TranslationInNeitherStageIsRefused) {
  EXPECT_EQ(refusal({.r0 = idr0 & ~0x7000'0000U}), ProbeError::no_translation);
}

TEST(Capabilities, NestingWithoutBothStagesIsRefused) {
  EXPECT_EQ(refusal({.r0 = idr0 & ~0x2000'0000U}), ProbeError::nested_without_stages);
  EXPECT_EQ(refusal({.r0 = idr0 & ~0x4000'0000U}), ProbeError::nested_without_stages);
}

TEST(Capabilities, NoBanksIsRefused) {
  EXPECT_EQ(refusal({.r1 = idr1 & ~0xffU}), ProbeError::no_context_banks);
  EXPECT_EQ(refusal({}, {.window_bytes = 1U << 24, .max_banks = 0}), ProbeError::no_context_banks);
}

TEST(Capabilities, MoreBanksThanRegisterPagesIsRefused) {
  EXPECT_EQ(refusal({.r1 = (idr1 & ~0xffU) | 17}), ProbeError::too_many_context_banks);
}

TEST(Capabilities, MoreStage2BanksThanBanksIsRefused) {
  EXPECT_EQ(refusal({.r1 = idr1 | 17U << 16}), ProbeError::stage2_banks_exceed_banks);
}

TEST(Capabilities, Stage1WithoutABankForItIsRefused) {
  EXPECT_EQ(refusal({.r1 = idr1 | 16U << 16}), ProbeError::no_stage1_bank);
  EXPECT_EQ(refusal({.r1 = idr1 | 4U << 16}, {.window_bytes = 1U << 24, .max_banks = 4}),
            ProbeError::no_stage1_bank);
}

TEST(Capabilities, AWindowSmallerThanThePagesIsRefused) {
  EXPECT_EQ(refusal({}, {.window_bytes = (1U << 21) - 1}), ProbeError::window_too_small);
  EXPECT_TRUE(decoded({}, {.window_bytes = 1U << 21}).has_value());
}

TEST(Capabilities, MatchingWithoutGroupsIsRefused) {
  EXPECT_EQ(refusal({.r0 = idr0 & ~0xffU}), ProbeError::no_stream_groups);
}

TEST(Capabilities, StreamIdsOfNoBitsAreRefused) {
  EXPECT_EQ(refusal({.r0 = idr0 & ~(0xfU << 9)}), ProbeError::no_stream_ids);
}

TEST(Capabilities, ReservedAddressSizesAreRefused) {
  EXPECT_EQ(refusal({.r2 = 0x5556}), ProbeError::reserved_address_size);
  EXPECT_EQ(refusal({.r2 = 0x5575}), ProbeError::reserved_address_size);
  EXPECT_EQ(refusal({.r2 = 0x5655}), ProbeError::reserved_address_size);
}

TEST(Capabilities, NoPageFormatIsRefused) {
  EXPECT_EQ(refusal({.r0 = idr0 | 2U << 24, .r2 = 0x0555}), ProbeError::no_page_format);
}

TEST(Capabilities, StreamIndexingHasAnEntryPerId) {
  const auto made = decoded({.r0 = (idr0 & ~(0x0800'0000U | 0xfU << 9)) | 5U << 9});
  ASSERT_TRUE(made.has_value());
  EXPECT_FALSE(made->stream_matching);
  EXPECT_EQ(made->stream_groups, 32u);
  EXPECT_EQ(made->stream_mask_mask, 0u);
}

TEST(Capabilities, ExtendedStreamIdsHave16Bits) {
  const auto made = decoded({.r0 = idr0 | 1U << 8});
  ASSERT_TRUE(made.has_value());
  EXPECT_EQ(made->stream_id_mask, 0xffff);
  EXPECT_EQ(made->stream_mask_mask, 0xffff);
}

TEST(Capabilities, FirmwareDecidesAboutCoherence) {
  const auto made = decoded({}, {.window_bytes = 1U << 24, .coherent_walk = true});
  ASSERT_TRUE(made.has_value());
  EXPECT_TRUE(made->coherent_walk);
  EXPECT_FALSE(made->coherent_walk_announced);
}

class Lines final : public port::Log {
 public:
  void write(port::Severity, std::string_view line) override { lines.emplace_back(line); }
  std::vector<std::string> lines;
};

TEST(Capabilities, AreToldInTheWordsOfLinux) {
  Lines log;
  log_capabilities(log, "5040000.iommu",
                   *decoded({}, {.window_bytes = 1U << 24, .coherent_walk = true}));
  const std::vector<std::string> expected = {
      "5040000.iommu: SMMUv2 with:",
      "5040000.iommu: \tstage 1 translation",
      "5040000.iommu: \tstage 2 translation",
      "5040000.iommu: \tnested translation",
      "5040000.iommu: \tcoherent table walk",
      "5040000.iommu: \t(IDR0.CTTW overridden by FW configuration)",
      "5040000.iommu: \tstream matching with 48 register groups",
      "5040000.iommu: \t16 context banks (0 stage-2 only)",
      "5040000.iommu: \tSupported page sizes: 0x61311000",
      "5040000.iommu: \tStage-1: 48-bit VA -> 48-bit IPA",
      "5040000.iommu: \tStage-2: 48-bit IPA -> 48-bit PA",
  };
  EXPECT_EQ(log.lines, expected);
}

}  // namespace
}  // namespace faultline::driver
