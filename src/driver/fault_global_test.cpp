// SPDX-License-Identifier: Apache-2.0
//
// The global fault handler.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "driver/faults.hpp"
#include "driver/testing/bench.hpp"

namespace faultline::driver {
namespace {

using irq::Verdict;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::ServedBench;

struct GlobalFault : ::testing::Test, ServedBench {
  Verdict interrupt() { return smmu->faults().on_global_interrupt(); }
  void raise_unknown_stream() {
    bus.set<spec::gr0::sGFSR>(2);
    bus.set<spec::gr0::sGFSYNR1>(0x431);
  }
};

TEST_F(GlobalFault, IsReadClearedAndThenLogged) {
  raise_unknown_stream();
  EXPECT_EQ(interrupt(), Verdict::handled);
  EXPECT_THAT(bus.take_texts(),
              ElementsAre("read sGFSR", "read sGFSYNR0", "read sGFSYNR1", "read sGFSYNR2",
                          "read sGFAR", "write sGFSR", "read sCR0"));
  ASSERT_EQ(log.lines.size(), 2U);
  EXPECT_THAT(log.lines[0], ::testing::StartsWith("smmu: Blocked unknown Stream ID 0x431; boot"));
  EXPECT_THAT(log.lines[1], ::testing::StartsWith("smmu: \tGFSR 0x00000002, "));
  EXPECT_EQ(bus.get<spec::gr0::sGFSR>(), 0U);
}

TEST_F(GlobalFault, NothingRecordedIsNotMine) {
  EXPECT_EQ(interrupt(), Verdict::none);
  EXPECT_THAT(bus.take_texts(), ElementsAre("read sGFSR"));
}

TEST_F(GlobalFault, ShutGateDeclinesWithoutTouchingARegister) {
  ASSERT_TRUE(smmu->suspend());
  bus.take();
  EXPECT_EQ(interrupt(), Verdict::none);
  EXPECT_THAT(bus.take_texts(), IsEmpty());
  EXPECT_EQ(smmu->faults().global_counters().declined.load(), 1U);
  ASSERT_TRUE(smmu->resume());
}

TEST_F(GlobalFault, StormIsCountedAndItsLogIsLimited) {
  for (int i = 0; i < 12; ++i) {
    raise_unknown_stream();
    interrupt();
  }
  EXPECT_EQ(log.lines.size(), 20U);
  EXPECT_EQ(smmu->faults().global_counters().reported.load(), 12U);
  EXPECT_EQ(smmu->faults().global_counters().suppressed.load(), 2U);
}

TEST_F(GlobalFault, OverflowIsCounted) {
  bus.set<spec::gr0::sGFSR>(1U << 31 | 1U);
  interrupt();
  EXPECT_EQ(smmu->faults().global_counters().overflowed.load(), 1U);
}

TEST_F(GlobalFault, RecordedOnTheWayToSleepIsToldByTheWorker) {
  raise_unknown_stream();
  ASSERT_TRUE(smmu->suspend());
  EXPECT_THAT(log.lines, IsEmpty());
  EXPECT_EQ(executor.run_all(), 1U);
  EXPECT_EQ(log.lines.size(), 2U);
  EXPECT_EQ(smmu->faults().global_counters().queued.load(), 1U);
  ASSERT_TRUE(smmu->resume());
}

}  // namespace
}  // namespace faultline::driver
