// SPDX-License-Identifier: Apache-2.0
//
// The spurious detector of one line: counts interrupts that nobody serves, and says when the line
// has to be given up. A plain state machine, guarded by the line's lock.
#pragma once
#include <cstdint>

#include "irq/options.hpp"
#include "irq/verdict.hpp"

namespace faultline::irq {

class SpuriousDetector {
 public:
  enum class Outcome : std::uint8_t { handled, unhandled, deferred };

  // What the verdicts of one interrupt amount to. An interrupt that only woke threads says nothing
  // yet: the first of a row is deferred, and each later one counts as handled if a thread has
  // handled something since it was last asked, else as unhandled. `threads_handled` is the line's
  // count of runs of threads that served.
  [[nodiscard]] Outcome judge(Verdicts verdicts, std::uint64_t threads_handled);

  // Counts an interrupt that was handled. True when the line has to be given up: a full window may
  // end with a handled one.
  [[nodiscard]] bool count_handled(const SpuriousOptions& options);
  // Counts one that was not, at `now_ns`. True when the line has to be given up.
  [[nodiscard]] bool count_unhandled(std::uint64_t now_ns, const SpuriousOptions& options);

 private:
  bool count(const SpuriousOptions& options);

  std::uint32_t interrupts_ = 0;  // in this window; stands still while nothing was unhandled
  std::uint32_t unhandled_ = 0;
  std::uint64_t last_unhandled_ns_ = 0;
  bool deferring_ = false;
  std::uint64_t threads_handled_ = 0;  // when it was last asked
};

}  // namespace faultline::irq
