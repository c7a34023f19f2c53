// SPDX-License-Identifier: Apache-2.0
//
// What comes before what, and what races with what.
#include "explore/execution.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace faultline::explore {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Footprint reads(ObjectId object) {
  Footprint made;
  made.add({.object = object});
  return made;
}

Footprint writes(ObjectId object, std::uint32_t before = 0, std::uint32_t after = 0) {
  Footprint made;
  made.add({.object = object, .write = true, .before = before, .after = after});
  return made;
}

// A write from 0 to 1 that is possible only on a 0.
Footprint locks(ObjectId object) {
  Footprint made = writes(object, 0, 1);
  made.require({.object = object, .test = Condition::Test::equal, .operand = 0}, false);
  return made;
}

Footprint unlocks(ObjectId object) {
  return writes(object, 1, 0);
}

struct ExecutionTest : ::testing::Test {
  std::vector<std::size_t> races_of(std::size_t index) {
    std::vector<std::size_t> found;
    execution.races(execution[index].process, execution[index].footprint, index, found);
    return found;
  }
  Execution execution;
};

TEST_F(ExecutionTest, ReadsAreNotOrderedAndWritesAre) {
  execution.append(0, reads(5));
  execution.append(1, reads(5));
  execution.append(2, writes(5));
  EXPECT_FALSE(execution.happens_before(0, 1));
  EXPECT_TRUE(execution.happens_before(0, 2));
  EXPECT_TRUE(execution.happens_before(1, 2));
  EXPECT_THAT(races_of(1), IsEmpty());
  EXPECT_THAT(races_of(2), ElementsAre(1, 0));
}

TEST_F(ExecutionTest, NothingRacesWithWhatIsOrderedThroughOthers) {
  execution.append(0, writes(1));
  execution.append(0, writes(2));
  execution.append(1, reads(2));
  execution.append(1, reads(1));  // after the other's two, by the read of 2
  EXPECT_THAT(races_of(2), ElementsAre(1));
  EXPECT_THAT(races_of(3), IsEmpty());
}

TEST_F(ExecutionTest, LocksRaceWithTheLockAndNotWithTheUnlockThatLetThemGo) {
  execution.append(0, locks(1));
  execution.append(0, unlocks(1));
  execution.append(1, locks(1));
  EXPECT_THAT(races_of(2), ElementsAre(0));
}

TEST_F(ExecutionTest, WhoWaitsForEverRacesWithWhatShutHimOut) {
  execution.append(0, locks(1));
  std::vector<std::size_t> found;
  Footprint waiting = locks(1);
  waiting.conditions[0].now = 1;
  execution.races(1, waiting, execution.size(), found);
  EXPECT_THAT(found, ElementsAre(0));
}

TEST_F(ExecutionTest, WhatNobodyEverMadePossibleRacesWithNothing) {
  execution.append(0, writes(2));
  std::vector<std::size_t> found;
  Footprint waiting = reads(2);
  waiting.require({.object = 1, .test = Condition::Test::equal, .operand = 1, .now = 0}, false);
  execution.races(1, waiting, execution.size(), found);
  EXPECT_THAT(found, IsEmpty());
}

TEST_F(ExecutionTest, ForgetsWhatIsTakenBack) {
  execution.append(0, writes(1));
  execution.append(1, writes(1));
  const ClassHash both = execution.class_hash();
  execution.truncate(1);
  execution.append(1, writes(1));
  EXPECT_EQ(execution.class_hash(), both);
  EXPECT_EQ(execution[1].number, 1);
}

TEST_F(ExecutionTest, ClassesDifferInOrderAndNotInWhoMayRun) {
  Execution other;
  Footprint turn;
  turn.add({.object = 9, .write = true, .order_only = true});
  execution.append(0, turn);
  execution.append(1, turn);
  other.append(1, turn);
  other.append(0, turn);
  EXPECT_EQ(execution.class_hash(), other.class_hash());
  execution.append(0, writes(1));
  execution.append(1, writes(1));
  other.append(1, writes(1));
  other.append(0, writes(1));
  EXPECT_NE(execution.class_hash(), other.class_hash());
}

}  // namespace
}  // namespace faultline::explore
