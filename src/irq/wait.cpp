// SPDX-License-Identifier: Apache-2.0
//
// Waiting until a line is quiet.
#include "irq/core.hpp"
#include "port/context.hpp"

namespace faultline::irq {

// One sleep; may end for nothing.
void Core::sleep_until_told(Line& line) {
  ++line.waiters_;
  line.quiet_.wait(line.lock_);
  --line.waiters_;
}

void Core::tell_waiters(Line& line) {
  if (line.waiters_ > 0) line.quiet_.wake_all();
}

void Core::synchronise_hard(LineNumber number) {
  port::may_sleep("irq synchronise_hard");
  Line& line = existing(number);
  port::Hold hold(line.lock_);
  while (line.asking_ != nullptr) sleep_until_told(line);
}

void Core::synchronise(LineNumber number) {
  port::may_sleep("irq synchronise");
  Line& line = existing(number);
  port::Hold hold(line.lock_);
  wait_all(line);
}

// In this order: a handler that is on its way may wake a thread. An interrupt that the controller
// calls active reaches handle(), which ends it and tells the waiters under the lock, so no wake-up
// is lost.
void Core::wait_all(Line& line) {
  while (line.asking_ != nullptr || machine_.controller.active(line.number_)) {
    sleep_until_told(line);
  }
  while (line.busy_threads_ > 0) sleep_until_told(line);
}

}  // namespace faultline::irq
