// SPDX-License-Identifier: Apache-2.0
//
// Disabling and enabling, a line by depth or one of its actions, and the whole machine's system
// sleep, which is one more depth on every line.
#include "base/check.hpp"
#include "irq/core.hpp"
#include "port/context.hpp"

namespace faultline::irq {

void Core::disable_nosync(LineNumber number) {
  Line& line = existing(number);
  port::Hold hold(line.lock_);
  disable_locked(line);
}

void Core::disable(LineNumber number) {
  port::may_sleep("irq disable");
  Line& line = existing(number);
  port::Hold hold(line.lock_);
  disable_locked(line);
  wait_all(line);
}

void Core::enable(LineNumber number) {
  Line& line = existing(number);
  port::Hold hold(line.lock_);
  FL_CHECK(!line.actions_.empty());
  FL_CHECK(line.depth_ > (line.suspended_ ? 1U : 0U));
  enable_locked(line);
}

void Core::disable_nosync(Action& action) {
  FL_CHECK(action.requested());
  Line& line = *action.line_;
  port::Hold hold(line.lock_);
  FL_CHECK(!action.disabled_);
  action.disabled_ = true;
  --line.enabled_actions_;
  if (line.options_.unlazy && closed(line)) mask(line);
}

void Core::enable(Action& action) {
  FL_CHECK(action.requested());
  Line& line = *action.line_;
  port::Hold hold(line.lock_);
  FL_CHECK(action.disabled_);
  action.disabled_ = false;
  ++line.enabled_actions_;
  if (action.passed_over_) line.pending_ = true;
  action.passed_over_ = false;
  settle(line);
}

// Whether no handler may be asked.
bool Core::closed(const Line& line) {
  return line.depth_ > 0 || line.enabled_actions_ == 0;
}

void Core::replay(LineNumber number) {
  Line* line = find(number);
  if (!line) return;
  port::Hold hold(line->lock_);
  if (line->actions_.empty()) return;
  line->pending_ = true;
  settle(*line);
}

void Core::disable_locked(Line& line) {
  FL_CHECK(!line.actions_.empty());
  ++line.depth_;
  if (line.options_.unlazy) mask(line);
}

void Core::enable_locked(Line& line) {
  --line.depth_;
  if (line.depth_ > 0) return;
  line.given_up_ = false;
  settle(line);
}

void Core::suspend_all() {
  port::may_sleep("irq suspend_all");
  for (Line& line : lines_) {
    port::Hold hold(line.lock_);
    if (line.actions_.empty()) continue;
    FL_CHECK(!line.suspended_);
    line.suspended_ = true;
    disable_locked(line);
    mask(line);
    wait_all(line);
  }
}

void Core::resume_all() {
  port::may_sleep("irq resume_all");
  for (Line& line : lines_) {
    port::Hold hold(line.lock_);
    if (!line.suspended_) continue;
    line.suspended_ = false;
    enable_locked(line);
  }
}

}  // namespace faultline::irq
