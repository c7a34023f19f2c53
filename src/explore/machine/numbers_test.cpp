// SPDX-License-Identifier: Apache-2.0
//
// Numbers are those of whoever came first, in this process or in one that it forked.
#include "explore/machine/numbers.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace faultline::explore {
namespace {

TEST(Numbers, AreInTheOrderOfMention) {
  Numbers<4> numbers;
  EXPECT_EQ(numbers.find(70), std::nullopt);
  EXPECT_EQ(numbers.of(70), 0u);
  EXPECT_EQ(numbers.of(50), 1u);
  EXPECT_EQ(numbers.of(70), 0u);
  EXPECT_EQ(numbers.find(50), 1u);
}

TEST(Numbers, AreTheSameInForkedProcesses) {
  Numbers<8> numbers;
  static_cast<void>(numbers.of(70));
  const pid_t child = fork();
  if (child == 0) _exit(static_cast<int>(numbers.of(50)));
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), 1);
  EXPECT_EQ(numbers.find(50), 1u);
  EXPECT_EQ(numbers.of(60), 2u);
}

TEST(Numbers, AreNotMoreThanThereIsRoomFor) {
  Numbers<2> numbers;
  static_cast<void>(numbers.of(70));
  static_cast<void>(numbers.of(50));
  EXPECT_DEATH(static_cast<void>(numbers.of(60)), "number < at_most");
}

}  // namespace
}  // namespace faultline::explore
