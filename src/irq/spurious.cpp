// SPDX-License-Identifier: Apache-2.0
//
// Counting what nobody serves.
#include "irq/spurious.hpp"

#include <utility>

namespace faultline::irq {

SpuriousDetector::Outcome SpuriousDetector::judge(Verdicts verdicts,
                                                  std::uint64_t threads_handled) {
  if (!verdicts.has(Verdict::wake_thread)) {
    return verdicts.has(Verdict::handled) ? Outcome::handled : Outcome::unhandled;
  }
  if (verdicts.has(Verdict::handled)) {
    deferring_ = false;
    return Outcome::handled;
  }
  if (!std::exchange(deferring_, true)) return Outcome::deferred;
  const bool served = std::exchange(threads_handled_, threads_handled) != threads_handled;
  return served ? Outcome::handled : Outcome::unhandled;
}

bool SpuriousDetector::count_handled(const SpuriousOptions& options) {
  return count(options);
}

bool SpuriousDetector::count_unhandled(std::uint64_t now_ns, const SpuriousOptions& options) {
  const bool lonely = now_ns - last_unhandled_ns_ > options.window_ns;
  unhandled_ = lonely ? 1 : unhandled_ + 1;
  last_unhandled_ns_ = now_ns;
  return count(options);
}

bool SpuriousDetector::count(const SpuriousOptions& options) {
  if (unhandled_ == 0) return false;
  ++interrupts_;
  if (interrupts_ < options.interrupts) return false;
  interrupts_ = 0;
  return std::exchange(unhandled_, 0) > options.unhandled;
}

}  // namespace faultline::irq
