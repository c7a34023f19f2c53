// SPDX-License-Identifier: Apache-2.0
//
// A line on standard error that says how far a search is. It is gone when this is.
#pragma once
#include <chrono>
#include <cstdint>

namespace faultline::cli {

class TimeToGo {
 public:
  // `estimated` executions in all, or 0: nobody knows.
  TimeToGo(double estimated, unsigned workers) : estimated_(estimated), workers_(workers) {}
  TimeToGo(const TimeToGo&) = delete;
  TimeToGo& operator=(const TimeToGo&) = delete;
  ~TimeToGo();

  // A few times a second; more often it does nothing.
  void tell(std::uint64_t executions);

 private:
  using Clock = std::chrono::steady_clock;

  const double estimated_;
  const unsigned workers_;
  const Clock::time_point start_ = Clock::now();
  Clock::time_point last_ = start_;
  std::uint64_t first_ = 0;  // those of a checkpoint are not of our doing
  bool begun_ = false;
  bool told_ = false;
};

}  // namespace faultline::cli
