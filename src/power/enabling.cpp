// SPDX-License-Identifier: Apache-2.0
//
// Enabling and disabling, the barrier, and saying by decree what state a device is in.
#include "base/check.hpp"
#include "port/context.hpp"
#include "power/frame.hpp"

namespace faultline::power {

void Device::enable() {
  if (!core_.runtime_pm_supported) return;
  const port::Hold hold(lock_);
  FL_CHECK(disable_depth_ > 0);
  if (--disable_depth_ == 0) was_active_ = false;
}

void Device::disable() {
  if (!core_.runtime_pm_supported) return;
  port::may_sleep(name_);
  Frame frame{.event = Event::resume, .mode = {}};
  lock_.lock();
  // Whoever asked for the resume has something to do, and would never be served afterwards.
  if (disable_depth_ == 0 && pending_ == Pending::resume) {
    add_reference();
    run_locked(frame);
    put_noidle();
  }
  if (disable_depth_++ == 0) {
    barrier_locked();
    was_active_ = status_ == Status::active;
  }
  lock_.unlock();
  leave(frame);
}

void Device::barrier() {
  if (!core_.runtime_pm_supported) return;
  port::may_sleep(name_);
  Frame frame{.event = Event::resume, .mode = {}};
  add_reference();
  lock_.lock();
  if (pending_ == Pending::resume) run_locked(frame);
  barrier_locked();
  lock_.unlock();
  put_noidle();
  leave(frame);
}

void Device::barrier_locked() {
  cancel_timer();
  if (work_queued_) {
    pending_ = Pending::none;
    lock_.unlock();
    core_.executor.cancel_and_wait(work_);
    lock_.lock();
    work_queued_ = false;
    if (pending_ != Pending::none) submit(pending_);  // asked for while the lock was free
  }
  const auto moving = [this]() FL_NO_THREAD_SAFETY_ANALYSIS {  // called with the lock held, below
    return status_ == Status::resuming || status_ == Status::suspending || idling_;
  };
  while (moving()) changed_.wait(lock_);
}

Result<void, Error> Device::set_active() {
  return set_status(Status::active);
}

Result<void, Error> Device::set_suspended() {
  return set_status(Status::suspended);
}

// Runtime PM is disabled meanwhile, also on a device that was enabled with an error latched.
Result<void, Error> Device::set_status(Status status) {
  if (!core_.runtime_pm_supported) return {};
  {
    const port::Hold hold(lock_);
    if (!error_latched_ && disable_depth_ == 0) return base::error(Error::again);
    ++disable_depth_;
  }
  Result<void, Error> result;
  if (status == Status::active) result = take_suppliers();
  if (!result) status = Status::suspended;
  bool left_parent = false;
  {
    const port::Hold hold(lock_);
    const auto moved = move_under_parent(status);
    left_parent = moved && *moved;
    if (moved) {
      change_status(status);
      if (result) error_latched_ = false;
    } else {
      status = Status::suspended;
      result = base::error(moved.error());
    }
  }
  if (left_parent) parent_->child_went_idle();
  if (status == Status::suspended) {
    drop_suppliers();
    idle_suppliers();
  }
  enable();
  return result;
}

// Counts the child in or out. True: it was counted out. Changes nothing on an error.
Result<bool, Error> Device::move_under_parent(Status status) {
  if (!parent_ || status_ == status) return false;
  if (status == Status::suspended) {
    parent_->drop_child();
    return true;
  }
  const port::Hold hold(parent_->lock_);
  const bool must_be_up = parent_->disable_depth_ == 0 && !parent_->ignore_children_;
  if (must_be_up && parent_->status_ != Status::active) return base::error(Error::busy);
  if (status_ == Status::suspended) parent_->add_child();
  return false;
}

}  // namespace faultline::power
