// SPDX-License-Identifier: Apache-2.0
//
// Interrupts while the SMMU sleeps: nobody of this driver is asked, whoever shares a line with it
// is, and no domain that comes or goes meanwhile upsets the balance.
#include <gtest/gtest.h>

#include <algorithm>

#include "driver/interrupts.hpp"
#include "driver/testing/bench.hpp"

namespace faultline::driver {
namespace {

using testing::Bench;

// Something that drives a line for as long as it likes, or somebody who shares one.
struct Asleep : ::testing::Test, Bench {
  Asleep()
      : Asleep({global_line}, {LineNumber(34), LineNumber(34), LineNumber(35), LineNumber(36)}) {}
  Asleep(std::vector<LineNumber> global, std::vector<LineNumber> context)
      : Bench(std::move(global), std::move(context)) {
    serve();
  }
  ~Asleep() override {
    if (smmu->gate().state() == GateState::closed) {
      EXPECT_TRUE(smmu->resume());
    }
    smmu->remove();
    EXPECT_EQ(controller.lines[global_line.value].masked, true);
  }

  // How often the line is taken while it is high, at most ten times.
  unsigned storm(LineNumber line) {
    controller.lines[line.value].high = true;
    unsigned count = 0;
    while (count < 10 && controller.take(line)) {
      interrupts.handle(line);
      ++count;
    }
    controller.lines[line.value].high = false;
    return count;
  }
  [[nodiscard]] std::size_t disabled(LineNumber line) {
    std::vector<irq::HandlerInfo> list(8);
    list.resize(interrupts.handlers(line, list));
    return static_cast<std::size_t>(
        std::ranges::count_if(list, [](const irq::HandlerInfo& each) { return each.disabled; }));
  }
};

struct Stranger {
  irq::Verdict handle(LineNumber) {
    ++calls;
    return irq::Verdict::handled;
  }
  irq::Action action{
      {.name = "stranger", .primary = irq::Handler::to<&Stranger::handle>(*this), .shared = true}};
  unsigned calls = 0;
};

TEST_F(Asleep, NoLineStormsAndNoHandlerDeclines) {
  Domain domain(*smmu);
  ASSERT_TRUE(domain.open({}));
  ASSERT_TRUE(smmu->suspend());
  EXPECT_EQ(storm(global_line), 1u);
  EXPECT_EQ(storm(bank_line), 1u);
  EXPECT_EQ(banks[0].faults.counters.declined.load(), 0u);
  EXPECT_EQ(smmu->faults().global_counters().declined.load(), 0u);
  ASSERT_TRUE(smmu->resume());
  EXPECT_EQ(disabled(global_line) + disabled(bank_line), 0u);
  EXPECT_EQ(storm(bank_line), 10u) << "unmasked again";
  EXPECT_TRUE(domain.close());
}

TEST_F(Asleep, SomebodyElsesInterruptsGetThrough) {
  Stranger before;
  Stranger meanwhile;
  ASSERT_TRUE(interrupts.request(global_line, before.action));
  ASSERT_TRUE(smmu->suspend());
  EXPECT_EQ(storm(global_line), 10u);
  EXPECT_EQ(before.calls, 10u);
  interrupts.free(before.action);
  EXPECT_EQ(storm(global_line), 1u) << "only the sleeping SMMU is left";
  ASSERT_TRUE(interrupts.request(global_line, meanwhile.action));
  EXPECT_EQ(storm(global_line), 10u);
  EXPECT_EQ(meanwhile.calls, 10u);
  EXPECT_EQ(smmu->faults().global_counters().declined.load(), 0u);
  interrupts.free(meanwhile.action);
}

TEST_F(Asleep, ADomainThatIsOpenedIsNotAskedBeforeItWakes) {
  ASSERT_TRUE(smmu->suspend());
  Domain domain(*smmu);
  ASSERT_TRUE(domain.open({}));
  EXPECT_EQ(disabled(bank_line), 1u);
  ASSERT_TRUE(smmu->resume());
  EXPECT_EQ(disabled(bank_line), 0u);
  EXPECT_TRUE(domain.close());
}

TEST_F(Asleep, DomainsThatComeAndGoOnOneLineLeaveItAsItWas) {
  Domain stays(*smmu);
  Domain goes(*smmu);
  ASSERT_TRUE(stays.open({}));
  ASSERT_TRUE(goes.open({}));
  ASSERT_TRUE(smmu->suspend());
  EXPECT_EQ(disabled(bank_line), 2u);
  EXPECT_TRUE(goes.close());
  EXPECT_EQ(disabled(bank_line), 1u);
  EXPECT_TRUE(stays.close());
  ASSERT_TRUE(stays.open({}));
  EXPECT_EQ(disabled(bank_line), 1u);
  ASSERT_TRUE(smmu->resume());
  EXPECT_EQ(disabled(bank_line), 0u);
  EXPECT_EQ(storm(bank_line), 10u);
  EXPECT_TRUE(stays.close());
}

TEST_F(Asleep, RemovingAndProbingAgainStartsEnabled) {
  ASSERT_TRUE(smmu->suspend());
  smmu->remove();
  EXPECT_EQ(interrupts.handlers(global_line, {}), 0u);
  ASSERT_TRUE(smmu->probe());
  EXPECT_EQ(disabled(global_line), 0u);
}

TEST_F(Asleep, AfterShutdownNobodyIsAskedAnyMore) {
  Domain domain(*smmu);
  ASSERT_TRUE(domain.open({}));
  smmu->shutdown();
  EXPECT_EQ(storm(bank_line), 1u);
  EXPECT_TRUE(domain.close());
}

struct AsleepCombined : Asleep {
  AsleepCombined() : Asleep({global_line}, std::vector<LineNumber>(4, global_line)) {}
};

TEST_F(AsleepCombined, AllOfItsHandlersAreDisabledOnce) {
  Domain domains[] = {Domain(*smmu), Domain(*smmu)};
  for (Domain& domain : domains) ASSERT_TRUE(domain.open({}));
  ASSERT_TRUE(smmu->suspend());
  EXPECT_EQ(disabled(global_line), 3u);
  EXPECT_EQ(storm(global_line), 1u);
  ASSERT_TRUE(smmu->resume());
  EXPECT_EQ(disabled(global_line), 0u);
  EXPECT_EQ(storm(global_line), 10u);
  for (Domain& domain : domains) EXPECT_TRUE(domain.close());
}

// Its TLB does not answer, so that nothing is masked in the end; the line is closed all the same.
TEST_F(Asleep, ForcingItToSleepDisablesToo) {
  Domain domain(*smmu);
  ASSERT_TRUE(domain.open({}));
  bus.set<spec::gr0::sTLBGSTATUS>(1);
  smmu->shutdown();
  bus.set<spec::gr0::sTLBGSTATUS>(0);
  EXPECT_EQ(clocks.users, 0u);
  EXPECT_EQ(storm(bank_line), 1u);
  EXPECT_TRUE(domain.close());
}

}  // namespace
}  // namespace faultline::driver
