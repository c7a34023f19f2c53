// SPDX-License-Identifier: Apache-2.0
//
// Every device tree of a kernel package is read: all SMMUs, nothing malformed but what is known,
// and the same numbers as a second count. A few boards are pinned in detail by
// boards_of_kernels_test.cpp.
#include <gtest/gtest.h>

#include <iostream>
#include <map>

#include "fdt/smmus.hpp"
#include "second_count.hpp"
#include "trees.hpp"

namespace faultline::tests {
namespace {

// Defects that kernels really ship. In the first, two entries of one node share stream IDs and
// neither contains the other.
bool is_known_defect(const std::string& tree, const fdt::Problem& finding) {
  return tree.starts_with("qcom/") && finding.node.ends_with("/fastrpc/compute-cb@12") &&
         finding.message == "stream 0xc0c (mask 0x40) overlaps 0xc2c (mask 0x20) of the same node";
}

struct Tally {
  std::size_t trees = 0;
  std::size_t trees_with_smmu = 0;
  std::size_t masters = 0;
  std::size_t remarks = 0;
  std::map<std::string_view, std::pair<std::size_t, std::size_t>> kinds;  // enabled, disabled
};

void print(const Tally& tally) {
  std::cout << tally.trees << " trees, " << tally.trees_with_smmu << " with an SMMU, "
            << tally.masters << " masters, " << tally.remarks << " remarks\n";
  for (const auto& [kind, count] : tally.kinds) {
    std::cout << "  " << kind << ": " << count.first << " enabled, " << count.second
              << " disabled\n";
  }
}

void check_findings(const std::string& name, const fdt::Description& description, Tally& tally) {
  for (const fdt::Problem& finding : description.findings) {
    if (finding.severity == fdt::Severity::remark) {
      ++tally.remarks;
    } else {
      EXPECT_TRUE(is_known_defect(name, finding)) << name << ": " << finding.text();
    }
  }
}

Counts counts_of(const fdt::Tree& tree, const fdt::Description& description) {
  Counts counts{.smmus = description.smmus.size()};
  for (const fdt::SmmuNode& smmu : description.smmus) {
    counts.global_interrupts += smmu.global_interrupts.size();
    counts.context_interrupts += smmu.context_interrupts.size();
    const auto parent = tree.by_path(smmu.path)->parent();
    if (parent->enabled() && !smmu.enabled) ++counts.disabled_smmus;
  }
  for (const fdt::Master& master : description.masters) {
    counts.streams += master.streams.size();
    counts.ranges += master.requester_ranges.size();
  }
  return counts;
}

void check_smmus(const std::string& name, const fdt::Description& description, Tally& tally) {
  for (const fdt::SmmuNode& smmu : description.smmus) {
    auto& [enabled, disabled] = tally.kinds[fdt::name_of(smmu.kind)];
    ++(smmu.enabled ? enabled : disabled);
    EXPECT_TRUE(smmu.usable) << name << ": " << smmu.path;
    for (const auto* list : {&smmu.global_interrupts, &smmu.context_interrupts}) {
      for (const fdt::Interrupt& interrupt : *list) {
        EXPECT_NE(interrupt.kind, fdt::InterruptKind::other) << name << ": " << smmu.path;
        EXPECT_NE(interrupt.trigger, fdt::Trigger::unspecified) << name << ": " << smmu.path;
      }
    }
  }
}

void check_tree(const std::filesystem::path& path, Tally& tally) {
  const std::string name = short_name(path);
  ++tally.trees;
  const auto tree = fdt::Tree::load_file(path.string());
  ASSERT_TRUE(tree.has_value()) << tree.error().text();
  const Counts expected = SecondCount(tree->blob()).count();
  const auto description = fdt::read_smmus(*tree);
  if (!description) {
    EXPECT_EQ(description.error().fault, fdt::Fault::no_smmu) << name;
    EXPECT_EQ(expected, Counts{}) << name;
    return;
  }
  ++tally.trees_with_smmu;
  tally.masters += description->masters.size();
  EXPECT_EQ(counts_of(*tree, *description), expected) << name;
  check_findings(name, *description, tally);
  check_smmus(name, *description, tally);
}

TEST(DeviceTrees, AreReadToTheLastSmmu) {
  const auto trees = all_trees();
  if (trees.empty()) GTEST_SKIP() << how_to_get_trees;
  Tally tally;
  for (const auto& path : trees) check_tree(path, tally);
  print(tally);
  EXPECT_GT(tally.trees_with_smmu, 100u);
  EXPECT_TRUE(tally.kinds.contains("mmu-500") && tally.kinds.contains("adreno-smmu-v2"));
}

}  // namespace
}  // namespace faultline::tests
