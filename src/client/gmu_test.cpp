// SPDX-License-Identifier: Apache-2.0
//
// The GMU is given time while a fault keeps it waiting, and only then.
#include "client/gmu.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

namespace faultline::client {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::uint64_t millisecond = 1'000'000;
constexpr GmuRequest request{
    .name = "GPU_SET", .ask = 1U << 16, .answer = 1U << 24, .give_back = 1U << 17};

class SleepingClock final : public port::Clock {
 public:
  std::uint64_t now_ns() override { return time_ns; }
  void delay_ns(std::uint64_t duration_ns) override { time_ns += duration_ns; }
  void sleep_ns(std::uint64_t duration_ns) override { time_ns += duration_ns; }
  std::uint64_t time_ns = 1;
};

class FakeGmu final : public GmuHardware {
 public:
  void ring(std::uint32_t bits) override { rung.push_back(bits); }
  std::uint32_t answers() override { return granted() ? request.answer | 1U : 1U; }
  void clear_answer(std::uint32_t bits) override { cleared.push_back(bits); }

  std::function<bool()> granted = [] { return false; };
  std::vector<std::uint32_t> rung;
  std::vector<std::uint32_t> cleared;
};

class RecordingLog final : public port::Log {
 public:
  void write(port::Severity, std::string_view line) override { lines.emplace_back(line); }
  std::vector<std::string> lines;
};

class RequestsToTheGmu : public ::testing::Test {
 protected:
  SleepingClock clock;
  FakeGmu hardware;
  RecordingLog log;
  Captures captures;
  Gmu gmu{"gmu", {clock, log, hardware, captures}};
};

TEST_F(RequestsToTheGmu, AreGrantedWhenItAnswers) {
  hardware.granted = [this] { return clock.time_ns > 9 * millisecond; };
  EXPECT_TRUE(gmu.set(request));
  EXPECT_THAT(hardware.rung, ElementsAre(request.ask));
  EXPECT_THAT(hardware.cleared, ElementsAre(request.answer));
  EXPECT_LT(clock.time_ns, 9 * millisecond + 2 * Gmu::poll_ns);
  EXPECT_THAT(log.lines, IsEmpty());
  gmu.clear(request);
  EXPECT_THAT(hardware.rung, ElementsAre(request.ask, request.give_back));
}

TEST_F(RequestsToTheGmu, ThatAreNeverGrantedEndWithALine) {
  const auto result = gmu.set(request);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error(), GmuError::timed_out);
  EXPECT_THAT(log.lines, ElementsAre("gmu: Timeout waiting for GMU OOB set GPU_SET: 0x1"));
  EXPECT_THAT(hardware.rung, ElementsAre(request.ask, request.give_back));
  EXPECT_GE(clock.time_ns, 2 * Gmu::patience_ns);
  EXPECT_LT(clock.time_ns, 2 * Gmu::patience_ns + 4 * Gmu::poll_ns);
}

TEST_F(RequestsToTheGmu, HaveASecondChanceForAStallThatHasJustEnded) {
  hardware.granted = [this] { return clock.time_ns > 15 * millisecond; };
  EXPECT_TRUE(gmu.set(request));
}

TEST_F(RequestsToTheGmu, AreLookedAtOnceMoreAfterALongSleep) {
  hardware.granted = [this] {
    clock.time_ns += 30 * millisecond;  // somebody else had the CPU
    return clock.time_ns > 100 * millisecond;
  };
  EXPECT_TRUE(gmu.set(request));
}

TEST(CapturesOfFaults, AreOverWhenTheLastIs) {
  Captures captures;
  captures.begin();
  captures.begin();
  captures.end();
  EXPECT_TRUE(captures.running());
  captures.end();
  EXPECT_FALSE(captures.running());
}

}  // namespace
}  // namespace faultline::client
