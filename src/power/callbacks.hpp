// SPDX-License-Identifier: Apache-2.0
//
// What a driver gives to the power core: how its device is put to sleep and woken, at run time
// (RuntimeCallbacks) and when the whole system sleeps (SleepCallbacks). A driver may well call its
// own runtime functions from its sleep functions; the core does not do it for it, except through
// Device::force_suspend and force_resume.
#pragma once
#include "base/result.hpp"
#include "power/vocabulary.hpp"

namespace faultline::power {

using CallbackResult = Result<void, CallbackError>;

// Called one at a time for a device, with none of the core's locks held. Thread context and may
// sleep; for a device that is irq-safe instead with interrupts off, in whatever context the request
// was made, and must not sleep.
class RuntimeCallbacks {
 public:
  // Status is suspending: the device still has everything that it needs. Success means that it may
  // be cut off. busy and again leave it active and may be tried again; failed is latched (see
  // Device).
  [[nodiscard]] virtual CallbackResult suspend() = 0;
  // Status is resuming: domain, parent and suppliers are up. Any error leaves the device suspended;
  // none is latched.
  [[nodiscard]] virtual CallbackResult resume() = 0;
  // Whether idle() is to be asked at all. Without it an idle device goes on to autosuspend at once.
  // Any context; constant.
  [[nodiscard]] virtual bool has_idle() const { return false; }
  // The usage count fell to zero. Success: go on and autosuspend. Any error: stay as you are; never
  // latched.
  [[nodiscard]] virtual CallbackResult idle() { return {}; }

 protected:
  ~RuntimeCallbacks() = default;
};

// Called by SystemSleep, thread context, may sleep. On the way down consumers and children come
// before suppliers and parents, on the way up after them. An error on the way down wakes the system
// again; on the way up it is reported, and the rest goes on.
class SleepCallbacks {
 public:
  [[nodiscard]] virtual CallbackResult prepare() { return {}; }
  [[nodiscard]] virtual CallbackResult suspend() {
    return {};
  }  // runtime PM still enabled, a reference is held
  [[nodiscard]] virtual CallbackResult suspend_late() { return {}; }  // runtime PM disabled
  [[nodiscard]] virtual CallbackResult suspend_noirq() {
    return {};
  }  // no interrupt handler runs any more
  [[nodiscard]] virtual CallbackResult resume_noirq() { return {}; }
  [[nodiscard]] virtual CallbackResult resume_early() {
    return {};
  }  // runtime PM is enabled right after it
  [[nodiscard]] virtual CallbackResult resume() { return {}; }
  virtual void complete() {}

 protected:
  ~SleepCallbacks() = default;
};

}  // namespace faultline::power
