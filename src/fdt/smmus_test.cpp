// SPDX-License-Identifier: Apache-2.0
//
// What is read from sound trees: SMMUs, their interrupts, and masters.
#include "fdt/smmus.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "fdt/test_trees.hpp"

namespace faultline::fdt {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Description describe(const std::string& name) {
  auto description = read_smmus(test_tree(name));
  if (!description) throw std::runtime_error(description.error().text());
  return *std::move(description);
}

Description sound() {
  return describe("src/fdt/testdata/sound");
}

const SmmuNode& smmu(const Description& description, std::string_view path) {
  return *std::ranges::find(description.smmus, path, &SmmuNode::path);
}
const Master& master(const Description& description, std::string_view path) {
  return *std::ranges::find(description.masters, path, &Master::path);
}

constexpr std::string_view adreno = "/soc/bus@40000000/iommu@100000";

TEST(Smmus, ListsThemInOrderWithTheirKinds) {
  const Description description = sound();
  EXPECT_THAT(description.findings, IsEmpty());
  std::vector<std::pair<std::string, SmmuKind>> found;
  for (const SmmuNode& node : description.smmus) {
    EXPECT_TRUE(node.usable);
    found.emplace_back(node.path, node.kind);
  }
  EXPECT_THAT(found, ElementsAre(std::pair("/iommu@1000000", SmmuKind::mmu400),
                                 std::pair("/iommu@1010000", SmmuKind::mmu401),
                                 std::pair("/iommu@12000000", SmmuKind::nvidia),
                                 std::pair(std::string(adreno), SmmuKind::adreno_smmu_v2),
                                 std::pair("/flat/flatter/iommu@a000000", SmmuKind::cavium)));
}

TEST(Smmus, SaysThatATreeHasNone) {
  const auto blob = test_blob("boards/minimal");
  std::string text(blob.begin(), blob.end());
  text.replace(text.find("arm,smmu-v2"), 11, "arm,smmu-v3");
  const auto tree = Tree::load(std::vector<std::uint8_t>(text.begin(), text.end()));
  ASSERT_TRUE(tree.has_value());
  const auto description = read_smmus(*tree);
  ASSERT_FALSE(description.has_value());
  EXPECT_EQ(description.error().fault, Fault::no_smmu);
  EXPECT_EQ(description.error().text(),
            "/: no node is an SMMUv1 or SMMUv2; such a node has a compatible like \"arm,mmu-500\" "
            "or \"arm,smmu-v2\"");
}

TEST(Smmus, TranslatesRegionsThroughTheBuses) {
  const Description description = sound();
  const SmmuNode& node = smmu(description, adreno);
  ASSERT_EQ(node.regions.size(), 1u);
  EXPECT_EQ(node.regions[0].address, PhysAddr(0x50100000));
  EXPECT_EQ(node.regions[0].size_bytes, 0x10000u);
  const SmmuNode& flat = smmu(description, "/flat/flatter/iommu@a000000");
  ASSERT_EQ(flat.regions.size(), 1u);
  EXPECT_EQ(flat.regions[0].address, PhysAddr(0x87e00a000000));
  const SmmuNode& mirrored = smmu(description, "/iommu@12000000");
  ASSERT_EQ(mirrored.regions.size(), 2u);
  EXPECT_EQ(mirrored.regions[1].address, PhysAddr(0x11000000));
  EXPECT_EQ(mirrored.regions[1].size_bytes, 0x800000u);
}

TEST(Smmus, SplitsInterruptsAtTheGlobalCount) {
  const Description description = sound();
  const SmmuNode& none = smmu(description, "/iommu@1000000");
  EXPECT_THAT(none.global_interrupts, IsEmpty());
  ASSERT_EQ(none.context_interrupts.size(), 1u);
  EXPECT_EQ(none.context_interrupts[0].number, LineNumber(10));
  const SmmuNode& two = smmu(description, "/iommu@12000000");
  ASSERT_EQ(two.global_interrupts.size(), 2u);
  EXPECT_EQ(two.global_interrupts[1].number, LineNumber(232));
  ASSERT_EQ(two.context_interrupts.size(), 2u);
  EXPECT_EQ(two.context_interrupts[0], two.global_interrupts[0]);
}

TEST(Smmus, PrefersExtendedInterruptsAndKeepsEachController) {
  const Description description = sound();
  const SmmuNode& node = smmu(description, adreno);
  const std::string gic = "/interrupt-controller@8000000";
  using enum InterruptKind;
  using enum Trigger;
  EXPECT_THAT(node.global_interrupts,
              ElementsAre(Interrupt{gic, shared, LineNumber(229), level_high, {0, 229, 4}}));
  EXPECT_THAT(
      node.context_interrupts,
      ElementsAre(Interrupt{gic, per_cpu, LineNumber(7), level_low, {1, 7, 8}},
                  Interrupt{gic, extended_shared, LineNumber(3), edge_falling, {2, 3, 2}},
                  Interrupt{gic, extended_per_cpu, LineNumber(4), edge_rising, {3, 4, 1}},
                  Interrupt{"/interrupt-controller@8100000", other, {}, unspecified, {5, 4}},
                  Interrupt{"/nexus", other, {}, unspecified, {7}}));
}

TEST(Smmus, CountsLinesAsTheGicDoes) {
  using enum InterruptKind;
  const auto id = [](InterruptKind kind) {
    return interrupt_id({"", kind, LineNumber(5), {}, {}}).value;
  };
  EXPECT_EQ(id(shared), 37u);
  EXPECT_EQ(id(per_cpu), 21u);
  EXPECT_EQ(id(extended_shared), 4101u);
  EXPECT_EQ(id(extended_per_cpu), 1061u);
  EXPECT_EQ(id(other), 5u);
}

TEST(Smmus, ReadsClocksAndPowerDomains) {
  const Description description = sound();
  const SmmuNode& node = smmu(description, adreno);
  ASSERT_EQ(node.clocks.size(), 2u);
  EXPECT_EQ(node.clocks[0].provider, "/clock-controller");
  EXPECT_EQ(node.clocks[0].name, "bus");
  EXPECT_EQ(node.clocks[1].provider, "/crystal");
  ASSERT_EQ(node.power_domains.size(), 1u);
  EXPECT_EQ(node.power_domains[0].provider, "/power-controller");
  EXPECT_THAT(node.power_domains[0].arguments, ElementsAre(3));
  EXPECT_EQ(node.power_domains[0].name, "cx");
  const Master& gpu = master(description, "/soc/bus@40000000/gpu@200000");
  ASSERT_EQ(gpu.power_domains.size(), 2u);
  EXPECT_EQ(gpu.power_domains[0].name, "gx");
  EXPECT_EQ(gpu.power_domains[1].name, "");
}

TEST(Smmus, ReadsFlagsAndMasks) {
  const Description description = sound();
  EXPECT_TRUE(smmu(description, adreno).dma_coherent);  // from the bus
  EXPECT_FALSE(smmu(description, "/iommu@1010000").dma_coherent);
  EXPECT_FALSE(smmu(description, "/flat/flatter/iommu@a000000").dma_coherent);
  EXPECT_TRUE(smmu(description, "/iommu@1010000").secure_config_access);
  EXPECT_FALSE(smmu(description, adreno).secure_config_access);
  EXPECT_EQ(smmu(description, "/iommu@1000000").stream_match_mask, 0x7c00);
  EXPECT_EQ(smmu(description, "/iommu@12000000").memory_controller, "/memory-controller@2c00000");
  EXPECT_FALSE(smmu(description, "/iommu@1000000").enabled);
  EXPECT_EQ(smmu(description, adreno).iommu_cells, 2u);
}

TEST(Masters, HaveTheStreamsOfTheirIommus) {
  const Description description = sound();
  const Master& gpu = master(description, "/soc/bus@40000000/gpu@200000");
  EXPECT_THAT(gpu.streams, ElementsAre(Stream{3, StreamId(0), 0x401}, Stream{3, StreamId(1), 0}));
  EXPECT_THAT(gpu.compatible, ElementsAre("test,gpu", "qcom,adreno"));
  EXPECT_TRUE(gpu.enabled);
  EXPECT_FALSE(master(description, "/soc/bus@40000000/group@300000/gmu@300000").enabled);
}

TEST(Masters, TakeTheirMaskFromTheSmmuWhenTheyGiveNone) {
  const Description description = sound();
  EXPECT_THAT(master(description, "/pcie@14100000").streams,
              ElementsAre(Stream{2, StreamId(0x30), 0x7f80}));
}

TEST(Masters, HaveTheRangesOfTheirIommuMap) {
  const Description description = sound();
  const Master& bridge = master(description, "/pcie@14100000");
  EXPECT_EQ(bridge.requester_mask, 0xfffu);
  ASSERT_EQ(bridge.requester_ranges.size(), 2u);  // the third goes to another kind of IOMMU
  EXPECT_EQ(bridge.requester_ranges[0].first_stream, StreamId(0x57));
  EXPECT_EQ(bridge.requester_ranges[0].count, 0x100u);
  EXPECT_EQ(bridge.requester_ranges[0].mask, 0x7f80);
  EXPECT_EQ(bridge.requester_ranges[1].first_requester, 0x100u);
  EXPECT_EQ(bridge.requester_ranges[1].smmu, 2u);
}

TEST(Masters, MayMapRequestersToAStreamWithItsMask) {
  const Description description = sound();
  const Master& bridge = master(description, "/bridge@9000000");
  EXPECT_EQ(bridge.requester_mask, ~0u);
  ASSERT_EQ(bridge.requester_ranges.size(), 2u);
  EXPECT_EQ(bridge.requester_ranges[1].first_requester, 0x100u);
  EXPECT_EQ(bridge.requester_ranges[1].first_stream, StreamId(0x1010));
  EXPECT_EQ(bridge.requester_ranges[1].mask, 0xf);
  EXPECT_EQ(bridge.requester_ranges[1].count, 1u);
}

TEST(Masters, TellEntriesOfFourCellsFromThoseOfFive) {
  const Description description = sound();
  const Master& five = master(description, "/bridge@9100000");
  ASSERT_EQ(five.requester_ranges.size(), 4u);
  EXPECT_EQ(five.requester_ranges[3].first_stream, StreamId(0x1103));
  const Master& four = master(description, "/bridge@9200000");
  ASSERT_EQ(four.requester_ranges.size(), 5u);
  EXPECT_EQ(four.requester_ranges[4].first_stream, StreamId(0x1204));
  EXPECT_EQ(four.requester_ranges[4].mask, 0);
}

TEST(Masters, AreNamedByOldSmmusThemselves) {
  const Description description = sound();
  const Master& one = master(description, "/legacy@1");
  EXPECT_TRUE(one.is_legacy);
  EXPECT_THAT(one.streams, ElementsAre(Stream{1, StreamId(0x11), 0}, Stream{1, StreamId(0x12), 0}));
  const Master& two = master(description, "/legacy@2");
  EXPECT_FALSE(two.enabled);
  EXPECT_THAT(two.streams, ElementsAre(Stream{1, StreamId(0x21), 0}));
  EXPECT_TRUE(smmu(description, "/iommu@1010000").has_legacy_masters);
  EXPECT_EQ(smmu(description, "/iommu@1010000").iommu_cells, 0u);
}

TEST(Masters, StandInDocumentOrder) {
  std::vector<std::string> paths;
  for (const Master& each : sound().masters) paths.push_back(each.path);
  EXPECT_THAT(paths, ElementsAre("/legacy@1", "/legacy@2", "/pcie@14100000", "/dma@14200000",
                                 "/soc/bus@40000000/gpu@200000",
                                 "/soc/bus@40000000/group@300000/gmu@300000", "/bridge@9000000",
                                 "/bridge@9100000", "/bridge@9200000"));
}

}  // namespace
}  // namespace faultline::fdt
