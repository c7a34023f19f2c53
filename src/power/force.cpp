// SPDX-License-Identifier: Apache-2.0
//
// Suspending and resuming over the heads of the users, for system sleep: the callbacks run with
// runtime PM disabled. Parent and suppliers keep counting a device that was in use, because it will
// be resumed.
#include <utility>

#include "power/frame.hpp"

namespace faultline::power {

Result<void, Error> Device::force_suspend() {
  if (!core_.runtime_pm_supported) return {};
  disable();
  {
    const port::Hold hold(lock_);
    if (status_ == Status::suspended) return {};
  }
  const auto result = call_driver_suspend();
  if (!result) {
    enable();
    return result;
  }
  bool was_in_use = false;
  {
    const port::Hold hold(lock_);
    // One reference is system sleep's own.
    was_in_use = usage_.load() > 1 || (!ignore_children_ && children_.load() > 0);
    needs_force_resume_ = was_in_use;
    if (was_in_use) change_status(Status::suspended);
  }
  return was_in_use ? Result<void, Error>{} : set_suspended();
}

Result<void, Error> Device::force_resume() {
  if (!core_.runtime_pm_supported) return {};
  Result<void, Error> result;
  bool needed = false;
  {
    const port::Hold hold(lock_);
    needed = std::exchange(needs_force_resume_, false);
    if (needed) change_status(Status::active);
  }
  if (needed) {
    result = call_driver_resume();
    if (result) {
      mark_last_busy();
    } else {
      static_cast<void>(set_suspended());  // no parent or supplier can refuse that
    }
  }
  enable();
  return result;
}

}  // namespace faultline::power
