// SPDX-License-Identifier: Apache-2.0
//
// Over real threads: who shares the GPU's SMMU waits for the end of a capture, and no longer.
#include <gtest/gtest.h>

#include <thread>

#include "client/gmu.hpp"
#include "clock.hpp"

namespace faultline::machine::host {
namespace {

using client::Captures;
using client::Gmu;

constexpr std::uint64_t millisecond = 1'000'000;
constexpr client::GmuRequest request{.name = "GPU_SET", .ask = 1, .answer = 2, .give_back = 4};

// A GMU that is starved as long as a fault is being captured.
class StarvedGmu final : public client::GmuHardware {
 public:
  explicit StarvedGmu(Captures& captures) : captures_(captures) {}
  void ring(std::uint32_t) override {}
  std::uint32_t answers() override { return captures_.running() ? 0 : request.answer; }
  void clear_answer(std::uint32_t) override {}

 private:
  Captures& captures_;
};

class CountingLog final : public port::Log {
 public:
  void write(port::Severity, std::string_view) override { ++lines; }
  unsigned lines = 0;
};

TEST(StarvedGmus, AreWaitedForUntilTheCaptureIsOver) {
  HostClock clock;
  Captures captures;
  StarvedGmu hardware(captures);
  CountingLog log;
  Gmu gmu("gmu", {clock, log, hardware, captures});
  captures.begin();
  std::thread capture([&] {
    clock.sleep_ns(4 * Gmu::patience_ns);
    captures.end();
  });
  EXPECT_TRUE(gmu.set(request));
  capture.join();
  EXPECT_EQ(log.lines, 0u);
}

TEST(StarvedGmus, AreGivenUpWhereACaptureHasNoEnd) {
  HostClock clock;
  Captures captures;
  captures.begin();
  const std::uint64_t before_ns = clock.now_ns();
  EXPECT_FALSE(captures.wait_until_over(before_ns + 5 * millisecond));
  EXPECT_GE(clock.now_ns(), before_ns + 5 * millisecond);
  captures.end();
  EXPECT_TRUE(captures.wait_until_over(clock.now_ns()));
}

}  // namespace
}  // namespace faultline::machine::host
