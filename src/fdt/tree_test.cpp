// SPDX-License-Identifier: Apache-2.0
//
// Looking nodes and properties up, and reading values by type.
#include "fdt/tree.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <libfdt.h>

#include "fdt/property.hpp"
#include "fdt/test_trees.hpp"

namespace faultline::fdt {
namespace {

using testing::ElementsAre;

TEST(Tree, FindsNodesByPath) {
  const Tree tree = test_tree("src/fdt/testdata/sound");
  EXPECT_EQ(tree.by_path("/"), tree.root());
  const auto node = tree.by_path("/soc/bus@40000000/gpu@200000");
  ASSERT_TRUE(node.has_value());
  EXPECT_EQ(node->name(), "gpu@200000");
  EXPECT_EQ(node->path(), "/soc/bus@40000000/gpu@200000");
  EXPECT_EQ(node->parent(), tree.by_path("/soc/bus@40000000"));
  EXPECT_FALSE(tree.root().parent().has_value());
  EXPECT_FALSE(tree.by_path("/soc/bus@40000000/gpu").has_value());
}

TEST(Tree, FindsNodesByPhandle) {
  const Tree tree = test_tree("src/fdt/testdata/sound");
  const auto gic = tree.by_path("/interrupt-controller@8000000");
  ASSERT_TRUE(gic.has_value());
  const auto phandle = read_cell(*gic, "phandle");
  ASSERT_TRUE(phandle.has_value());
  EXPECT_EQ(tree.by_phandle(*phandle), gic);
  EXPECT_FALSE(tree.by_phandle(0xdead).has_value());
  EXPECT_FALSE(tree.by_phandle(0).has_value());
}

TEST(Tree, SurvivesBeingMoved) {
  Tree tree = test_tree("src/fdt/testdata/sound");
  const auto node = tree.by_path("/soc");
  const Tree moved = std::move(tree);
  EXPECT_EQ(node->path(), "/soc");
  EXPECT_TRUE(node->has("dma-coherent"));
}

TEST(Tree, TakesStatusFromEveryNodeAround) {
  const Tree tree = test_tree("src/fdt/testdata/sound");
  EXPECT_TRUE(tree.by_path("/soc/bus@40000000/gpu@200000")->enabled());  // "ok"
  EXPECT_TRUE(tree.by_path("/soc")->enabled());                          // none
  EXPECT_FALSE(tree.by_path("/iommu@1000000")->enabled());
  EXPECT_FALSE(tree.by_path("/soc/bus@40000000/group@300000/gmu@300000")->enabled());
}

TEST(Tree, ComparesWholeCompatibleNames) {
  const Tree tree = test_tree("src/fdt/testdata/sound");
  const auto node = tree.by_path("/iommu@1000000");
  EXPECT_TRUE(node->is_compatible("arm,mmu-400"));
  EXPECT_TRUE(node->is_compatible("arm,smmu-v1"));
  EXPECT_FALSE(node->is_compatible("arm,smmu-v"));
  EXPECT_FALSE(node->is_compatible("mmu-400"));
  EXPECT_FALSE(tree.root().is_compatible("arm,mmu-400"));
}

TEST(Tree, TellsRepeatedPhandles) {
  auto blob = test_blob("src/fdt/testdata/malformed");
  const int twin = fdt_path_offset(blob.data(), "/twin@2");
  ASSERT_EQ(fdt_setprop_inplace_u32(blob.data(), twin, "phandle", 0x1000), 0);
  const auto tree = Tree::load(blob);
  ASSERT_TRUE(tree.has_value());
  EXPECT_THAT(tree->phandle_repeaters(), ElementsAre(tree->by_path("/twin@2").value()));
  EXPECT_EQ(tree->by_phandle(0x1000), tree->by_path("/twin@1"));
}

TEST(Tree, KnowsNoPhandleThatMeansNone) {
  auto blob = test_blob("src/fdt/testdata/malformed");
  const int twin = fdt_path_offset(blob.data(), "/twin@2");
  for (const std::uint32_t none : {0u, 0xffffffffu}) {
    ASSERT_EQ(fdt_setprop_inplace_u32(blob.data(), twin, "phandle", none), 0);
    const auto tree = Tree::load(blob);
    ASSERT_TRUE(tree.has_value());
    EXPECT_FALSE(tree->by_phandle(none).has_value());
  }
}

TEST(Property, ReadsCellsAndNumbers) {
  const Tree tree = test_tree("src/fdt/testdata/sound");
  const auto cells = read_cells(*tree.by_path("/iommu@12000000"), "reg");
  ASSERT_TRUE(cells.has_value());
  EXPECT_THAT(cells->to_vector(),
              ElementsAre(0, 0x12000000, 0, 0x800000, 0, 0x11000000, 0, 0x800000));
  EXPECT_EQ(cells->part(1, 2).number(), 0x1200000000000000u);
  EXPECT_EQ(cells->part(8, 0).number(), 0u);
}

TEST(Property, ReadsStrings) {
  const Tree tree = test_tree("src/fdt/testdata/sound");
  const auto names = read_strings(*tree.by_path("/iommu@1000000"), "compatible");
  ASSERT_TRUE(names.has_value());
  EXPECT_THAT(*names, ElementsAre("arm,mmu-400", "arm,smmu-v1"));
}

TEST(Property, SkipsEmptyReferences) {
  const Tree tree = test_tree("src/fdt/testdata/sound");
  const auto clocks = read_references(tree, *tree.by_path("/soc/bus@40000000/iommu@100000"),
                                      "clocks", "#clock-cells");
  ASSERT_TRUE(clocks.has_value());
  ASSERT_EQ(clocks->size(), 2u);
  EXPECT_EQ((*clocks)[0].target.path(), "/clock-controller");
  EXPECT_THAT((*clocks)[0].arguments.to_vector(), ElementsAre(33));
  EXPECT_EQ((*clocks)[1].target.path(), "/crystal");
}

TEST(Property, NamesWhatIsMissing) {
  const Tree tree = test_tree("src/fdt/testdata/sound");
  EXPECT_EQ(read_cell(tree.root(), "x").error().text(),
            "/: x: is missing; it holds one 32-bit cell");
  EXPECT_EQ(read_cells(tree.root(), "x").error().fault, Fault::missing);
  EXPECT_EQ(read_strings(tree.root(), "x").error().fault, Fault::missing);
  EXPECT_EQ(read_cell_or(tree.root(), "x", 7), 7u);
}

}  // namespace
}  // namespace faultline::fdt
