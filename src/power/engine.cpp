// SPDX-License-Identifier: Apache-2.0
//
// The engine: takes the lock, consults the table, applies what the row changes, and does the row's
// step, until there is an answer. The only places where the lock is dropped are the steps: waiting,
// the parent, and the callbacks.
#include <utility>

#include "base/check.hpp"
#include "port/context.hpp"
#include "power/frame.hpp"

namespace faultline::power {

Result<Outcome, Error> Device::Reply::result() const {
  switch (answer) {
    case Answer::done: return Outcome::done;
    case Answer::already: return Outcome::already;
    case Answer::invalid: return base::error(Error::invalid);
    case Answer::disabled: return base::error(Error::disabled);
    case Answer::again: return base::error(Error::again);
    case Answer::busy: return base::error(Error::busy);
    case Answer::in_progress: return base::error(Error::in_progress);
    case Answer::not_permitted: return base::error(Error::not_permitted);
    case Answer::unsupported: return base::error(Error::unsupported);
    case Answer::callback_error: return base::error(error);
    case Answer::none:
    case Answer::yes:
    case Answer::no: break;
  }
  base::check_failed("an answer that is one of a request", __FILE_NAME__, __LINE__);
}

Device::Reply Device::run(Event event, Mode mode) {
  if (mode.async) return run_here(event, mode);
  if (irq_safe_) {
    // A lock that nobody else knows, held across the whole request: it does nothing but keep
    // interrupts off.
    port::SpinLock interrupts_off("power.irq_safe");
    port::Hold hold(interrupts_off);
    return run_here(event, mode);
  }
  // Resuming an active device never sleeps, so that one is looked at where it would.
  if (event != Event::resume) port::may_sleep(name_);
  return run_here(event, mode);
}

Device::Reply Device::run_here(Event event, Mode mode) {
  Frame frame{.event = event, .mode = mode};
  lock_.lock();
  run_locked(frame);
  lock_.unlock();
  leave(frame);
  return frame.reply();
}

void Device::run_locked(Frame& frame) {
  while (!frame.finished) {
    const Row& row = consult(frame.event, status_, observe(frame));
    apply(row.effects, frame);
    step(frame, row);
  }
}

void Device::leave(const Frame& frame) {
  if (frame.after.has(Effect::idle_parent) && parent_) parent_->child_went_idle();
  if (frame.after.has(Effect::idle_suppliers)) idle_suppliers();
  if (frame.parent_held) parent_->put();
}

// Looks only at what some row of this event asks for: each look at a count is an access that others
// can collide with.
FactSet Device::observe(const Frame& frame) {
  const FactSet asked = facts_of(frame.event);
  const Mode& mode = frame.mode;
  FactSet facts;
  const auto add = [&](Fact fact, bool holds) {
    if (holds) facts |= fact;
  };
  add(Fact::unsupported, !core_.runtime_pm_supported);
  add(Fact::error, error_latched_);
  add(Fact::disabled, disable_depth_ > 0);
  add(Fact::was_active, was_active_);
  if (asked.has(Fact::held)) add(Fact::held, usage_.load() > 0);
  if (asked.has(Fact::children)) add(Fact::children, !ignore_children_ && children_.load() > 0);
  add(Fact::resume_deferred, deferred_resume_);
  add(Fact::resume_pending, pending_ == Pending::resume);
  add(Fact::suspend_pending, pending_ == Pending::suspend || pending_ == Pending::autosuspend);
  add(Fact::idling, idling_);
  add(Fact::no_latency, no_latency_);
  if (asked.has(Fact::too_early)) add(Fact::too_early, mode.automatic && expiration() != 0);
  add(Fact::async, mode.async);
  add(Fact::nowait, mode.nowait);
  add(Fact::put, mode.put);
  add(Fact::irq_safe, irq_safe_);
  add(Fact::has_idle, callbacks_ && callbacks_->has_idle());
  add(Fact::parent_unheld, parent_ && !irq_safe_ && !frame.parent_held);
  return facts;
}

void Device::step(Frame& frame, const Row& row) {
  switch (row.step) {
    case Step::answer: return frame.finish(row.answer);
    case Step::wait: return wait_for_change();
    case Step::spin: return spin_for_change();
    case Step::parent: return bring_up_parent(frame);
    case Step::call_idle: return call_idle(frame);
    case Step::call_suspend: return call_suspend(frame);
    case Step::call_resume: return call_resume(frame);
    case Step::then_suspend: frame.event = Event::suspend; return;
    case Step::then_autosuspend:
      frame.event = Event::suspend;
      frame.mode.automatic = true;
      return;
    case Step::then_resume:
      frame.decide(row.answer);
      frame.event = Event::resume;
      frame.mode = {};
      return;
    case Step::then_idle:
      frame.decide(row.answer);
      frame.event = Event::idle;
      frame.mode = {.async = true};
      return;
  }
}

void Device::wait_for_change() {
  const Status before = status_;
  while (status_ == before) changed_.wait(lock_);
}

void Device::spin_for_change() {
  const Status before = status_;
  while (status_ == before) {
    lock_.unlock();
    port::relax();
    lock_.lock();
  }
}

// The parent is referenced before it is resumed, and until this request leaves, so that it cannot
// fall asleep in between.
void Device::bring_up_parent(Frame& frame) {
  lock_.unlock();
  port::may_sleep(name_);
  parent_->get_noresume();
  frame.parent_held = true;
  const bool up = parent_->come_up_for_child();
  lock_.lock();
  if (!up) frame.finish(Answer::busy);
}

void Device::call_idle(Frame& frame) {
  lock_.unlock();
  const CallbackResult result = callbacks_->idle();
  lock_.lock();
  frame.event = result ? Event::idle_agreed : Event::idle_refused;
  if (!result) frame.error = to_error(result.error());
}

void Device::call_suspend(Frame& frame) {
  lock_.unlock();
  const Result<void, Error> result = power_down();
  lock_.lock();
  frame.event = Event::suspend_succeeded;
  if (result) return;
  frame.error = result.error();
  const bool for_good = frame.error == Error::failed;
  frame.event = for_good ? Event::suspend_failed : Event::suspend_put_off;
}

void Device::call_resume(Frame& frame) {
  lock_.unlock();
  const Result<void, Error> result = power_up();
  lock_.lock();
  frame.event = result ? Event::resume_succeeded : Event::resume_failed;
  if (!result) frame.error = result.error();
}

void Device::work_due() {
  Frame frame{.event = Event::idle, .mode = {.nowait = true}};
  lock_.lock();
  work_queued_ = false;
  const Pending request = std::exchange(pending_, Pending::none);
  switch (request) {
    case Pending::none: frame.finished = true; break;
    case Pending::idle: break;
    case Pending::suspend: frame.event = Event::suspend; break;
    case Pending::autosuspend:
      frame.event = Event::suspend;
      frame.mode.automatic = true;
      break;
    case Pending::resume: frame.event = Event::resume; break;
  }
  run_locked(frame);
  lock_.unlock();
  leave(frame);
}

// Hard-interrupt context. The timer may have been cancelled, or moved, when it was too late to stop
// it.
void Device::timer_due() {
  const port::Hold hold(lock_);
  if (timer_expiry_ns_ == 0 || timer_expiry_ns_ > core_.clock.now_ns()) return;
  timer_expiry_ns_ = 0;
  Frame frame{.event = Event::suspend, .mode = {.async = true, .automatic = timer_automatic_}};
  run_locked(frame);
}

}  // namespace faultline::power
