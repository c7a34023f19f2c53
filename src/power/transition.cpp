// SPDX-License-Identifier: Apache-2.0
//
// What happens around a driver's callbacks, with no lock held: suppliers up before its resume, then
// the domain; after its suspend the reverse. An irq-safe device keeps its domain on and its
// suppliers are its own affair, because neither can be changed with interrupts off.
#include "port/context.hpp"
#include "power/domain.hpp"
#include "power/frame.hpp"

namespace faultline::power {

// The suppliers are dropped while the status is still suspending, so that no new resume can have
// taken them again; they are asked to go idle once it is suspended.
Result<void, Error> Device::power_down() {
  FL_TRY(call_driver_suspend());
  if (!irq_safe_) drop_suppliers();
  return {};
}

Result<void, Error> Device::power_up() {
  if (irq_safe_) return call_driver_resume();
  port::may_sleep(name_);
  auto result = take_suppliers();
  if (!result) return result;
  result = call_driver_resume();
  if (result) return {};
  drop_suppliers();
  idle_suppliers();
  return result;
}

Result<void, Error> Device::call_driver_suspend() {
  if (callbacks_) {
    const CallbackResult result = callbacks_->suspend();
    if (!result) return base::error(to_error(result.error()));
  }
  if (domain_ && !irq_safe_) domain_->release(*this);
  return {};
}

Result<void, Error> Device::call_driver_resume() {
  if (domain_ && !irq_safe_) FL_TRY(domain_->want(*this));
  if (!callbacks_) return {};
  const CallbackResult result = callbacks_->resume();
  if (result) return {};
  if (domain_ && !irq_safe_) domain_->release(*this);
  return base::error(to_error(result.error()));
}

}  // namespace faultline::power
