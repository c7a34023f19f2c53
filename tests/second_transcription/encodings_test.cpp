// SPDX-License-Identifier: Apache-2.0
// Compares the encodings that src/spec has names for, and the MMU-500's reset values, with the
// second transcription. What follows from an encoding (address bits, page sizes) is compared as
// src/spec computes it.
#include "spec/encodings.hpp"

#include <gtest/gtest.h>
#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>

#include "spec/cb.hpp"
#include "spec/gr0.hpp"
#include "spec/gr1.hpp"
#include "spec/layout.hpp"
#include "spec/mmu500.hpp"
#include "spec/table.hpp"
#include "transcription.hpp"

namespace faultline::second_transcription {
namespace {

using Meanings = std::map<std::uint32_t, std::string>;

Table read_table() {
  std::ifstream file(FAULTLINE_SOURCE_DIR "/tests/second_transcription/registers.txt");
  auto table = parse(std::string{std::istreambuf_iterator<char>(file), {}});
  EXPECT_TRUE(table) << table.error();
  return table.value_or(Table{});
}

// The encodings of the table for "reg.field".
Meanings in_table(std::string_view field) {
  static const Table table = read_table();
  Meanings meanings;
  for (const Encoding& code : table.encodings) {
    if (code.reg + "." + code.field == field) meanings[code.value] = code.meaning;
  }
  EXPECT_FALSE(meanings.empty()) << field;
  return meanings;
}

template <typename Enum>
std::uint32_t value(Enum enumerator) {
  return static_cast<std::uint32_t>(enumerator);
}

// What `decode` makes of each value of a field of `width` bits, where it makes anything of it.
template <typename Decode>
Meanings decoded(unsigned width, Decode decode) {
  Meanings meanings;
  for (std::uint32_t code = 0; code < 1U << width; ++code) {
    if (const auto number = decode(code)) meanings[code] = std::to_string(*number);
  }
  return meanings;
}

TEST(SecondEncodings, TypesOfStreamsAndContexts) {
  using spec::gr0::StreamType;
  using spec::gr1::ContextType;
  EXPECT_EQ((Meanings{{value(StreamType::translate), "translation"},
                      {value(StreamType::bypass), "bypass"},
                      {value(StreamType::fault), "fault"}}),
            in_table("S2CR.TYPE"));
  EXPECT_EQ((Meanings{{value(ContextType::stage2), "s2"},
                      {value(ContextType::stage1_stage2_bypass), "s1_s2_bypass"},
                      {value(ContextType::stage1_stage2_fault), "s1_s2_fault"},
                      {value(ContextType::nested), "s1_s2"}}),
            in_table("CBAR.TYPE"));
}

TEST(SecondEncodings, AddressSizes) {
  const Meanings sizes =
      decoded(3, [](auto code) { return spec::address_bits(spec::AddressSize{code}); });
  for (const auto* field : {"IDR2.IAS", "IDR2.OAS", "TCR2.PASize", "TCR.PASize"}) {
    EXPECT_EQ(sizes, in_table(field)) << field;
  }
  EXPECT_EQ(decoded(4, [](auto code) { return spec::address_bits(spec::UpstreamSize{code}); }),
            in_table("IDR2.UBS"));
}

TEST(SecondEncodings, Granules) {
  const auto kilobytes = [](std::optional<unsigned> shift) {
    return shift ? std::optional{1U << (*shift - 10)} : std::nullopt;
  };
  EXPECT_EQ(
      decoded(2, [&](auto code) { return kilobytes(spec::granule_shift(spec::GranuleTg0{code})); }),
      in_table("TCR.TG0"));
  EXPECT_EQ(
      decoded(2, [&](auto code) { return kilobytes(spec::granule_shift(spec::GranuleTg1{code})); }),
      in_table("TCR.TG1"));
}

spec::PageLayout layout_of(std::uint32_t idr1) {
  return spec::PageLayout::from(reg::Value<spec::gr0::IDR1>(idr1));
}

TEST(SecondEncodings, PagesOfTheRegisterMap) {
  EXPECT_EQ(
      decoded(1, [](auto code) { return std::optional{layout_of(code << 31).page_size_bytes()}; }),
      in_table("IDR1.PAGESIZE"));
  EXPECT_EQ(
      decoded(3, [](auto code) { return std::optional{layout_of(code << 28).global_pages()}; }),
      in_table("IDR1.NUMPAGENDXB"));
}

TEST(SecondEncodings, FaultsAndResume) {
  using spec::cb::FaultFormat;
  using spec::cb::Resume;
  EXPECT_EQ((Meanings{{value(FaultFormat::aarch32_short), "aarch32_short"},
                      {value(FaultFormat::aarch32_long), "aarch32_long"},
                      {value(FaultFormat::aarch64), "aarch64"}}),
            in_table("FSR.FORMAT"));
  EXPECT_EQ((Meanings{{value(Resume::retry), "retry"}, {value(Resume::terminate), "terminate"}}),
            in_table("RESUME.TNR"));
}

TEST(SecondEncodings, Attributes) {
  using spec::Cacheability;
  using spec::Shareability;
  using spec::ShareabilityConfig;
  EXPECT_EQ((Meanings{{value(Shareability::non_shareable), "none"},
                      {value(Shareability::outer), "outer"},
                      {value(Shareability::inner), "inner"}}),
            in_table("TCR.SH0"));
  EXPECT_EQ((Meanings{{value(ShareabilityConfig::outer), "outer"},
                      {value(ShareabilityConfig::inner), "inner"},
                      {value(ShareabilityConfig::non_shareable), "none"}}),
            in_table("CBAR.BPSHCFG"));
  EXPECT_EQ((Meanings{{value(Cacheability::non_cacheable), "non_cacheable"},
                      {value(Cacheability::write_back_write_allocate), "write_back_write_allocate"},
                      {value(Cacheability::write_through), "write_through"},
                      {value(Cacheability::write_back_no_write_allocate), "write_back"}}),
            in_table("TCR.IRGN0"));
}

TEST(SecondEncodings, OverridesOfAStream) {
  using spec::gr0::InstructionConfig;
  using spec::gr0::PrivilegeConfig;
  Meanings privilege = in_table("S2CR.PRIVCFG");
  privilege.erase(1);  // only with IDR2.DIPANS, which src/spec has no name for
  EXPECT_EQ((Meanings{{value(PrivilegeConfig::as_presented), "default"},
                      {value(PrivilegeConfig::unprivileged), "unprivileged"},
                      {value(PrivilegeConfig::privileged), "privileged"}}),
            privilege);
  EXPECT_EQ((Meanings{{value(InstructionConfig::as_presented), "default"},
                      {value(InstructionConfig::data), "data"},
                      {value(InstructionConfig::instruction), "instruction"}}),
            in_table("S2CR.INSTCFG"));
}

TEST(SecondEncodings, FormatsAndSignExtension) {
  using spec::cb::SignExtension;
  using spec::gr0::Aarch32Formats;
  EXPECT_EQ((Meanings{{value(Aarch32Formats::short_and_long), "aarch32_short_and_long"},
                      {value(Aarch32Formats::long_only), "aarch32_long"},
                      {value(Aarch32Formats::none), "no_aarch32"}}),
            in_table("IDR0.PTFS"));
  EXPECT_EQ((Meanings{{value(SignExtension::upstream), "upstream"}}), in_table("TCR2.SEP"));
}

// src/spec has no enumeration for these, the drivers read them as bits and levels.
TEST(SecondEncodings, WhatIsNotComparedIsNamed) {
  std::set<std::string> compared{"S2CR.TYPE",        "CBAR.TYPE",    "IDR2.IAS",   "IDR2.OAS",
                                 "IDR2.UBS",         "TCR2.PASize",  "TCR.PASize", "IDR1.PAGESIZE",
                                 "TCR.TG0",          "TCR.TG1",      "FSR.FORMAT", "RESUME.TNR",
                                 "IDR1.NUMPAGENDXB", "TCR.SH0",      "TCR.IRGN0",  "S2CR.PRIVCFG",
                                 "S2CR.INSTCFG",     "CBAR.BPSHCFG", "IDR0.PTFS",  "TCR2.SEP"};
  std::set<std::string> rest;
  for (const Encoding& code : read_table().encodings) {
    const std::string field = code.reg + "." + code.field;
    if (!compared.contains(field)) rest.insert(field);
  }
  EXPECT_EQ(rest, (std::set<std::string>{"SCTLR.CFCFG", "FSYNR0.PLVL", "IDR1.HAFDBS"}));
}

std::uint32_t offset_in(spec::Space space, std::string_view name) {
  const auto rows = spec::table(space);
  const auto found = std::ranges::find(rows, name, &spec::RegisterInfo::name);
  EXPECT_NE(found, rows.end()) << name;
  return found == rows.end() ? 0 : found->offset;
}

TEST(SecondResets, TheMmu500sValuesAgree) {
  const std::map<std::string, spec::Space> spaces{
      {"GR0", spec::Space::gr0}, {"GR1", spec::Space::gr1}, {"CB", spec::Space::cb}};
  const Table table = read_table();
  for (const Reset& reset : table.resets) {
    const spec::Space space = spaces.at(find(table, reset.reg)->space);
    const auto offset = offset_in(space, reset.reg);
    const auto found = std::ranges::find_if(spec::mmu500::differences, [&](const auto& one) {
      return one.space == space && one.offset == offset;
    });
    ASSERT_NE(found, spec::mmu500::differences.end()) << reset.reg;
    EXPECT_EQ(found->reset, reset.value) << reset.reg;
  }
  EXPECT_EQ(table.resets.size(), spec::mmu500::differences.size());
}

}  // namespace
}  // namespace faultline::second_transcription
