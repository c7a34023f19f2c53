// SPDX-License-Identifier: Apache-2.0
//
// Taking an action off its line.
#include "base/check.hpp"
#include "irq/core.hpp"
#include "port/context.hpp"

namespace faultline::irq {

void Core::free(Action& action) {
  port::may_sleep("irq free");
  FL_CHECK(action.requested());
  Line& line = *action.line_;
  port::Hold requests(line.requests_);
  {
    port::Hold hold(line.lock_);
    unlink(line, action);
  }
  end_thread(line, action);
  action.line_ = nullptr;
}

// Once off the list its handler is not entered any more, so a storm of the other sharers cannot
// keep it here.
void Core::unlink(Line& line, Action& action) {
  if (line.next_to_ask_ == &action) line.next_to_ask_ = action.next;
  FL_CHECK(line.actions_.remove(action));
  if (!action.disabled_) --line.enabled_actions_;
  if (line.actions_.empty()) stop_line(line);
  while (line.asking_ == &action) sleep_until_told(line);
}

// As it was before the first request.
void Core::stop_line(Line& line) {
  mask(line);
  line.depth_ = 1;
  line.pending_ = false;
  line.suspended_ = false;
  line.given_up_ = false;
}

void Core::end_thread(Line& line, Action& action) {
  if (!action.has_thread()) return;
  {
    port::Hold hold(line.lock_);
    action.leaving_ = true;
    action.woken_.wake_all();
  }
  machine_.executor.join(action.thread_);
}

}  // namespace faultline::irq
