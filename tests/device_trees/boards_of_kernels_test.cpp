// SPDX-License-Identifier: Apache-2.0
//
// A few real boards in detail, compared by hand with their decompiled trees: one of each way to
// describe an SMMU.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>
#include <optional>

#include "fdt/lookup.hpp"
#include "fdt/smmus.hpp"
#include "trees.hpp"

namespace faultline::tests {
namespace {

using testing::ElementsAre;

struct Expected {
  const char* tree;
  const char* smmu;
  fdt::SmmuKind kind;
  bool enabled;
  std::size_t global;
  std::size_t context;
  fdt::Interrupt first_context;
};

const std::string gic = "/soc@0/interrupt-controller@17a00000";
constexpr auto shared = fdt::InterruptKind::shared;
constexpr auto level = fdt::Trigger::level_high;
constexpr auto edge = fdt::Trigger::edge_rising;

const Expected boards[] = {
    {"qcom/sdm845-db845c.dtb",
     "/soc@0/iommu@5040000",
     fdt::SmmuKind::adreno_smmu_v2,
     true,
     2,
     8,
     {gic, shared, LineNumber(364), edge, {0, 364, 1}}},
    {"qcom/sdm845-db845c.dtb",
     "/soc@0/iommu@15000000",
     fdt::SmmuKind::qcom_smmu_500,
     true,
     1,
     64,
     {gic, shared, LineNumber(96), level, {0, 96, 4}}},
    {"qcom/qrb5165-rb5.dtb",
     "/soc@0/iommu@3da0000",
     fdt::SmmuKind::adreno_smmu_500,
     true,
     2,
     8,
     {gic, shared, LineNumber(678), level, {0, 678, 4}}},
    {"qcom/sc7180-trogdor-lazor-r3.dtb",
     "/soc@0/iommu@5040000",
     fdt::SmmuKind::adreno_smmu_v2,
     true,
     2,
     8,
     {gic, shared, LineNumber(364), edge, {0, 364, 1}}},
    {"freescale/fsl-ls1088a-rdb.dtb",
     "/soc/iommu@5000000",
     fdt::SmmuKind::mmu500,
     true,
     12,
     64,
     {"/interrupt-controller@6000000", shared, LineNumber(146), level, {0, 146, 4}}},
    {"nvidia/tegra194-p2972-0000.dtb",
     "/bus@0/iommu@12000000",
     fdt::SmmuKind::nvidia,
     true,
     2,
     64,
     {"/bus@0/interrupt-controller@3881000", shared, LineNumber(170), level, {0, 170, 4}}},
};

// None without the file; one that cannot be read throws.
std::optional<fdt::Description> describe(const std::string& name) {
  const auto path = tree_directory() / name;
  if (tree_directory().empty() || !std::filesystem::exists(path)) return std::nullopt;
  return fdt::read_smmus(fdt::Tree::load_file(path.string()).value()).value();
}

// How GoogleTest shows one.
void PrintTo(const Expected& expected, std::ostream* out) {
  *out << expected.tree << " " << expected.smmu;
}

class BoardsOfKernels : public testing::TestWithParam<Expected> {};

TEST_P(BoardsOfKernels, AreReadAsTheyAre) {
  const Expected& expected = GetParam();
  const auto description = describe(expected.tree);
  if (tree_directory().empty()) GTEST_SKIP() << how_to_get_trees;
  // Packages differ in what boards they have (Debian 12's has no tegra194): nothing to compare,
  // which is no tool or tree that this machine lacks.
  if (!description) {
    std::cout << "this kernel package has no " << expected.tree << "\n";
    return;
  }
  const auto smmu = std::ranges::find(description->smmus, expected.smmu, &fdt::SmmuNode::path);
  ASSERT_NE(smmu, description->smmus.end());
  EXPECT_EQ(smmu->kind, expected.kind);
  EXPECT_EQ(smmu->enabled, expected.enabled);
  EXPECT_EQ(smmu->global_interrupts.size(), expected.global);
  ASSERT_EQ(smmu->context_interrupts.size(), expected.context);
  EXPECT_EQ(smmu->context_interrupts[0], expected.first_context);
}

INSTANTIATE_TEST_SUITE_P(All, BoardsOfKernels, testing::ValuesIn(boards));

TEST(BoardsOfKernels, HaveTheGpuOnStreamZeroAndTheGmuOnFive) {
  const auto description = describe("qcom/sdm845-db845c.dtb");
  if (!description) GTEST_SKIP() << how_to_get_trees;
  const auto owner = [&](std::uint16_t id) {
    std::vector<std::string> paths;
    for (const fdt::Master* master : fdt::masters_of(*description, 0, StreamId(id))) {
      paths.push_back(master->path);
    }
    return paths;
  };
  EXPECT_THAT(owner(0), ElementsAre("/soc@0/gpu@5000000"));
  EXPECT_THAT(owner(5), ElementsAre("/soc@0/gmu@506a000"));
}

TEST(BoardsOfKernels, MapRequestersBehindABridge) {
  const auto description = describe("qcom/sdm845-db845c.dtb");
  if (!description) GTEST_SKIP() << how_to_get_trees;
  const auto bridge = std::ranges::find_if(description->masters, [](const fdt::Master& master) {
    return master.path.starts_with("/soc@0/pci") && master.path.ends_with("@1c00000");
  });
  ASSERT_NE(bridge, description->masters.end());
  EXPECT_EQ(fdt::stream_of_requester(*bridge, 0x300), (fdt::Stream{1, StreamId(0x1c13), 0}));
  EXPECT_EQ(fdt::stream_of_requester(*bridge, 0x301), std::nullopt);
}

}  // namespace
}  // namespace faultline::tests
