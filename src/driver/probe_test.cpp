// SPDX-License-Identifier: Apache-2.0
//
// An SMMU comes into service whole, or is left as it was found; and it goes out of service.
#include "driver/probe.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "driver/testing/bench.hpp"
#include "power/core.hpp"

namespace faultline::driver {
namespace {

using spec::gr0::sCR0;
using testing::Bench;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Probe : public ::testing::Test, public Bench {
 protected:
  ProbeError refusal() {
    if (!smmu) make();
    const auto result = smmu->probe();
    EXPECT_FALSE(result);
    return result ? ProbeError::power_refused : result.error();
  }
  void expect_nothing_left() {
    EXPECT_EQ(clocks.users, 0u);
    EXPECT_EQ(smmu->service(), Service::absent);
    EXPECT_EQ(smmu->gate().state(), GateState::closed);
    EXPECT_EQ(interrupts.handlers(global_line, {}), 0u);
    EXPECT_EQ(smmu->bank_count(), 0u);
    for (Bank& bank : banks) EXPECT_FALSE(bank.taken());
  }
  void expect_success() {
    EXPECT_TRUE(smmu->probe());
    EXPECT_EQ(clocks.users, 1u);
    EXPECT_EQ(smmu->gate().state(), GateState::open);
    smmu->remove();
    expect_nothing_left();
  }
};

TEST_F(Probe, FirstWriteShutsClientsOut) {
  serve();
  smmu->remove();
  forget();
  ASSERT_TRUE(smmu->probe());
  const auto first = std::ranges::find(bus.accesses, true, &testing::RegisterBus::Access::write);
  ASSERT_NE(first, bus.accesses.end());
  EXPECT_EQ(first->name, "sCR0");
  EXPECT_EQ(first->value & sCR0::CLIENTPD::mask, 0u);
  EXPECT_NE(first->value & sCR0::USFCFG::mask, 0u);
  EXPECT_EQ(first->value & (sCR0::GFIE::mask | sCR0::GCFGFIE::mask), 0u);
  smmu->remove();
}

TEST_F(Probe, RequestsItsInterruptOnceTheSmmuIsReset) {
  make();
  std::size_t handlers_during_reset = 0;
  bus.after = [&](const testing::RegisterBus::Access&) {
    handlers_during_reset += interrupts.handlers(global_line, {});
  };
  ASSERT_TRUE(smmu->probe());
  bus.after = [](const testing::RegisterBus::Access&) {};
  EXPECT_EQ(handlers_during_reset, 0u);
  EXPECT_EQ(interrupts.handlers(global_line, {}), 1u);
  smmu->remove();
}

TEST_F(Probe, TellsTheLogWhatItFound) {
  make();
  ASSERT_TRUE(smmu->probe());
  ASSERT_FALSE(log.lines.empty());
  EXPECT_EQ(log.lines.front(), "smmu: probing hardware configuration...");
  EXPECT_THAT(log.lines, Contains("smmu: \t4 context banks (0 stage-2 only)"));
  smmu->remove();
}

TEST_F(Probe, WithoutClocksTouchesNothing) {
  clocks.refuse = true;
  EXPECT_EQ(refusal(), ProbeError::clocks_refused);
  EXPECT_THAT(bus.accesses, IsEmpty());
  expect_nothing_left();
  clocks.refuse = false;
  expect_success();
}

TEST_F(Probe, OfAnSmmuV1IsRefused) {
  config.architecture = Architecture::smmu_v1;
  EXPECT_EQ(refusal(), ProbeError::unsupported_architecture);
  EXPECT_THAT(bus.accesses, IsEmpty());
  expect_nothing_left();
}

TEST_F(Probe, NamesAnImpossibleIdentification) {
  const auto sound = bus.get<spec::gr0::IDR1>();
  bus.set<spec::gr0::IDR1>(sound & ~0xffU);
  EXPECT_EQ(refusal(), ProbeError::no_context_banks);
  EXPECT_THAT(log.lines, Contains(HasSubstr("no context banks")));
  expect_nothing_left();
  bus.set<spec::gr0::IDR1>(sound);
  expect_success();
}

TEST_F(Probe, NeedsStorageForEveryBankAndGroup) {
  config.banks = std::span(banks).first(3);
  EXPECT_EQ(refusal(), ProbeError::bank_storage_too_small);
  expect_nothing_left();
  config.banks = banks;
  config.streams = std::span(streams).first(7);
  smmu.reset();
  EXPECT_EQ(refusal(), ProbeError::stream_storage_too_small);
  expect_nothing_left();
}

TEST_F(Probe, NeedsALineForEveryBank) {
  context_lines.pop_back();
  EXPECT_EQ(refusal(), ProbeError::missing_interrupt);
  expect_nothing_left();
}

TEST_F(Probe, NeedsAStageThatIsForced) {
  config.options.force_stage = 2;
  bus.set<spec::gr0::IDR0>(bus.get<spec::gr0::IDR0>() & ~(1U << 29));
  EXPECT_EQ(refusal(), ProbeError::forced_stage_absent);
  expect_nothing_left();
}

TEST_F(Probe, RefusesADeadlineThatAWaitMayOutlast) {
  config.options.close_deadline_ns = config.options.tlb_sync_timeout_ns;
  EXPECT_EQ(refusal(), ProbeError::bad_deadlines);
  expect_nothing_left();
}

TEST_F(Probe, OfAnSmmuWhoseTlbHangsEnds) {
  bus.set<spec::gr0::sTLBGSTATUS>(1);
  EXPECT_EQ(refusal(), ProbeError::sync_timed_out);
  expect_nothing_left();
  bus.set<spec::gr0::sTLBGSTATUS>(0);
  expect_success();
}

TEST_F(Probe, WithoutItsInterruptRollsBack) {
  irq::Action alone({.name = "alone",
                     .primary = {[](void*, LineNumber) { return irq::Verdict::none; }, nullptr}});
  ASSERT_TRUE(interrupts.request(global_line, alone));
  EXPECT_EQ(refusal(), ProbeError::interrupt_refused);
  interrupts.free(alone);
  expect_nothing_left();
  expect_success();
}

class PoweredProbe : public Probe {
 protected:
  PoweredProbe() { make(); }
  power::Core core{executor, clock, sink};
  std::optional<power::Device> device;
  power::Device& make_device() {
    return device.emplace(core, "smmu", 7U, &smmu->runtime_callbacks());
  }
};

TEST_F(PoweredProbe, LeavesTheDeviceActiveWithoutAReference) {
  make_device();
  ASSERT_TRUE(smmu->probe(&*device));
  EXPECT_EQ(device->status(), power::Status::active);
  EXPECT_EQ(device->usage_count(), 0);
  EXPECT_TRUE(device->suspend());
  EXPECT_EQ(smmu->gate().state(), GateState::closed);
  EXPECT_EQ(clocks.users, 0u);
  EXPECT_TRUE(device->resume());
  EXPECT_EQ(clocks.users, 1u);
  smmu->remove();
  EXPECT_EQ(device->usage_count(), 0);
  EXPECT_EQ(device->underflow_count(), 0u);
  EXPECT_FALSE(device->enabled());
  EXPECT_EQ(device->status(), power::Status::suspended);
  expect_nothing_left();
}

// The power core repeats a refused autosuspend only where the device was busy meanwhile.
TEST_F(PoweredProbe, RefusedSuspendIsTriedAgainOneDelayLater) {
  ASSERT_TRUE(smmu->probe(&make_device()));
  clock.delay_ns(1'000'000'000);
  ASSERT_EQ(device->autosuspend_expiration(), 0u);
  {
    const testing::Holder holder(*smmu);
    EXPECT_FALSE(device->suspend());
  }
  EXPECT_EQ(device->autosuspend_expiration(), clock.now_ns() + config.options.autosuspend_delay_ns);
  smmu->remove();
}

TEST_F(PoweredProbe, OfASleepingSmmuIsUndoneByRemoveWithoutALeak) {
  make_device();
  ASSERT_TRUE(smmu->probe(&*device));
  ASSERT_TRUE(device->suspend());
  smmu->remove();
  EXPECT_EQ(clocks.users, 0u);
  EXPECT_EQ(device->usage_count(), 0);
  expect_nothing_left();
}

TEST_F(PoweredProbe, ThatIsRolledBackLeavesRuntimePmDisabled) {
  irq::Action alone({.name = "alone",
                     .primary = {[](void*, LineNumber) { return irq::Verdict::none; }, nullptr}});
  ASSERT_TRUE(interrupts.request(global_line, alone));
  make_device();
  EXPECT_FALSE(smmu->probe(&*device));
  EXPECT_FALSE(device->enabled());
  EXPECT_EQ(device->usage_count(), 0);
  EXPECT_EQ(device->status(), power::Status::suspended);
  interrupts.free(alone);
  expect_nothing_left();
}

TEST_F(PoweredProbe, SystemSleepPutsAnAwakeSmmuToSleepAndWakesIt) {
  make_device();
  ASSERT_TRUE(smmu->probe(&*device));
  device->disable();  // as between suspend_late and resume_early
  ASSERT_TRUE(smmu->sleep_callbacks().suspend_late());
  EXPECT_EQ(smmu->gate().state(), GateState::closed);
  EXPECT_EQ(clocks.users, 0u);
  ASSERT_TRUE(smmu->sleep_callbacks().resume_early());
  EXPECT_EQ(smmu->gate().state(), GateState::open);
  device->enable();
  ASSERT_TRUE(device->suspend());
  device->disable();
  ASSERT_TRUE(smmu->sleep_callbacks().suspend_late());
  ASSERT_TRUE(smmu->sleep_callbacks().resume_early());
  EXPECT_EQ(smmu->gate().state(), GateState::closed);  // it slept before
  device->enable();
  smmu->remove();
}

TEST_F(Probe, ShutdownLeavesClientsAborting) {
  serve();
  smmu->shutdown();
  EXPECT_EQ(clocks.users, 0u);
  EXPECT_EQ(smmu->gate().state(), GateState::closed);
  EXPECT_EQ(bus.get<sCR0>() & sCR0::CLIENTPD::mask, 0u);
  EXPECT_NE(bus.get<sCR0>() & sCR0::USFCFG::mask, 0u);
  EXPECT_THAT(log.lines, Contains("smmu: disabling translation"));
  smmu->remove();
}

TEST_F(Probe, ShutdownLetsClientsBypassWhereThatIsWanted) {
  config.options.bypass_at_shutdown = true;
  serve();
  smmu->shutdown();
  EXPECT_EQ(clocks.users, 0u);
  EXPECT_NE(bus.get<sCR0>() & sCR0::CLIENTPD::mask, 0u);
  smmu->remove();
}

TEST_F(Probe, RemovalForcesAnSmmuWhoseTlbHangs) {
  serve();
  bus.set<spec::gr0::sTLBGSTATUS>(1);
  smmu->remove();
  expect_nothing_left();
}

}  // namespace
}  // namespace faultline::driver
