// SPDX-License-Identifier: Apache-2.0
//
// The right process is blamed, or none.
#include "client/processes.hpp"

#include <gtest/gtest.h>

namespace faultline::client {
namespace {

constexpr std::uint32_t SS = 1U << 30;

class FaultsOfProcesses : public ::testing::Test {
 protected:
  FaultsOfProcesses() {
    first.name.add("first");
    for (Process* process : {&first, &second, &third}) processes.add(*process);
  }
  ~FaultsOfProcesses() override {
    for (Process* process : {&first, &second, &third}) processes.remove(*process);
  }
  std::uint32_t culprit(std::uint64_t ttbr0, std::uint32_t contextidr, std::uint64_t far = 0x1000) {
    const auto found = processes.find({.far = far, .ttbr0 = ttbr0, .contextidr = contextidr});
    return found ? found->id : 0;
  }

  Process first{.id = 1, .root = PhysAddr(0x9000), .contextidr = 10};
  Process second{.id = 2, .root = PhysAddr(0xa000), .contextidr = 11};
  Process third{.id = 3, .root = PhysAddr(0xa000), .contextidr = 12};
  Processes processes;
};

TEST_F(FaultsOfProcesses, AreToldApartByTheirTables) {
  EXPECT_EQ(culprit(0x9000, 0), 1u);
  EXPECT_EQ(culprit(0xa000, 0), 2u);
  EXPECT_EQ(culprit(0xb000, 10), 0u);
}

TEST_F(FaultsOfProcesses, AreNotConfusedByTheAsid) {
  EXPECT_EQ(culprit(0xffff'0000'0000'9000, 10), 1u);
}

TEST_F(FaultsOfProcesses, ThatShareTablesAreToldApartByContextidr) {
  EXPECT_EQ(culprit(0xa000, 12), 3u);
  EXPECT_EQ(culprit(0xa000, 11), 2u);
  EXPECT_EQ(culprit(0xa000, 13), 2u);
}

TEST_F(FaultsOfProcesses, AreNobodysInTheKernelsHalf) {
  EXPECT_EQ(culprit(0x9000, 10, 0xffff'0000'0000'1000), 0u);
  EXPECT_EQ(culprit(0x9000, 10, 0x0001'0000'0000'0000), 0u);
  EXPECT_EQ(culprit(0x9000, 10, 0x0000'ffff'ffff'f000), 1u);
}

TEST_F(FaultsOfProcesses, AreNobodysWhenTheProcessHasGone) {
  EXPECT_TRUE(processes.remove(first));
  EXPECT_EQ(culprit(0x9000, 10), 0u);
  EXPECT_FALSE(processes.remove(first));
}

TEST_F(FaultsOfProcesses, AreCertainOnlyWhileTheTransactionWaits) {
  EXPECT_TRUE(processes.find({.ttbr0 = 0x9000, .fsr = SS | 2})->certain);
  EXPECT_FALSE(processes.find({.ttbr0 = 0x9000, .fsr = 2})->certain);
}

}  // namespace
}  // namespace faultline::client
