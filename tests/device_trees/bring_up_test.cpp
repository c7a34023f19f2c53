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

// Why this one may stay down; empty when it has to come up. A disabled one has to as well, when it
// is asked for by name.
std::string excuse(const fdt::SmmuNode& node) {
  if (!node.usable) return "malformed node";
  if (fdt::is_version_1(node.kind)) return "SMMUv1 register layout";
  return {};
}

// Told of the fault that each made, and of no other: its own driver, or that of the first of those
// who share a domain.
void expect_one_each(const std::string& tree, const scenario::RunResult& result) {
  std::map<std::string, std::uint64_t> expected;
  for (const scenario::MasterResult& master : result.masters) {
    EXPECT_TRUE(master.bank) << tree << ": " << master.name;
    ++expected[master.shares.empty() ? master.name : master.shares];
  }
  for (const scenario::MasterResult& master : result.masters) {
    if (!master.shares.empty()) continue;
    EXPECT_EQ(master.reported, expected[master.name]) << tree << ": " << master.name;
  }
  EXPECT_EQ(result.totals.faults.raised, result.masters.size()) << tree;
  EXPECT_EQ(result.totals.faults.reported, result.masters.size()) << tree;
}

void tour(const std::string& tree, const fdt::Description& board, const scenario::Scenario& plan,
          Counts& counts) {
  const auto result = scenario::run(board, plan, {});
  ASSERT_TRUE(result) << tree << ": " << result.error();
  for (const oracle::Violation& violation : result->violations) {
    ADD_FAILURE() << tree << ": " << violation.property << ": " << violation.message;
  }
  for (const std::string& complaint : result->trouble) {
    ADD_FAILURE() << tree << ": " << plan.smmu << ": " << complaint;
  }
  EXPECT_TRUE(result->finished) << tree;
  EXPECT_EQ(result->masters.size(), plan.masters.size()) << tree;
  expect_one_each(tree, *result);
  const bool enabled = std::any_of(board.smmus.begin(), board.smmus.end(), [&](const auto& node) {
    return node.path == plan.smmu && node.enabled;
  });
  counts[enabled ? "masters" : "masters of disabled ones"] +=
      static_cast<unsigned>(plan.masters.size());
}

void bring_up(const std::string& tree, const fdt::Description& board, std::size_t index,
              Counts& counts) {
  const fdt::SmmuNode& node = board.smmus[index];
  const std::string reason = excuse(node);
  if (!reason.empty()) {
    ++counts[reason];
    return;
  }
  ++counts[(node.enabled ? "up: " : "disabled, up when named: ") +
           std::string(fdt::name_of(node.kind))];
  const auto plans = scenario::tours(board, index, {});
  if (plans.size() > 1) ++counts["masters in shifts"];
  if (plans[0].masters.empty()) ++counts["up, without masters"];
  for (const scenario::Scenario& plan : plans) tour(tree, board, plan, counts);
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
