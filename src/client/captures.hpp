// SPDX-License-Identifier: Apache-2.0
//
// Whether a stalled fault is being looked at. Meanwhile a transaction waits inside the SMMU, and
// whoever shares it (the GMU, which answers for the GPU's power) may be late through no fault of
// its own: its driver waits here before it gives up.
#pragma once
#include <cstdint>

#include "port/lock.hpp"
#include "port/wait.hpp"

namespace faultline::client {

class Captures {
 public:
  Captures() = default;
  Captures(const Captures&) = delete;
  Captures& operator=(const Captures&) = delete;

  // One more capture, or one less; they nest. Any context.
  void begin() FL_EXCLUDES(lock_);
  void end() FL_EXCLUDES(lock_);
  [[nodiscard]] bool running() FL_EXCLUDES(lock_);
  // Sleeps until none runs, or until `deadline_ns` of the machine's clock: false then. Thread
  // context, and not from within a capture.
  [[nodiscard]] bool wait_until_over(std::uint64_t deadline_ns) FL_EXCLUDES(lock_);

 private:
  port::SpinLock lock_{"gpu captures"};
  port::WaitQueue over_{"gpu captures"};
  std::uint32_t running_ FL_GUARDED_BY(lock_) = 0;
};

}  // namespace faultline::client
