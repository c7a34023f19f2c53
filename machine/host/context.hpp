// SPDX-License-Identifier: Apache-2.0
//
// What the host backend knows about the thread that runs: which checks of "may this sleep?" need.
#pragma once

namespace faultline::machine::host {

struct ThreadContext {
  unsigned spin_locks = 0;     // held
  unsigned no_preemption = 0;  // nesting
  unsigned hard_interrupts = 0;
};

[[nodiscard]] ThreadContext& this_thread();

// While one lives, this thread plays a hard interrupt: port::in_hard_interrupt() is true, and it
// must not sleep.
class HardInterrupt {
 public:
  HardInterrupt() { ++this_thread().hard_interrupts; }
  ~HardInterrupt() { --this_thread().hard_interrupts; }
  HardInterrupt(const HardInterrupt&) = delete;
  HardInterrupt& operator=(const HardInterrupt&) = delete;
};

}  // namespace faultline::machine::host
