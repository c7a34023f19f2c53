// SPDX-License-Identifier: Apache-2.0
//
// A storm of faults must starve nobody, and the first of it must not be lost.
#include "client/adreno.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/testing/gpu_bench.hpp"

namespace faultline::client {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::millisecond;

constexpr std::uint32_t TF = 1U << 1;
constexpr std::uint32_t PF = 1U << 3;
constexpr std::uint32_t EF = 1U << 4;
constexpr std::uint32_t SS = 1U << 30;

class GpuFaults : public ::testing::Test, public testing::GpuBench {
 protected:
  GpuFaults() {
    gpu->start();
    gpu->before_submit();
  }
  void pass(std::uint64_t duration_ns) { machine.executor.advance(duration_ns); }
  void wake_gpu() { ASSERT_TRUE(power.resume_and_get()); }
};

TEST_F(GpuFaults, StallFromTheStart) {
  EXPECT_TRUE(stalls());
  EXPECT_EQ(gpu->counts().stalling_turned_on, 0u);
}

TEST_F(GpuFaults, TheFirstTurnsStallingOff) {
  deliver(TF | SS);
  EXPECT_FALSE(stalls());
  deliver(TF);
  EXPECT_EQ(gpu->counts().stalling_turned_off, 1u);
  EXPECT_EQ(gpu->counts().faults, 2u);
}

TEST_F(GpuFaults, ASubmitHalfASecondAfterTheLastTurnsStallingOnAgain) {
  deliver(TF);
  pass(300 * millisecond);
  deliver(TF);  // begins the half second anew
  pass(499 * millisecond);
  gpu->before_submit();
  EXPECT_FALSE(stalls());
  pass(millisecond);
  EXPECT_FALSE(stalls());  // by itself nothing happens
  gpu->before_submit();
  EXPECT_TRUE(stalls());
  EXPECT_EQ(gpu->counts().stalling_turned_on, 1u);
}

TEST_F(GpuFaults, NothingStallsWhileACrashStateIsKept) {
  deliver(TF | SS);
  pass(AdrenoGpu::cool_down_ns);
  gpu->before_submit();
  EXPECT_FALSE(stalls());
  EXPECT_TRUE(gpu->take_crash_state());
  gpu->before_submit();
  EXPECT_TRUE(stalls());
}

TEST_F(GpuFaults, ASleepingSmmuLearnsOfTheCoolDownWhenItWakes) {
  ASSERT_TRUE(smmu->suspend());
  deliver(TF);
  ASSERT_TRUE(smmu->resume());
  EXPECT_FALSE(stalls());
}

TEST_F(GpuFaults, ThatDidNotStallAreNotCaptured) {
  deliver(TF);
  EXPECT_FALSE(gpu->take_crash_state());
  EXPECT_EQ(hardware.reads, 0u);
  EXPECT_THAT(power_driver.log(), IsEmpty());  // nor is the GPU woken for them
}

TEST_F(GpuFaults, ThatStalledAreCapturedFromTheirRecordWithPower) {
  bus.set<spec::cb::FAR>(0xbad, bank);
  bus.accesses.clear();
  deliver(TF | SS);
  const auto crash = gpu->take_crash_state();
  ASSERT_TRUE(crash);
  EXPECT_EQ(crash->fault.far, 0x1234'5000u);
  EXPECT_EQ(crash->fault.fsr, TF | SS);
  EXPECT_EQ(crash->block, "CCU");
  ASSERT_TRUE(crash->scratch);
  EXPECT_THAT(crash->scratch->word, ElementsAre(11, 12, 13, 14));
  EXPECT_EQ(crash->submit, 1u);
  EXPECT_EQ(crash->time_ns, machine.clock.now_ns());
  EXPECT_EQ(power.usage_count(), 0);
  for (const auto& access : bus.accesses) EXPECT_EQ(access.name, "SCTLR[0]");
}

TEST_F(GpuFaults, AreCapturedOncePerSubmit) {
  deliver(TF | SS);
  EXPECT_TRUE(gpu->take_crash_state());
  deliver(PF | SS);
  EXPECT_FALSE(gpu->take_crash_state());
  gpu->before_submit();
  deliver(PF | SS);
  const auto crash = gpu->take_crash_state();
  ASSERT_TRUE(crash);
  EXPECT_EQ(crash->fault.fsr, PF | SS);
  EXPECT_EQ(crash->submit, 2u);
  EXPECT_EQ(gpu->counts().captured, 2u);
}

TEST_F(GpuFaults, TheFirstCrashStateIsKeptUntilItIsTaken) {
  deliver(TF | SS);
  gpu->before_submit();
  deliver(PF | SS);
  EXPECT_EQ(gpu->counts().captured, 1u);
  EXPECT_EQ(gpu->take_crash_state()->fault.fsr, TF | SS);
}

TEST_F(GpuFaults, WithoutPowerAreCapturedWithoutScratchRegisters) {
  power_driver.resume_errors = {power::CallbackError::failed};
  deliver(TF | SS);
  const auto crash = gpu->take_crash_state();
  ASSERT_TRUE(crash);
  EXPECT_FALSE(crash->scratch);
  EXPECT_EQ(hardware.reads, 0u);
  EXPECT_EQ(power.usage_count(), 0);
  EXPECT_THAT(log.lines, Contains(HasSubstr("(0,0,0,0)")));
}

TEST_F(GpuFaults, LogOneLineAsPeopleKnowIt) {
  wake_gpu();
  deliver(TF);
  EXPECT_THAT(log.lines,
              ElementsAre("gpu: *** gpu fault: ttbr0=0007000000009000 iova=0000000012345000 "
                          "dir=READ type=TRANSLATION source=CCU (11,12,13,14)"));
  power.put();
}

TEST_F(GpuFaults, AreLoggedWithTheirKindAndDirection) {
  deliver(PF);
  deliver(EF);
  deliver(1U << 2);
  driver::ContextFaultRecord record = fault(TF | PF);
  record.FSYNR0 = reg::Value<spec::cb::FSYNR0>().with<spec::cb::FSYNR0::WNR>(true);
  EXPECT_EQ(gpu->on_fault(record), driver::Verdict::terminate);
  EXPECT_THAT(log.lines,
              ElementsAre(HasSubstr("dir=READ type=PERMISSION "), HasSubstr("type=EXTERNAL "),
                          HasSubstr("type=UNKNOWN "), HasSubstr("dir=WRITE type=TRANSLATION ")));
}

TEST_F(GpuFaults, InAStormAreLoggedTenTimesInFiveSeconds) {
  for (int i = 0; i < 14; ++i) deliver(TF);
  EXPECT_EQ(log.lines.size(), 10u);
  EXPECT_EQ(gpu->counts().suppressed_lines, 4u);
  pass(5001 * millisecond);
  deliver(TF);
  ASSERT_EQ(log.lines.size(), 12u);
  EXPECT_THAT(log.lines[10], HasSubstr("4 callbacks suppressed"));
}

TEST_F(GpuFaults, AreChargedToTheProcessWhoseTablesTheyWalked) {
  Process process{.id = 42, .root = PhysAddr(0x9000)};
  process.name.add("glxgears");
  processes.add(process);
  deliver(TF | SS);
  ASSERT_TRUE(processes.remove(process));
  const auto crash = gpu->take_crash_state();  // the process may be gone by now
  ASSERT_TRUE(crash && crash->culprit);
  EXPECT_EQ(crash->culprit->id, 42u);
  EXPECT_EQ(crash->culprit->name.view(), "glxgears");
  EXPECT_TRUE(crash->culprit->certain);
}

TEST_F(GpuFaults, HoldTheWatchdogWhileTheyAreCaptured) {
  wake_gpu();
  hangcheck.submitted(1);
  pass(400 * millisecond);
  hardware.during = [this] { pass(400 * millisecond); };
  deliver(TF | SS);
  EXPECT_EQ(hangcheck.counts().looks, 0u);
  pass(499 * millisecond);
  EXPECT_EQ(hangcheck.counts().looks, 0u);  // a whole period after the capture
  pass(millisecond);
  EXPECT_EQ(hangcheck.counts().looks, 1u);
  watched.done = 1;
  power.put();
}

TEST_F(GpuFaults, AreNotCapturedFromAGpuThatIsBeingRecovered) {
  hangcheck.submitted(1);
  watched.during = [this] {
    watched.during = [] {};
    deliver(TF | SS);
  };
  pass(Hangcheck::period_ns);
  machine.executor.run_work();
  EXPECT_THAT(watched.recovered, ElementsAre(1));
  EXPECT_FALSE(gpu->take_crash_state());
  EXPECT_EQ(hardware.reads, 0u);
  EXPECT_EQ(gpu->counts().faults, 1u);
}

TEST_F(GpuFaults, SaySoToThoseWhoShareTheSmmuUntilTheyAreHandled) {
  bool seen = false;
  hardware.during = [&] { seen = gpu->captures().running(); };
  wake_gpu();
  deliver(TF);
  EXPECT_FALSE(seen);
  deliver(TF | SS);
  EXPECT_TRUE(seen);
  EXPECT_FALSE(gpu->captures().running());
  power.put();
}

}  // namespace
}  // namespace faultline::client
