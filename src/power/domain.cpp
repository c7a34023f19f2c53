// SPDX-License-Identifier: Apache-2.0
//
// When a power domain's supply is on: while a device wants it, and while the system goes to sleep
// until the last device has.
#include "power/domain.hpp"

#include "base/check.hpp"
#include "power/device.hpp"

namespace faultline::power {

Domain::Domain(const char* name, port::Supply& supply)
    : name_(name), supply_(supply), mutex_(name) {}

Result<void, Error> Domain::attach(Device& device) {
  FL_CHECK(!device.domain_);
  FL_TRY(want(device));
  device.domain_ = this;
  const port::Hold hold(mutex_);
  ++attached_;
  return {};
}

void Domain::sync(Device& device) {
  FL_CHECK(device.domain_ == this);
  if (device.suspended()) release(device);
}

void Domain::detach(Device& device) {
  FL_CHECK(device.domain_ == this);
  {
    const port::Hold hold(mutex_);
    --attached_;
  }
  release(device);
  device.domain_ = nullptr;
}

bool Domain::powered() {
  const port::Hold hold(mutex_);
  return on_;
}

Result<void, Error> Domain::want(Device& device) {
  const port::Hold hold(mutex_);
  if (device.wanted_) return {};
  FL_TRY(turn_on());
  device.wanted_ = true;
  ++wanted_;
  return {};
}

void Domain::release(Device& device) {
  const port::Hold hold(mutex_);
  if (!device.wanted_) return;
  device.wanted_ = false;
  --wanted_;
  if (wanted_ == 0 && sleepers_ == 0) turn_off();
}

void Domain::begin_sleep() {
  const port::Hold hold(mutex_);
  ++sleepers_;
}

void Domain::sleep_noirq() {
  const port::Hold hold(mutex_);
  if (++asleep_ == attached_) turn_off();
}

Result<void, Error> Domain::wake_noirq() {
  const port::Hold hold(mutex_);
  --asleep_;
  return turn_on();
}

void Domain::end_sleep() {
  const port::Hold hold(mutex_);
  if (--sleepers_ == 0 && wanted_ == 0) turn_off();
}

Result<void, Error> Domain::turn_on() {
  if (on_) return {};
  if (!supply_.enable()) return base::error(Error::failed);
  on_ = true;
  return {};
}

void Domain::turn_off() {
  if (!on_) return;
  supply_.disable();
  on_ = false;
}

}  // namespace faultline::power
