// SPDX-License-Identifier: Apache-2.0
//
// An interrupt from being taken to being ended, and the one place that decides what the controller
// should do with a line afterwards.
#include "base/check.hpp"
#include "base/text.hpp"
#include "irq/core.hpp"

namespace faultline::irq {

void Core::handle(LineNumber number) {
  Line* line = find(number);
  if (line == nullptr) return reject(number);
  const bool masks_first = line->options_.flow == Flow::level;

  port::Hold hold(line->lock_);
  ++line->statistics_.taken;
  if (masks_first) {
    mask(*line);
    machine_.controller.end_of_interrupt(number);
  }
  if (closed(*line) || line->asking_ != nullptr) {
    hold_back(*line);
  } else {
    deliver(*line);
  }
  if (!masks_first) machine_.controller.end_of_interrupt(number);
  settle(*line);
  tell_waiters(*line);
}

// The handlers must not see it now. A line that is in progress elsewhere stays unmasked: settle()
// there replays an edge.
void Core::hold_back(Line& line) {
  ++line.statistics_.held_back;
  line.pending_ = true;
  if (closed(line)) mask(line);
  emit(trace::Kind::interrupt_left, line.number_, Verdicts{}.bits(), 1);
}

void Core::deliver(Line& line) {
  ++line.statistics_.delivered;
  if (line.one_shot_) mask(line);
  const Verdicts verdicts = ask_all(line);
  account(line, verdicts);
  emit(trace::Kind::interrupt_left, line.number_, verdicts.bits());
}

// Asks every action that is enabled, whatever those before it said: an edge may stand for several
// devices.
Verdicts Core::ask_all(Line& line) {
  line.pending_ = false;
  Verdicts verdicts;
  line.next_to_ask_ = line.actions_.front();
  while (Action* action = line.next_to_ask_) {
    line.next_to_ask_ = action->next;
    action->passed_over_ = action->disabled_;
    if (action->disabled_) continue;
    verdicts.add(ask(line, *action));
  }
  line.statistics_.count(verdicts);
  return verdicts;
}

// The lock is released for the handler, so requests, frees and disables may come meanwhile;
// `asking_` tells them.
Verdict Core::ask(Line& line, Action& action) {
  Verdict verdict = Verdict::wake_thread;
  if (action.has_primary()) {
    line.asking_ = &action;
    line.lock_.unlock();
    emit(trace::Kind::handler_entered, line.number_, 0, 0, action.request_.name);
    verdict = action.request_.primary(line.number_);
    emit(trace::Kind::handler_left, line.number_, static_cast<std::uint64_t>(verdict), 0,
         action.request_.name);
    line.lock_.lock();
    line.asking_ = nullptr;
    tell_waiters(line);
  }
  if (verdict == Verdict::wake_thread) wake(line, action);
  return verdict;
}

void Core::mask(Line& line) {
  if (line.masked_) return;
  machine_.controller.mask(line.number_);
  line.masked_ = true;
}

// Called wherever something that kept the line masked, or an edge from being replayed, may have
// ended.
void Core::settle(Line& line) {
  if (closed(line) || line.asking_ != nullptr) return;
  if (line.pending_) {
    line.pending_ = false;
    if (line.trigger_ == port::Trigger::edge_rising) machine_.controller.retrigger(line.number_);
  }
  const bool threads_hold_it = line.one_shot_ && line.busy_threads_ > 0;
  if (!line.masked_ || threads_hold_it) return;
  line.masked_ = false;
  machine_.controller.unmask(line.number_);
}

// Wired up wrongly, or unmasked by somebody else: without the mask a level would fire for ever.
void Core::reject(LineNumber number) {
  machine_.controller.mask(number);
  machine_.controller.end_of_interrupt(number);
  base::Text<64> text;
  text.add("irq ").add_decimal(number.value).add(": unexpected interrupt, line masked");
  machine_.log.write(port::Severity::error, text.view());
}

}  // namespace faultline::irq
