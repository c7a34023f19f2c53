// SPDX-License-Identifier: Apache-2.0
//
// Every SMMU of every device tree of a kernel package is brought up, with every master behind it:
// attached with its real stream IDs and interrupts, passing traffic, faulting once. What does not
// come up has one of the reasons that are allowed, and is counted.
#include <gtest/gtest.h>

#include <iostream>
#include <map>

#include "fdt/smmus.hpp"
#include "fdt/tree.hpp"
#include "scenario/runner.hpp"
#include "scenario/tour.hpp"
#include "trees.hpp"

namespace faultline::tests {
namespace {

using Counts = std::map<std::string, unsigned>;

// Why this one may stay down; empty when it has to come up.
std::string excuse(const fdt::SmmuNode& node) {
  if (!node.enabled) return "disabled node";
  if (!node.usable) return "malformed node";
  if (fdt::is_version_1(node.kind)) return "SMMUv1 register layout";
  return {};
}

void bring_up(const std::string& tree, const fdt::Description& board, std::size_t index,
              Counts& counts) {
  const fdt::SmmuNode& node = board.smmus[index];
  const std::string reason = excuse(node);
  if (!reason.empty()) {
    ++counts[reason];
    return;
  }
  const scenario::Scenario plan = scenario::tour(board, index);
  if (plan.masters.empty()) ++counts["up, without masters"];
  const auto result = scenario::run(board, plan, {});
  ASSERT_TRUE(result) << tree << ": " << result.error();
  for (const oracle::Violation& violation : result->violations) {
    ADD_FAILURE() << tree << ": " << violation.property << ": " << violation.message;
  }
  for (const std::string& complaint : result->trouble) {
    ADD_FAILURE() << tree << ": " << node.path << ": " << complaint;
  }
  EXPECT_TRUE(result->finished) << tree;
  EXPECT_GE(result->totals.faults.raised, plan.masters.size()) << tree;
  EXPECT_EQ(result->totals.faults.lost, 0u) << tree;
  ++counts["up: " + std::string(fdt::name_of(node.kind))];
  counts["masters"] += static_cast<unsigned>(plan.masters.size());
}

// Brings up what is in these trees; counts by outcome.
Counts bring_up_all(const std::vector<std::filesystem::path>& trees) {
  Counts counts;
  for (const auto& path : trees) {
    const auto tree = fdt::Tree::load_file(path.string());
    if (!tree) continue;  // device_trees_test.cpp says which
    const auto board = fdt::read_smmus(*tree);
    if (!board) continue;  // no SMMU
    for (std::size_t i = 0; i < board->smmus.size(); ++i) {
      bring_up(path.filename().string(), *board, i, counts);
    }
  }
  for (const auto& [what, count] : counts) std::cout << "  " << count << " " << what << "\n";
  return counts;
}

TEST(BringUp, EverySmmuOfEveryTreeServesItsMasters) {
  if (all_trees().empty()) GTEST_SKIP() << how_to_get_trees;
  EXPECT_GT(bring_up_all(all_trees())["masters"], 0u);
}

TEST(BringUp, EverySmmuOfTheBoardsThatAreShippedServesItsMasters) {
  Counts counts = bring_up_all(trees_below(FAULTLINE_BINARY_DIR "/boards"));
  EXPECT_EQ(counts["up: nvidia-smmu-500"], 2u);
  EXPECT_EQ(counts["up: smmu-v2"], 1u);
  EXPECT_EQ(counts["masters"], 11u);
}

}  // namespace
}  // namespace faultline::tests
