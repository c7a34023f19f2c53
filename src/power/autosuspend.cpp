// SPDX-License-Identifier: Apache-2.0
//
// Autosuspend settings, and suspending after a while. A negative delay with autosuspend in use
// holds a reference.
#include "port/context.hpp"
#include "power/frame.hpp"

namespace faultline::power {

void Device::mark_last_busy() {
  last_busy_ns_.store(core_.clock.now_ns());
}

std::uint64_t Device::autosuspend_expiration() {
  const port::Hold hold(lock_);
  return expiration();
}

bool Device::prevents_suspend() const {
  return use_autosuspend_ && delay_ns_ < 0;
}

void Device::use_autosuspend() {
  change_autosuspend(true, std::nullopt);
}

void Device::dont_use_autosuspend() {
  change_autosuspend(false, std::nullopt);
}

void Device::set_autosuspend_delay(std::int64_t delay_ns) {
  change_autosuspend(std::nullopt, delay_ns);
}

void Device::change_autosuspend(std::optional<bool> use, std::optional<std::int64_t> delay_ns) {
  if (!core_.runtime_pm_supported) return;
  bool prevented = false;
  bool prevents = false;
  {
    const port::Hold hold(lock_);
    prevented = prevents_suspend();
    use_autosuspend_ = use.value_or(use_autosuspend_);
    delay_ns_ = delay_ns.value_or(delay_ns_);
    prevents = prevents_suspend();
    if (prevents && !prevented) add_reference();
    if (prevented && !prevents) drop_reference();
  }
  if (prevents && prevented) return;
  if (prevents) {
    run(Event::resume, {});
  } else {
    run(Event::idle, {.automatic = true});
  }
}

Result<Outcome, Error> Device::schedule_suspend(std::uint64_t delay_ns) {
  if (delay_ns == 0) return run(Event::suspend, {.async = true}).result();
  Frame frame{.event = Event::schedule, .mode = {.async = true}};
  frame.deadline_ns = core_.clock.now_ns() + delay_ns;
  lock_.lock();
  run_locked(frame);
  lock_.unlock();
  return frame.reply().result();
}

}  // namespace faultline::power
