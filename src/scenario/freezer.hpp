// SPDX-License-Identifier: Apache-2.0
//
// Before a system sleeps its kernel freezes the tasks: each stops between two steps, so that nobody
// asks a device for something while the devices go down. Hardware is not frozen: transfers that
// were started go on.
#pragma once
#include <cstdint>

#include "port/clock.hpp"

namespace faultline::scenario {

class Freezer {
 public:
  explicit Freezer(port::Clock& clock) : clock_(clock) {}

  // Around the life of each task.
  void enter() { ++running_; }
  void leave() { --running_; }
  // Between two steps: stops here while the system sleeps. Thread context.
  void pause() {
    if (wanted_) wait_ns(0);
  }
  // A wait during which the task may be frozen.
  void wait_ns(std::uint64_t duration_ns) {
    leave();
    if (duration_ns > 0) clock_.sleep_ns(duration_ns);
    while (wanted_) clock_.sleep_ns(poll_ns);
    enter();
  }
  // By one of the tasks: returns when all the others have stopped.
  void freeze_others() {
    pause();
    wanted_ = true;
    while (running_ > 1) clock_.sleep_ns(poll_ns);
  }
  void thaw() { wanted_ = false; }

 private:
  static constexpr std::uint64_t poll_ns = 100'000;

  port::Clock& clock_;
  unsigned running_ = 0;
  bool wanted_ = false;
};

}  // namespace faultline::scenario
