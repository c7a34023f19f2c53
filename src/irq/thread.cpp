// SPDX-License-Identifier: Apache-2.0
//
// Threaded handlers: waking, coalescing, and letting go of a one-shot line.
#include "base/check.hpp"
#include "irq/core.hpp"

namespace faultline::irq {
namespace {

// A forced thread runs the primary handler too, in its old order.
Verdict run_once(const ActionRequest& request, bool forced, LineNumber line) {
  if (!forced) return request.thread(line);
  const Verdict verdict = request.primary(line);
  if (verdict != Verdict::wake_thread) return verdict;
  FL_CHECK(request.thread);
  return request.thread(line);
}

}  // namespace

void Core::run_thread(Action& action) {
  Line& line = *action.line_;
  line.lock_.lock();
  while (wait_until_wanted(line, action)) {
    line.lock_.unlock();
    emit(trace::Kind::handler_entered, line.number_, 1, 0, action.request_.name);
    const Verdict verdict = run_once(action.request_, action.forced_, line.number_);
    emit(trace::Kind::handler_left, line.number_, static_cast<std::uint64_t>(verdict), 1,
         action.request_.name);
    line.lock_.lock();
    finish(line, action, verdict);
  }
  line.lock_.unlock();
}

// False when the action is being freed. A wake that came before that is still served.
bool Core::wait_until_wanted(Line& line, Action& action) {
  while (!action.wanted_ && !action.leaving_) action.woken_.wait(line.lock_);
  if (!action.wanted_) return false;
  action.wanted_ = false;
  return true;
}

void Core::wake(Line& line, Action& action) {
  FL_CHECK(action.has_thread());
  if (action.wanted_) {
    ++line.statistics_.coalesced;
    return;
  }
  action.wanted_ = true;
  if (!action.busy_) {
    action.busy_ = true;
    ++line.busy_threads_;
  }
  action.woken_.wake_all();
}

// Woken again while it ran: it stays busy, and a one-shot line masked, over the next run too.
void Core::finish(Line& line, Action& action, Verdict verdict) {
  FL_CHECK(verdict != Verdict::wake_thread);
  if (verdict == Verdict::handled) {
    ++line.statistics_.thread_handled;
  } else {
    ++line.statistics_.thread_declined;
  }
  if (action.wanted_) return;
  action.busy_ = false;
  --line.busy_threads_;
  settle(line);
  tell_waiters(line);
}

}  // namespace faultline::irq
