// SPDX-License-Identifier: Apache-2.0
//
// A power domain: a supply shared by the devices in it. On before the first of them resumes, off
// after the last has suspended. While the system goes to sleep run-time suspends no longer cut it;
// it goes off when every attached device has passed suspend_noirq, and comes back before the first
// resume_noirq.
#pragma once
#include <cstdint>

#include "base/result.hpp"
#include "port/lock.hpp"
#include "port/supply.hpp"
#include "power/vocabulary.hpp"

namespace faultline::power {

class Device;

class Domain {
 public:
  // `supply` outlives the domain, which is its only user or one of several. The domain starts off.
  // `name` is static text.
  Domain(const char* name, port::Supply& supply);
  Domain(const Domain&) = delete;
  Domain& operator=(const Domain&) = delete;

  // Puts a device, whose runtime PM is disabled, into the domain and powers it, as before a probe.
  // The device counts as powered until its first runtime suspend, or until sync(). Error `failed`:
  // the supply refused; the device is not attached. An irq-safe device keeps its domain on for as
  // long as it is attached. Thread context.
  [[nodiscard]] Result<void, Error> attach(Device& device);
  // After probe: lets go of a device that is runtime-suspended with runtime PM enabled. Thread
  // context.
  void sync(Device& device);
  // Takes the device, whose runtime PM is disabled, out again; the last one out turns the supply
  // off. Thread context.
  void detach(Device& device);

  [[nodiscard]] bool powered();
  [[nodiscard]] const char* name() const { return name_; }

 private:
  friend class Device;
  friend class SystemSleep;
  // One device's wish. Thread context. `failed`: the supply refused and the wish is not recorded.
  [[nodiscard]] Result<void, Error> want(Device& device);
  void release(Device& device);
  // System sleep, once for each attached device and phase.
  void begin_sleep();
  void sleep_noirq();
  [[nodiscard]] Result<void, Error> wake_noirq();
  void end_sleep();

  [[nodiscard]] Result<void, Error> turn_on() FL_REQUIRES(mutex_);
  void turn_off() FL_REQUIRES(mutex_);

  const char* name_;
  port::Supply& supply_;
  port::Mutex mutex_;
  bool on_ FL_GUARDED_BY(mutex_) = false;
  std::uint32_t attached_ FL_GUARDED_BY(mutex_) = 0;
  std::uint32_t wanted_ FL_GUARDED_BY(mutex_) = 0;  // devices that are, or are about to be, active
  std::uint32_t sleepers_ FL_GUARDED_BY(mutex_) = 0;  // devices between prepare and complete
  std::uint32_t asleep_ FL_GUARDED_BY(mutex_) = 0;    // of those, past suspend_noirq
};

}  // namespace faultline::power
