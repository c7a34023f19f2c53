// SPDX-License-Identifier: Apache-2.0
//
// Accounting an interrupt, giving up a line that nobody serves, and trying it from a timer from
// then on.
#include "base/text.hpp"
#include "irq/core.hpp"

namespace faultline::irq {

void Core::account(Line& line, Verdicts verdicts) {
  const SpuriousOptions& options = options_.spurious;
  if (!options.enabled || line.actions_.empty()) return;  // all freed while they were asked
  using Outcome = SpuriousDetector::Outcome;
  bool hopeless = false;
  switch (line.spurious_.judge(verdicts, line.statistics_.thread_handled)) {
    case Outcome::deferred: break;
    case Outcome::handled: hopeless = line.spurious_.count_handled(options); break;
    case Outcome::unhandled:
      hopeless = line.spurious_.count_unhandled(machine_.clock.now_ns(), options);
      break;
  }
  if (hopeless) give_up(line);
}

void Core::give_up(Line& line) {
  report(line);
  ++line.statistics_.given_up;
  line.given_up_ = true;
  disable_locked(line);
  emit(trace::Kind::line_disabled, line.number_, 0);
  machine_.executor.arm(poll_timer_, machine_.clock.now_ns() + options_.spurious.poll_period_ns);
}

// Another sharer came: perhaps it is the one that was missing.
void Core::revive(Line& line) {
  if (!line.given_up_) return;
  line.given_up_ = false;
  enable_locked(line);
}

void Core::report(Line& line) {
  base::Text<160> text;
  if (may_report()) {
    text.add("irq ").add_decimal(line.number_.value);
    text.add(": nobody cared (try booting with the \"irqpoll\" option)");
    machine_.log.write(port::Severity::error, text.view());
    machine_.log.write(port::Severity::error, "handlers:");
    for (const Action& action : line.actions_) {
      text.clear();
      text.add(action.request_.name).add(action.has_thread() ? " threaded" : "");
      machine_.log.write(port::Severity::error, text.view());
    }
  }
  text.clear();
  text.add("Disabling IRQ #").add_decimal(line.number_.value);
  machine_.log.write(port::Severity::error, text.view());
}

bool Core::may_report() {
  std::uint32_t left = reports_left_.load();
  while (left > 0) {
    if (reports_left_.compare_exchange(left, left - 1)) return true;
  }
  return false;
}

void Core::poll() {
  bool any_left = false;
  for (Line& line : lines_) {
    if (poll_line(line)) any_left = true;
  }
  if (!any_left) return;
  machine_.executor.arm(poll_timer_, machine_.clock.now_ns() + options_.spurious.poll_period_ns);
}

// True while the line is given up. Only handlers that expect calls for others' interrupts, the
// shared ones, are tried.
bool Core::poll_line(Line& line) {
  port::Hold hold(line.lock_);
  if (!line.given_up_) return false;
  const bool shared = line.actions_.front()->request_.shared;
  if (shared && line.asking_ == nullptr) {
    ++line.statistics_.polled;
    ask_all(line);
    settle(line);
  }
  return line.given_up_;
}

}  // namespace faultline::irq
