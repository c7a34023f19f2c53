// SPDX-License-Identifier: Apache-2.0
//
// Waking up: the order of register accesses, registers that hold anything, and a wake-up that
// fails.
#include "driver/resume.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "driver/testing/bench.hpp"

namespace faultline::driver {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Not;
using testing::RegisterBus;
using testing::ServedBench;

constexpr std::uint32_t TF = 1U << 1;
constexpr std::uint32_t SS = 1U << 30;

struct Resume : ::testing::Test, ServedBench {
  Resume() {
    const StreamMatch stream{.id = StreamId(5)};
    EXPECT_TRUE(domain->attach({&stream, 1}));
    EXPECT_TRUE(smmu->suspend());
    bus.after = [this](const RegisterBus::Access& access) {
      order.push_back(access.text());
      states.push_back(smmu->gate().state());
    };
  }
  ~Resume() override {
    bus.after = [](const RegisterBus::Access&) {};
    clocks.refuse = false;
    bus.set<spec::gr0::sTLBGSTATUS>(0);
    if (smmu->gate().state() == GateState::closed) {
      EXPECT_TRUE(smmu->resume());
    }
    const StreamMatch stream{.id = StreamId(5)};
    EXPECT_TRUE(domain->detach({&stream, 1}));
  }
  [[nodiscard]] bool disabled() {
    irq::HandlerInfo handler[1];
    EXPECT_EQ(interrupts.handlers(bank_line, handler), 1U);
    return handler[0].disabled;
  }
  [[nodiscard]] std::size_t first(const std::string& text) const {
    return static_cast<std::size_t>(std::ranges::find(order, text) - order.begin());
  }
  [[nodiscard]] std::size_t last(const std::string& text) const {
    return static_cast<std::size_t>(order.rend() -
                                    std::ranges::find(order.rbegin(), order.rend(), text)) -
           1;
  }

  std::vector<std::string> order;
  std::vector<GateState> states;
};

TEST_F(Resume, FirstWritesKeepClientsFromBypassing) {
  ASSERT_TRUE(smmu->resume());
  EXPECT_THAT(std::vector(order.begin(), order.begin() + 3),
              ElementsAre("write S2CR[0]", "write SMR[0]", "write sCR0"));
  const std::uint64_t control = bus.accesses[bus.accesses.size() - order.size() + 2].value;
  using spec::gr0::sCR0;
  EXPECT_FALSE(control & (sCR0::CLIENTPD::mask | sCR0::GFIE::mask | sCR0::GCFGFIE::mask));
  EXPECT_TRUE(control & sCR0::USFCFG::mask);
}

// Nothing in the layout of 16-bit stream IDs is written before that is the layout.
TEST(ResumeOfExtendedStreamIds, WritesTheShieldInTheirLayout) {
  using spec::gr0::sCR0;
  testing::Bench bench;
  bench.bus.set<spec::gr0::IDR0>(bench.bus.get<spec::gr0::IDR0>() | spec::gr0::IDR0::EXIDS::mask);
  Smmu& smmu = bench.serve();
  for (const bool bypassing : {true, false}) {
    ASSERT_TRUE(smmu.suspend());
    bench.bus.set<sCR0>(bypassing ? 1 : 0);
    bench.forget();
    ASSERT_TRUE(smmu.resume());
    const auto& accesses = bench.bus.accesses;
    std::vector<std::string> first;
    for (std::size_t at = 0; at < 5; ++at) first.push_back(accesses[at].text());
    EXPECT_THAT(first, ElementsAre("read sCR0", "write sCR0", "write SMR[0]", "write S2CR[0]",
                                   "write sCR0"));
    EXPECT_TRUE(accesses[1].value & sCR0::EXIDENABLE::mask);
    EXPECT_EQ(accesses[1].value & sCR0::CLIENTPD::mask, bypassing ? 1u : 0u);
    EXPECT_FALSE(accesses[4].value & sCR0::CLIENTPD::mask);
  }
  smmu.remove();
}

TEST_F(Resume, ClearsJunkBehindAShutGateAndWithTheSourcesMasked) {
  ASSERT_TRUE(smmu->resume());
  for (const char* access :
       {"write SMR[0]", "write SCTLR[0]", "write FSR[0]", "write FSR[3]", "write sGFSR"}) {
    EXPECT_EQ(states[first(access)], GateState::closed) << access;
  }
  EXPECT_LT(first("write SCTLR[0]"), first("write FSR[0]"));
}

// What is posted and not landed when the gate opens would clear a fault that is real.
TEST_F(Resume, WhatClearsTheJunkHasLandedWhenTheGateOpens) {
  ASSERT_TRUE(smmu->resume());
  const auto open =
      static_cast<std::size_t>(std::ranges::find(states, GateState::open) - states.begin());
  EXPECT_EQ(order[open - 2], "write sGFSR");
  EXPECT_EQ(order[open - 1], "read sCR0");
}

TEST_F(Resume, OpensBeforeItWritesFromMemoryAndMapsStreamsAfterBanks) {
  ASSERT_TRUE(smmu->resume());
  EXPECT_EQ(states[first("write TTBR0[0]")], GateState::open);
  EXPECT_LT(first("write TTBR0[0]"), first("write TLBIALLNSNH"));
  EXPECT_LT(first("read sTLBGSTATUS"), last("write S2CR[0]"));
  EXPECT_LT(last("write S2CR[0]"), last("write SCTLR[0]")) << "unmasked at the very end";
  EXPECT_EQ(order[order.size() - 2], "write sCR0");
  EXPECT_EQ(order.back(), "read sCR0") << "whoever masks on another CPU is not overtaken";
}

TEST_F(Resume, InterruptsAreEnabledWhenNothingDrivesThemAndBeforeTheSourcesAreUnmasked) {
  std::vector<bool> seen;
  bus.after = [&](const RegisterBus::Access& access) {
    order.push_back(access.text());
    seen.push_back(disabled());
  };
  ASSERT_TRUE(smmu->resume());
  EXPECT_TRUE(seen[last("write S2CR[0]")]);
  EXPECT_FALSE(seen[last("write SCTLR[0]")]);
}

TEST_F(Resume, ThatFailsLeavesThemDisabled) {
  bus.set<spec::gr0::sTLBGSTATUS>(1);
  ASSERT_FALSE(smmu->resume());
  EXPECT_TRUE(disabled());
}

TEST_F(Resume, StreamsOfADomainComeBack) {
  const auto before = bus.get<spec::gr0::sCR0>();
  bus.set<spec::cb::TTBR0>(0, bank);
  ASSERT_TRUE(smmu->resume());
  EXPECT_NE(bus.get<spec::cb::TTBR0>(bank), 0U);
  EXPECT_TRUE(bus.get<spec::cb::SCTLR>(bank) & spec::cb::SCTLR::CFIE::mask);
  EXPECT_NE(bus.get<spec::gr0::sCR0>(), before);
  EXPECT_EQ(smmu->gate().state(), GateState::open);
}

TEST_F(Resume, JunkIsNeverToldAsAFault) {
  bus.powered = true;  // power comes back, and with it anything
  raise(TF | SS, 0xdead);
  bus.set<spec::gr0::sGFSR>(0xff);
  ASSERT_TRUE(smmu->resume());
  EXPECT_EQ(bus.get<spec::cb::FSR>(bank), 0U);
  EXPECT_EQ(bus.get<spec::gr0::sGFSR>(), 0U);
  EXPECT_LT(first("write FSR[0]"), first("write RESUME[0]"));
  EXPECT_EQ(smmu->faults().on_context_interrupt(bank), irq::Verdict::none);
  EXPECT_EQ(smmu->faults().on_global_interrupt(), irq::Verdict::none);
  EXPECT_TRUE(client.records.empty());
}

TEST_F(Resume, RefusedClocksLeaveItAsleep) {
  clocks.refuse = true;
  EXPECT_EQ(smmu->resume(), base::error(power::CallbackError::failed));
  EXPECT_TRUE(order.empty());
  EXPECT_EQ(smmu->gate().state(), GateState::closed);
}

TEST_F(Resume, TlbThatDoesNotAnswerLeavesItAsleepAndBlocked) {
  bus.set<spec::gr0::sTLBGSTATUS>(1);
  EXPECT_EQ(smmu->resume(), base::error(power::CallbackError::failed));
  EXPECT_EQ(smmu->gate().state(), GateState::closed);
  EXPECT_EQ(clocks.users, 0U);
  EXPECT_EQ(order.back(), "read sCR0") << "what holders wrote has landed";
  EXPECT_FALSE(bus.get<spec::cb::SCTLR>(bank) & spec::cb::SCTLR::CFIE::mask);
  EXPECT_THAT(order, Not(Contains("read FSR[9]")));
}

TEST_F(Resume, IsTakenBackFromEveryPlace) {
  const auto table = resume_steps();
  const Step refuse{"refuse", [](Smmu&) -> StepResult { return base::error(StepError::failed); }};
  for (std::size_t place = 0; place < table.size(); ++place) {
    std::vector<Step> altered(table.begin(), table.begin() + static_cast<std::ptrdiff_t>(place));
    altered.push_back(refuse);
    EXPECT_FALSE(run_steps(*smmu, altered));
    EXPECT_EQ(smmu->gate().state(), GateState::closed) << place;
    EXPECT_EQ(clocks.users, 0U) << place;
    EXPECT_FALSE(bus.get<spec::cb::SCTLR>(bank) & spec::cb::SCTLR::CFIE::mask) << place;
    EXPECT_TRUE(disabled()) << place;
  }
}

}  // namespace
}  // namespace faultline::driver
