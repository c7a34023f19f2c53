// SPDX-License-Identifier: Apache-2.0
//
// What the rows of the table change, one function a group, all under the device's lock.
#include "power/frame.hpp"

namespace faultline::power {

void Device::apply(EffectSet effects, Frame& frame) {
  if (effects.has(Effect::take_reference)) add_reference();
  if (effects.has(Effect::cancel_request)) pending_ = Pending::none;
  if (effects.has(Effect::cancel_timer)) cancel_timer();
  if (effects.has(Effect::cancel_timer_unless_auto) && !timer_automatic_) cancel_timer();
  if (effects.has(Effect::become_active)) change_status(Status::active);
  if (effects.has(Effect::become_resuming)) change_status(Status::resuming);
  if (effects.has(Effect::become_suspended)) change_status(Status::suspended);
  if (effects.has(Effect::become_suspending)) change_status(Status::suspending);
  if (effects.has(Effect::mark_busy)) mark_last_busy();
  if (effects.has(Effect::count_child) && parent_) parent_->add_child();
  if (effects.has(Effect::uncount_child) && parent_) parent_->drop_child();
  if (effects.has(Effect::begin_idling)) idling_ = true;
  if (effects.has(Effect::end_idling)) idling_ = false;
  if (effects.has(Effect::defer_resume)) deferred_resume_ = true;
  if (effects.has(Effect::forget_deferred)) deferred_resume_ = false;
  if (effects.has(Effect::latch_error)) error_latched_ = true;
  apply_requests(effects, frame);
}

void Device::apply_requests(EffectSet effects, Frame& frame) {
  if (effects.has(Effect::arm_autosuspend)) arm_for_autosuspend();
  if (effects.has(Effect::arm_scheduled)) arm_timer(frame.deadline_ns, false);
  if (effects.has(Effect::submit_idle)) submit(Pending::idle);
  if (effects.has(Effect::submit_suspend)) {
    submit(frame.mode.automatic ? Pending::autosuspend : Pending::suspend);
  }
  if (effects.has(Effect::submit_resume)) submit(Pending::resume);
  if (effects.has(Effect::wake_waiters)) changed_.wake_all();
  if (effects.has(Effect::idle_parent)) frame.after |= Effect::idle_parent;
  if (effects.has(Effect::idle_suppliers)) frame.after |= Effect::idle_suppliers;
}

void Device::change_status(Status status) {
  status_ = status;
  emit(trace::Kind::power_status, static_cast<std::uint64_t>(status));
}

// A callback of the timer that runs at this moment finds that nothing is armed.
void Device::cancel_timer() {
  if (timer_expiry_ns_ == 0) return;
  timer_expiry_ns_ = 0;
  core_.executor.cancel(timer_);
}

void Device::arm_timer(std::uint64_t deadline_ns, bool automatic) {
  timer_expiry_ns_ = deadline_ns;
  timer_automatic_ = automatic;
  core_.executor.arm(timer_, deadline_ns);
}

// A timer that comes earlier is left alone: when due it looks again, and is armed anew.
void Device::arm_for_autosuspend() {
  const std::uint64_t deadline_ns = expiration();
  if (deadline_ns == 0) return submit(Pending::autosuspend);  // it passed since the row was found
  const bool comes_early_enough = timer_expiry_ns_ != 0 && timer_expiry_ns_ <= deadline_ns;
  if (comes_early_enough) {
    timer_automatic_ = true;
  } else {
    arm_timer(deadline_ns, true);
  }
}

void Device::submit(Pending request) {
  pending_ = request;
  if (work_queued_) return;
  work_queued_ = true;
  core_.executor.queue(work_);
}

// 0: autosuspend may come now.
std::uint64_t Device::expiration() {
  if (!use_autosuspend_ || delay_ns_ < 0) return 0;
  const std::uint64_t expiry_ns = last_busy_ns_.load() + static_cast<std::uint64_t>(delay_ns_);
  return expiry_ns > core_.clock.now_ns() ? expiry_ns : 0;
}

void Device::emit(trace::Kind kind, std::uint64_t value) {
  core_.sink.record(
      {.kind = kind, .device = number_, .subject = number_, .value = value, .text = name_});
}

}  // namespace faultline::power
