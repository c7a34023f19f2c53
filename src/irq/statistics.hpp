// SPDX-License-Identifier: Apache-2.0
//
// What a line has seen since the core was made. For reports and tests: nothing decides on these
// counts.
#pragma once
#include <cstdint>

#include "irq/verdict.hpp"

namespace faultline::irq {

struct Statistics {
  std::uint64_t taken = 0;      // interrupts that the machine brought: delivered + held_back
  std::uint64_t delivered = 0;  // its handlers were asked
  std::uint64_t held_back = 0;  // came while the line, or all its actions, were disabled, without
                                // an action, or in progress on another CPU
  // How often the handlers were asked, polls included: asked = handled + declined + deferred.
  std::uint64_t asked = 0;
  std::uint64_t handled = 0;   // at least one primary handler served it
  std::uint64_t declined = 0;  // every primary handler said "not mine"
  std::uint64_t deferred =
      0;                     // only threads were woken: their verdict counts at the next interrupt
  std::uint64_t polled = 0;  // asked by the poll timer of a line that was given up
  std::uint64_t thread_handled = 0;   // runs of threads that served
  std::uint64_t thread_declined = 0;  // runs of threads that did not
  std::uint64_t coalesced = 0;        // wakes of a thread that was woken already
  std::uint64_t given_up = 0;         // times that the spurious detector disabled it

  constexpr void count(Verdicts verdicts) {
    if (verdicts.none()) {
      ++declined;
    } else if (verdicts.has(Verdict::handled)) {
      ++handled;
    } else {
      ++deferred;
    }
  }
};

// One entry of a line's list of handlers.
struct HandlerInfo {
  const char* name = "";
  bool primary = false;
  bool threaded = false;
  bool disabled = false;
};

}  // namespace faultline::irq
