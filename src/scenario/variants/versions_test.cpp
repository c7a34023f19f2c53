// SPDX-License-Identifier: Apache-2.0
//
// What tells the versions of the patch from each other: which handler asks what, what each answer
// leads to, what is put, and what suspending does. One suite for each row of the table in
// docs/protocol.md, The discussion.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenario/variants/none.hpp"
#include "scenario/variants/testing/policy_bench.hpp"
#include "scenario/variants/v1.hpp"
#include "scenario/variants/v2.hpp"
#include "scenario/variants/v3.hpp"
#include "scenario/variants/v4.hpp"

namespace faultline::scenario::variants {
namespace {

using ::testing::ElementsAre;
using testing::Handlers;
using ::testing::IsEmpty;
using testing::PolicyBench;

constexpr std::int64_t delay_ns = 20'000'000;

// Of all versions from v1 on: the last reference that a handler puts is a use of the device.
template <typename Policy>
void expect_put_marks_last_busy() {
  PolicyBench<Policy> bench;
  bench.machine.clock.time_ns += 5'000'000;
  static_cast<void>(bench.usage_while_told());
  EXPECT_EQ(bench.device.autosuspend_expiration(), bench.machine.clock.time_ns + delay_ns);
}

// The lines whose handlers suspending waits for.
template <typename Policy>
std::vector<std::uint32_t> waited_for() {
  PolicyBench<Policy> bench;
  bench.controller.lines.clear();
  bench.suspend();
  std::vector<std::uint32_t> lines;
  for (const auto& [line, state] : bench.controller.lines) lines.push_back(line);
  return lines;
}

template <typename Policy>
std::vector<std::string> accesses_of_suspend() {
  PolicyBench<Policy> bench;
  bench.suspend();
  return bench.bus.take_texts();
}

// --- none ---

TEST(PolicyNone, HandlersTakeNoReference) {
  PolicyBench<None> bench;
  EXPECT_EQ(bench.usage_while_told(), 0);
  EXPECT_EQ(bench.usage_while_read(), 0);
}

TEST(PolicyNone, HandlersReadWhateverTheStatusSays) {
  PolicyBench<None> bench;
  bench.suspend();
  bench.bus.powered = true;  // the bench would call it a mistake
  EXPECT_FALSE(bench.declines_context());
  EXPECT_FALSE(bench.declines_global());
}

TEST(PolicyNone, SuspendCutsTheClocksAndNothingElse) {
  EXPECT_THAT(accesses_of_suspend<None>(), IsEmpty());
}

// --- v1 ---

TEST(PolicyV1, ThreadedHandlersResumeTheSmmuAndKeepItUntilTheirEnd) {
  PolicyBench<V1> bench;
  bench.suspend();
  EXPECT_EQ(bench.usage_while_told(), std::nullopt);  // resuming has cleared the fault
  EXPECT_EQ(bench.device.status(), power::Status::active);
  EXPECT_EQ(bench.usage_while_told(), 1);
  EXPECT_EQ(bench.device.usage_count(), 0);
}

TEST(PolicyV1, HardContextHandlersAreNotGuarded) {
  PolicyBench<V1> bench(Handlers::hard);
  EXPECT_EQ(bench.usage_while_told(), 0);
}

TEST(PolicyV1, TheGlobalHandlerIsGuardedAlthoughItIsHard) {
  PolicyBench<V1> bench(Handlers::hard);
  EXPECT_EQ(bench.usage_while_read(), 1);
  EXPECT_EQ(bench.device.usage_count(), 0);
}

TEST(PolicyV1, HandlersOfAnImplementationReplaceTheGuardedOnes) {
  PolicyBench<V1> bench;
  bench.flavour.called = "nvidia";
  EXPECT_EQ(bench.usage_while_told(), 0);
  EXPECT_EQ(bench.usage_while_read(), 0);
}

TEST(PolicyV1, HandlersDeclineWhenTheSmmuDoesNotWake) {
  PolicyBench<V1> bench;
  bench.suspend();
  bench.clocks.refuse = true;
  EXPECT_TRUE(bench.declines_context());
  EXPECT_TRUE(bench.declines_global());
  EXPECT_EQ(bench.device.usage_count(), 0);
  bench.clocks.refuse = false;
}

TEST(PolicyV1, WithRuntimePowerDisabledHandlersGoOnWithoutAReference) {
  PolicyBench<V1> bench;
  bench.device.disable();
  EXPECT_EQ(bench.usage_while_told(), 0);
  EXPECT_EQ(bench.device.underflow_count(), 0U);
  bench.device.enable();
}

TEST(PolicyV1, RuntimePowerEnabledBeforeThePutUnderflows) {
  PolicyBench<V1> bench;
  bench.device.disable();
  bench.client.during = [&] { bench.device.enable(); };
  bench.raise(spec::cb::FSR::TF::mask, 0x1000);
  EXPECT_EQ(bench.context_interrupt(), irq::Verdict::handled);
  EXPECT_EQ(bench.device.underflow_count(), 1U);
}

TEST(PolicyV1, PutMarksLastBusy) {
  expect_put_marks_last_busy<V1>();
}

TEST(PolicyV1, SuspendIsMainlines) {
  EXPECT_THAT(accesses_of_suspend<V1>(), IsEmpty());
}

// --- v2 ---

TEST(PolicyV2, AllHandlersHoldAnActiveDeviceUntilTheirEnd) {
  for (const Handlers handlers : {Handlers::hard, Handlers::threaded}) {
    PolicyBench<V2> bench(handlers);
    for (const char* flavour : {"generic", "nvidia"}) {
      bench.flavour.called = flavour;
      EXPECT_EQ(bench.usage_while_told(), 1);
      EXPECT_EQ(bench.usage_while_read(), 1);
      EXPECT_EQ(bench.device.usage_count(), 0);
    }
  }
}

TEST(PolicyV2, HandlersDeclineWhileSuspendedAndNeverWake) {
  PolicyBench<V2> bench;
  bench.suspend();
  EXPECT_TRUE(bench.declines_context());
  EXPECT_TRUE(bench.declines_global());
  EXPECT_EQ(bench.device.status(), power::Status::suspended);
  EXPECT_EQ(bench.device.underflow_count(), 0U);
}

TEST(PolicyV2, HandlersDeclineWhileSuspendingWithTheLineHigh) {
  PolicyBench<V2> bench;
  bool declined = false;
  bench.raise(spec::cb::FSR::TF::mask, 0x1000);
  bench.callbacks.while_suspending = [&] { declined = bench.declines_context(); };
  bench.suspend();
  EXPECT_TRUE(declined);
  using spec::cb::SCTLR;  // and nothing masks it
  EXPECT_NE(bench.bus.get<SCTLR>(bench.bank) & SCTLR::CFIE::mask, 0U);
}

TEST(PolicyV2, HandlersDeclineWhileResumingWithTheSourcesUnmasked) {
  PolicyBench<V2> bench;
  bench.suspend();
  bool declined = false;
  bench.callbacks.while_resuming = [&] { declined = bench.declines_context(); };
  ASSERT_TRUE(bench.device.resume());
  EXPECT_TRUE(declined);
}

TEST(PolicyV2, RuntimePowerDisabledPassesForActiveAndThePutUnderflows) {
  PolicyBench<V2> bench;
  bench.device.disable();
  EXPECT_EQ(bench.usage_while_told(), 0);
  EXPECT_EQ(bench.device.underflow_count(), 1U);
  EXPECT_EQ(bench.usage_while_read(), 0);
  EXPECT_EQ(bench.device.underflow_count(), 2U);
  bench.device.enable();
}

TEST(PolicyV2, PutMarksLastBusy) {
  expect_put_marks_last_busy<V2>();
}

TEST(PolicyV2, SuspendIsMainlines) {
  EXPECT_THAT(accesses_of_suspend<V2>(), IsEmpty());
}

// --- v3, and v4 where it is the same ---

template <typename Policy>
class PolicyV3AndV4 : public ::testing::Test {};
using BothVersions = ::testing::Types<V3, V4>;
TYPED_TEST_SUITE(PolicyV3AndV4, BothVersions);

TYPED_TEST(PolicyV3AndV4, AllHandlersHoldAnActiveDeviceUntilTheirEnd) {
  for (const Handlers handlers : {Handlers::hard, Handlers::threaded}) {
    PolicyBench<TypeParam> bench(handlers);
    EXPECT_EQ(bench.usage_while_told(), 1);
    EXPECT_EQ(bench.usage_while_read(), 1);
    EXPECT_EQ(bench.device.usage_count(), 0);
  }
}

TYPED_TEST(PolicyV3AndV4, HandlersDeclineWhileSuspendingBeforeAnythingIsMasked) {
  PolicyBench<TypeParam> bench;
  bool declined = false;
  bench.callbacks.while_suspending = [&] {
    declined = bench.declines_context() && bench.declines_global();
  };
  bench.suspend();
  EXPECT_TRUE(declined);
  EXPECT_TRUE(bench.declines_context());
}

TYPED_TEST(PolicyV3AndV4, WithRuntimePowerDisabledHandlersGoOnAndPutNothing) {
  PolicyBench<TypeParam> bench;
  bench.device.disable();
  EXPECT_EQ(bench.usage_while_told(), 0);
  EXPECT_EQ(bench.device.underflow_count(), 0U);
  bench.device.enable();
}

TYPED_TEST(PolicyV3AndV4, RuntimePowerEnabledBeforeThePutUnderflows) {
  PolicyBench<TypeParam> bench;
  bench.device.disable();
  bench.client.during = [&] { bench.device.enable(); };
  bench.raise(spec::cb::FSR::TF::mask, 0x1000);
  EXPECT_EQ(bench.context_interrupt(), irq::Verdict::handled);
  EXPECT_EQ(bench.device.underflow_count(), 1U);
}

TYPED_TEST(PolicyV3AndV4, PutMarksLastBusy) {
  expect_put_marks_last_busy<TypeParam>();
}

TYPED_TEST(PolicyV3AndV4, SuspendMasksByReadingAndWritingAndReadsNothingBack) {
  EXPECT_THAT(accesses_of_suspend<TypeParam>(),
              ElementsAre("read sCR0", "write sCR0", "read SCTLR[0]", "write SCTLR[0]",
                          "read SCTLR[1]", "write SCTLR[1]", "read SCTLR[2]", "write SCTLR[2]",
                          "read SCTLR[3]", "write SCTLR[3]"));
}

TYPED_TEST(PolicyV3AndV4, SuspendClearsReportEnablesWithTheInterruptEnables) {
  PolicyBench<TypeParam> bench;
  using spec::cb::SCTLR;
  using spec::gr0::sCR0;
  const auto control = bench.bus.template get<sCR0>();
  const auto bank = bench.bus.template get<SCTLR>(bench.bank);
  const auto global_enables =
      sCR0::GFRE::mask | sCR0::GFIE::mask | sCR0::GCFGFRE::mask | sCR0::GCFGFIE::mask;
  EXPECT_EQ(control & global_enables, global_enables);
  bench.suspend();
  EXPECT_EQ(bench.bus.template get<sCR0>(), control & ~std::uint64_t{global_enables});
  EXPECT_EQ(bench.bus.template get<SCTLR>(bench.bank),
            bank & ~std::uint64_t{SCTLR::CFIE::mask | SCTLR::CFRE::mask});
}

TYPED_TEST(PolicyV3AndV4, ResumeEnablesAgain) {
  PolicyBench<TypeParam> bench;
  using spec::cb::SCTLR;
  const auto bank = bench.bus.template get<SCTLR>(bench.bank);
  constexpr std::uint64_t enables{SCTLR::CFIE::mask | SCTLR::CFRE::mask};
  EXPECT_EQ(bank & enables, enables);
  bench.suspend();
  ASSERT_TRUE(bench.device.resume());
  EXPECT_EQ(bench.bus.template get<SCTLR>(bench.bank), bank);
}

TYPED_TEST(PolicyV3AndV4, InSystemSleepTheGuardSaysYesWithTheClocksOff) {
  PolicyBench<TypeParam> bench;
  ASSERT_TRUE(bench.policy.suspend());
  EXPECT_EQ(bench.clocks.users, 0U);
  bench.bus.powered = true;  // the bench would call it a mistake
  EXPECT_FALSE(bench.declines_context());
  bench.bus.powered = false;
  ASSERT_TRUE(bench.policy.resume());
}

TEST(PolicyV3, SuspendWaitsForNobody) {
  EXPECT_THAT(waited_for<V3>(), IsEmpty());
}

TEST(PolicyV4, SuspendWaitsForTheHandlersOfAllLines) {
  EXPECT_THAT(waited_for<V4>(), ElementsAre(33, 34, 35, 36, 37));
}

}  // namespace
}  // namespace faultline::scenario::variants
