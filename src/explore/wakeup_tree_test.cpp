// SPDX-License-Identifier: Apache-2.0
//
// What is added, and what is there already.
#include "explore/wakeup_tree.hpp"

#include <gtest/gtest.h>

#include <deque>
#include <string>

namespace faultline::explore {
namespace {

struct WakeupTreeTest : ::testing::Test {
  // A step of `process` that writes `object`.
  Step step(ProcessId process, ObjectId object) {
    Footprint& footprint = footprints.emplace_back();
    footprint.add({.object = object, .write = true});
    return {process, &footprint};
  }
  bool insert(std::vector<Step> sequence) { return tree.insert(sequence); }
  // "0(1 2)" for a branch 0 with a branch 1 and a branch 2.
  static std::string text(const WakeupTree& tree) {
    std::string text;
    for (const auto& branch : tree.branches) {
      if (!text.empty()) text += " ";
      text += std::to_string(branch.process);
      if (!branch.tree.empty()) text += "(" + text_of(branch.tree) + ")";
    }
    return text;
  }
  static std::string text_of(const WakeupTree& tree) { return text(tree); }

  std::deque<Footprint> footprints;
  WakeupTree tree;
};

TEST_F(WakeupTreeTest, TakesWhatIsNew) {
  insert({step(0, 1), step(1, 1)});
  insert({step(1, 1), step(0, 1)});
  EXPECT_EQ(text(tree), "0(1) 1(0)");
}

TEST_F(WakeupTreeTest, LeavesOutWhatLeadsToTheSame) {
  insert({step(0, 1), step(1, 2), step(2, 1)});
  insert({step(1, 2), step(0, 1), step(2, 1)});
  EXPECT_EQ(text(tree), "0(1(2))");
}

TEST_F(WakeupTreeTest, GoesOnWhereTheWaysPart) {
  insert({step(0, 1), step(1, 2), step(2, 2)});
  insert({step(0, 1), step(2, 2), step(1, 2)});
  EXPECT_EQ(text(tree), "0(1(2) 2(1))");
}

TEST_F(WakeupTreeTest, WhatIsIndependentOfAllIsAWayToIt) {
  insert({step(0, 9)});
  insert({step(1, 2)});
  EXPECT_EQ(text(tree), "0");
}

}  // namespace
}  // namespace faultline::explore
