// SPDX-License-Identifier: Apache-2.0
//
// Tables of steps: order, and being taken back from every place.
#include "driver/sequence.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "driver/testing/bench.hpp"

namespace faultline::driver {
namespace {

using testing::Bench;

// Steps have no arguments but the SMMU: what they do goes to the log of its machine.
template <char name>
StepResult run(Smmu& smmu) {
  smmu.config().log.write(port::Severity::debug, std::string("+") + name);
  return {};
}
template <char name>
void undo(Smmu& smmu) {
  smmu.config().log.write(port::Severity::debug, std::string("-") + name);
}
template <StepError error>
StepResult fail(Smmu& smmu) {
  smmu.config().log.write(port::Severity::debug, "!");
  return base::error(error);
}

constexpr Step a{"a", run<'a'>, undo<'a'>};
constexpr Step b{"b", run<'b'>};
constexpr Step c{"c", run<'c'>, undo<'c'>};
constexpr Step failing{"failing", fail<StepError::failed>, undo<'f'>};

struct SequenceTest : ::testing::Test {
  SequenceTest() { bench.make(); }
  std::string done() {
    std::string text;
    for (const std::string& line : bench.log.lines) text += line;
    return text;
  }
  Bench bench;
};

TEST_F(SequenceTest, RunsInOrder) {
  EXPECT_TRUE(run_steps(*bench.smmu, std::array{a, b, c}));
  EXPECT_EQ(done(), "+a+b+c");
}

TEST_F(SequenceTest, EmptyTableSucceeds) {
  EXPECT_TRUE(run_steps(*bench.smmu, {}));
}

TEST_F(SequenceTest, FailureAtEachPlaceUndoesWhatWasDoneLastOneFirst) {
  const std::array<Step, 3> good{a, b, c};
  const std::string expected[] = {"!", "+a!-a", "+a+b!-a", "+a+b+c!-c-a"};
  for (std::size_t place = 0; place <= good.size(); ++place) {
    std::vector<Step> steps(good.begin(), good.end());
    steps.insert(steps.begin() + static_cast<std::ptrdiff_t>(place), failing);
    bench.log.lines.clear();
    EXPECT_EQ(run_steps(*bench.smmu, steps), base::error(StepError::failed));
    EXPECT_EQ(done(), expected[place]);
  }
}

TEST_F(SequenceTest, HandsTheErrorOn) {
  const std::array steps{a, Step{"busy", fail<StepError::busy>}};
  EXPECT_EQ(run_steps(*bench.smmu, steps), base::error(StepError::busy));
}

TEST_F(SequenceTest, UndoesAWholeTable) {
  undo_steps(*bench.smmu, std::array{a, b, c});
  EXPECT_EQ(done(), "-c-a");
}

TEST_F(SequenceTest, TellsEachStepByNumberAndName) {
  ASSERT_FALSE(run_steps(*bench.smmu, std::array{a, b, failing}));
  std::string text;
  for (const trace::Event& event : bench.sink.events) {
    EXPECT_EQ(event.subject, 7U);
    text += event.kind == trace::Kind::step_begun ? "b" : "";
    text += event.kind == trace::Kind::step_failed ? "f" : "";
    text += event.kind == trace::Kind::step_undone ? "u" : "";
    text += std::to_string(event.value) + event.text + " ";
  }
  EXPECT_EQ(text, "b0a b1b b2failing f2failing u0a ");
}

}  // namespace
}  // namespace faultline::driver
