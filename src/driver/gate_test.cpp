// SPDX-License-Identifier: Apache-2.0
//
// The gate's states, one transition a test; its races are in machine/host/gate_test.cpp.
#include "driver/gate.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "irq/testing/fake_machine.hpp"

namespace faultline::driver {
namespace {

using ::testing::ElementsAre;

struct GateTest : ::testing::Test {
  [[nodiscard]] std::vector<std::uint64_t> values(trace::Kind kind) const {
    std::vector<std::uint64_t> found;
    for (const trace::Event& event : sink.of(kind)) found.push_back(event.value);
    return found;
  }

  irq::testing::FakeClock clock;  // behind the host's: every patience has ended when it begins
  irq::testing::RecordingSink sink;
  Gate gate{clock, sink, 7};
  GatePolicy policy{gate};
};

constexpr std::uint64_t patience_ns = 1'000'000;

TEST_F(GateTest, StartsClosedAndLetsNobodyIn) {
  EXPECT_EQ(gate.state(), GateState::closed);
  EXPECT_FALSE(gate.enter());
  EXPECT_FALSE(gate.reenter());
  EXPECT_EQ(gate.holders(), 0U);
}

TEST_F(GateTest, OpenLetsEverybodyInAndCountsThem) {
  gate.open();
  EXPECT_TRUE(gate.enter());
  EXPECT_TRUE(gate.reenter());
  EXPECT_EQ(gate.holders(), 2U);
  gate.leave();
  gate.leave();
  EXPECT_EQ(gate.holders(), 0U);
}

TEST_F(GateTest, ClosesAtOnceWhenNobodyHoldsAToken) {
  gate.open();
  EXPECT_TRUE(gate.close(patience_ns));
  EXPECT_EQ(gate.state(), GateState::closed);
  EXPECT_FALSE(gate.enter());
}

TEST_F(GateTest, EpochGrowsWithEachCloseAndWithNothingElse) {
  EXPECT_EQ(gate.epoch(), 0U);
  for (std::uint64_t life = 1; life <= 3; ++life) {
    gate.open();
    gate.open();
    EXPECT_TRUE(gate.enter());
    gate.leave();
    EXPECT_EQ(gate.epoch(), life - 1);
    ASSERT_TRUE(gate.close(patience_ns));
    ASSERT_TRUE(gate.close(patience_ns));
    EXPECT_EQ(gate.epoch(), life);
  }
}

TEST_F(GateTest, AHolderWhoStaysKeepsItOpen) {
  gate.open();
  ASSERT_TRUE(gate.enter());
  EXPECT_EQ(gate.close(patience_ns), base::error(GateError::busy));
  EXPECT_EQ(gate.state(), GateState::open);
  EXPECT_EQ(gate.epoch(), 0U);
  EXPECT_EQ(gate.holders(), 1U);
  EXPECT_TRUE(gate.enter());
  gate.leave();
  gate.leave();
  EXPECT_TRUE(gate.close(patience_ns));
}

TEST_F(GateTest, PatienceWithoutEndDoesNotOverflow) {
  gate.open();
  EXPECT_TRUE(gate.close(~std::uint64_t{0}));
}

TEST_F(GateTest, TokenLeavesWhenItsScopeEnds) {
  gate.open();
  {
    const Token token = policy.try_enter(Purpose::maintenance);
    ASSERT_TRUE(token);
    EXPECT_EQ(token.epoch(), 0U);
    EXPECT_EQ(gate.holders(), 1U);
  }
  EXPECT_EQ(gate.holders(), 0U);
}

TEST_F(GateTest, RefusedTokenLeavesNothingBehind) {
  {
    const Token token = policy.try_enter(Purpose::context_fault);
    EXPECT_FALSE(token);
    const Token second = policy.try_continue(Purpose::context_fault);
    EXPECT_FALSE(second);
  }
  EXPECT_EQ(gate.holders(), 0U);
  gate.open();
  EXPECT_TRUE(gate.close(patience_ns));
}

TEST_F(GateTest, TokenKnowsTheLifeThatItWasGivenIn) {
  gate.open();
  ASSERT_TRUE(gate.close(patience_ns));
  gate.open();
  const Token token = policy.try_enter(Purpose::context_fault);
  ASSERT_TRUE(token);
  EXPECT_EQ(token.epoch(), 1U);
}

TEST_F(GateTest, NothingMaySleepWhileATokenLives) {
  gate.open();
  EXPECT_DEATH(
      {
        const Token token = policy.try_enter(Purpose::maintenance);
        port::may_sleep("test");
      },
      "");
  port::may_sleep("after");
  {
    // Neither does a refusal keep the thread on its CPU.
    ASSERT_TRUE(gate.close(patience_ns));
    const Token token = policy.try_enter(Purpose::maintenance);
    port::may_sleep("refused");
  }
}

TEST_F(GateTest, TellsWhatHappens) {
  gate.open();
  ASSERT_TRUE(gate.enter());
  ASSERT_FALSE(gate.close(patience_ns));
  gate.leave();
  ASSERT_TRUE(gate.close(patience_ns));
  EXPECT_FALSE(gate.enter());
  // 2 open, 1 closing, 0 closed.
  EXPECT_THAT(values(trace::Kind::gate_changed), ElementsAre(2U, 1U, 2U, 1U, 0U));
  EXPECT_EQ(sink.of(trace::Kind::gate_changed).back().extra, 1U);
  EXPECT_THAT(values(trace::Kind::token_taken), ElementsAre(1U));
  EXPECT_THAT(values(trace::Kind::token_left), ElementsAre(0U));
  EXPECT_THAT(values(trace::Kind::token_refused), ElementsAre(0U));
  EXPECT_EQ(sink.events.front().subject, 7U);
}

TEST_F(GateTest, LeavingWithoutHavingEnteredIsAnError) {
  gate.open();
  EXPECT_DEATH(gate.leave(), "");
}

}  // namespace
}  // namespace faultline::driver
