// SPDX-License-Identifier: Apache-2.0
//
// Trees that are larger than any machine: read up to the limit, and told so.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fdt/smmus.hpp"
#include "fdt/test_writer.hpp"

namespace faultline::fdt {
namespace {

using testing::Contains;
using testing::SizeIs;

Description describe(const Blob& blob) {
  const auto tree = Tree::load(blob);
  if (!tree) throw std::runtime_error(tree.error().text());
  auto description = read_smmus(*tree);
  if (!description) throw std::runtime_error(description.error().text());
  return *std::move(description);
}

std::vector<std::string> texts(const Description& description) {
  std::vector<std::string> all;
  for (const Problem& finding : description.findings) all.push_back(finding.text());
  return all;
}

std::vector<std::uint32_t> repeated(std::size_t count, const std::vector<std::uint32_t>& entry) {
  std::vector<std::uint32_t> cells;
  for (std::size_t i = 0; i < count; ++i) cells.insert(cells.end(), entry.begin(), entry.end());
  return cells;
}

// A root with an interrupt controller (phandle 1); the caller goes on inside the root.
Writer start(std::uint32_t size_cells = 1) {
  Writer writer;
  writer.begin("").cells("#address-cells", {1}).cells("#size-cells", {size_cells});
  writer.cells("interrupt-parent", {1});
  writer.begin("gic").text("compatible", "arm,gic-v3").cells("#interrupt-cells", {3});
  writer.cells("phandle", {1}).end();
  return writer;
}

// A sound SMMU but for what the caller adds; not ended.
Writer& begin_smmu(Writer& writer, std::uint32_t phandle) {
  return writer.begin("smmu@" + std::to_string(phandle))
      .text("compatible", "arm,smmu-v2")
      .cells("phandle", {phandle})
      .cells("#iommu-cells", {2});
}

Writer& sound_smmu(Writer& writer, std::uint32_t phandle) {
  return begin_smmu(writer, phandle)
      .cells("reg", {0x10000 * phandle, 0x10000})
      .cells("#global-interrupts", {0})
      .cells("interrupts", {0, 1, 4})
      .end();
}

TEST(Limits, CountFindingsBeyondTheLastListed) {
  Writer writer = start();
  sound_smmu(writer, 2);
  for (int i = 0; i < 1000; ++i) {
    writer.begin("master@" + std::to_string(i)).cells("iommus", {0xdead}).end();
  }
  const Description description = describe(writer.end().finish());
  ASSERT_THAT(description.findings, SizeIs(257));
  EXPECT_EQ(description.findings.back().text(),
            "blob: has 744 more findings than are listed; mend those above first");
}

TEST(Limits, ReadAsManySmmusAsAnyMachineHas) {
  Writer writer = start();
  for (std::uint32_t i = 2; i < 132; ++i) sound_smmu(writer, i);
  const Description description = describe(writer.end().finish());
  EXPECT_THAT(description.smmus, SizeIs(128));
  EXPECT_THAT(
      texts(description),
      testing::ElementsAre("/smmu@130: is one SMMU more than the 128 that are read; leave out "
                           "those that are not needed"));
}

TEST(Limits, ReadSixteenRegions) {
  const auto with = [](std::size_t count) {
    Writer writer = start();
    begin_smmu(writer, 2).cells("reg", repeated(count, {0x1000, 0x1000}));
    return describe(writer.end().end().finish());
  };
  EXPECT_THAT(with(16).smmus[0].regions, SizeIs(16));
  EXPECT_THAT(texts(with(17)), Contains("/smmu@2: reg: has 17 regions; at most 16 are read"));
}

TEST(Limits, ReadAThousandRangesOfABus) {
  const auto with = [](std::size_t count) {
    Writer writer = start();
    writer.begin("bus").cells("#address-cells", {1}).cells("#size-cells", {1});
    auto ranges = repeated(count - 1, {0x0, 0x0, 0x1});
    ranges.insert(ranges.end(), {0x20000, 0x50020000, 0x10000});
    sound_smmu(writer.cells("ranges", ranges), 2).end();
    return describe(writer.end().finish());
  };
  EXPECT_EQ(with(1024).smmus[0].regions.at(0).address, PhysAddr(0x50020000));
  EXPECT_THAT(texts(with(1025)), Contains("/bus: ranges: has 1025 entries; at most 1024 are read"));
}

TEST(Limits, ReadSizesOfTwoCells) {
  Writer writer = start(3);
  begin_smmu(writer, 2).cells("reg", {1, 2, 3, 4});
  EXPECT_THAT(texts(describe(writer.end().end().finish())),
              Contains("/: #size-cells: is 3; sizes of 1 or 2 cells are read"));
}

TEST(Limits, ReadFiveHundredAndTwelveInterrupts) {
  const auto with = [](const char* property, std::size_t count, std::vector<std::uint32_t> entry) {
    Writer writer = start();
    begin_smmu(writer, 2).cells("#global-interrupts", {0}).cells(property, repeated(count, entry));
    return describe(writer.end().end().finish());
  };
  EXPECT_THAT(with("interrupts", 512, {0, 1, 4}).smmus[0].context_interrupts, SizeIs(512));
  EXPECT_THAT(
      texts(with("interrupts", 513, {0, 1, 4})),
      Contains("/smmu@2: interrupts: lists more than 512 interrupts; an SMMU has at most 388"));
  EXPECT_THAT(with("interrupts-extended", 512, {1, 0, 1, 4}).smmus[0].context_interrupts,
              SizeIs(512));
  EXPECT_THAT(
      texts(with("interrupts-extended", 513, {1, 0, 1, 4})),
      Contains("/smmu@2: interrupts-extended: lists more than 512 interrupts; an SMMU has at "
               "most 388"));
}

TEST(Limits, ReadAsManyGlobalInterruptsAsTheBindingAllows) {
  Writer writer = start();
  begin_smmu(writer, 2)
      .cells("#global-interrupts", {261})
      .cells("interrupts", repeated(300, {0, 1, 4}));
  EXPECT_THAT(texts(describe(writer.end().end().finish())),
              Contains("/smmu@2: #global-interrupts: is 261; it is at most 260"));
}

TEST(Limits, CompareStreamsInPairsUpToAThousand) {
  const auto with = [](std::uint32_t count) {
    Writer writer = start();
    sound_smmu(writer, 2);
    std::vector<std::uint32_t> streams = {2, 0x8000, 0x3, 2, 0x8000, 0x5};  // these two overlap
    for (std::uint32_t i = 2; i < count; ++i) streams.insert(streams.end(), {2, i, 0});
    writer.begin("master").cells("iommus", streams).end();
    return describe(writer.end().finish());
  };
  EXPECT_THAT(with(1024).findings, SizeIs(1));
  EXPECT_THAT(with(1025).findings, SizeIs(0));
}

}  // namespace
}  // namespace faultline::fdt
