// SPDX-License-Identifier: Apache-2.0
//
// The gate between threads: those who enter while somebody closes. Run it under the thread
// sanitizer, too: the plain field that holders write and the closer reads is guarded by nothing but
// the gate.
#include "driver/gate.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "clock.hpp"
#include "port/shared.hpp"

namespace faultline::machine::host {
namespace {

using driver::Gate;
using driver::GatePolicy;
using driver::GateState;
using driver::Purpose;

constexpr std::uint64_t second_ns = 1'000'000'000;

struct GateRaces : ::testing::Test {
  HostClock clock;
  trace::NullSink sink;
  Gate gate{clock, sink, 0};
  GatePolicy policy{gate};
};

TEST_F(GateRaces, CloserWaitsForTheHolderAndIsWoken) {
  gate.open();
  ASSERT_TRUE(gate.enter());
  std::atomic<bool> closed{false};
  std::thread closer([&] { closed = gate.close(3600 * second_ns).has_value(); });
  while (gate.state() != GateState::closing) std::this_thread::yield();
  EXPECT_FALSE(gate.enter()) << "nothing new while closing";
  EXPECT_TRUE(gate.reenter()) << "but second halves";
  gate.leave();
  EXPECT_FALSE(closed);
  gate.leave();
  closer.join();
  EXPECT_TRUE(closed);
  EXPECT_EQ(gate.epoch(), 1U);
  EXPECT_FALSE(gate.reenter());
}

TEST_F(GateRaces, CloserGivesUpAtItsDeadlineAndTheGateIsOpenAgain) {
  gate.open();
  ASSERT_TRUE(gate.enter());
  const std::uint64_t begin_ns = clock.now_ns();
  EXPECT_FALSE(gate.close(second_ns / 100));
  EXPECT_GE(clock.now_ns() - begin_ns, second_ns / 100);
  EXPECT_EQ(gate.state(), GateState::open);
  EXPECT_TRUE(gate.enter());
  gate.leave();
  gate.leave();
}

TEST_F(GateRaces, NobodyHoldsATokenOfAClosedGate) {
  constexpr int lives = 200;
  constexpr int threads = 3;
  std::atomic<bool> stop{false};
  std::atomic<int> inside{0};
  // Written by the closer alone, while the gate is shut; read by holders. Plain on purpose.
  port::Shared<std::uint64_t> life;
  std::atomic<std::uint64_t> admitted{0};
  const auto hold = [&](bool second_half) {
    const driver::Token token = second_half ? policy.try_continue(Purpose::context_fault)
                                            : policy.try_enter(Purpose::context_fault);
    if (!token) return;
    ++inside;
    EXPECT_EQ(token.epoch(), life.get());
    ++admitted;
    --inside;
  };
  std::vector<std::thread> holders;
  for (int i = 0; i < threads; ++i) {
    holders.emplace_back([&, i] {
      while (!stop) hold(i == 0);
    });
  }
  gate.open();
  for (std::uint64_t i = 1; i <= lives; ++i) {
    // A life in which somebody came; otherwise nothing is tested.
    const std::uint64_t before = admitted;
    while (admitted == before) std::this_thread::yield();
    gate.close_at_last();
    EXPECT_EQ(inside, 0);
    EXPECT_EQ(gate.epoch(), i);
    life.set(i);
    gate.open();
  }
  stop = true;
  for (std::thread& thread : holders) thread.join();
  EXPECT_EQ(gate.holders(), 0U);
}

}  // namespace
}  // namespace faultline::machine::host
