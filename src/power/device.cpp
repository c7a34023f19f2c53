// SPDX-License-Identifier: Apache-2.0
//
// The public functions: each is a change of a count, an event and a mode. What then happens is the
// table's business.
#include "power/device.hpp"

#include <tuple>

#include "base/check.hpp"
#include "port/context.hpp"

namespace faultline::power {

Device::Device(const Core& core, const char* name, std::uint32_t number,
               RuntimeCallbacks* callbacks, Device* parent)
    : core_(core),
      name_(name),
      number_(number),
      callbacks_(callbacks),
      parent_(parent),
      lock_(name),
      changed_(name),
      timer_(name, port::Callback::to<&Device::timer_due>(*this)),
      work_(name, port::Callback::to<&Device::work_due>(*this)),
      links_mutex_(name) {}

Device::~Device() {
  core_.executor.cancel_and_wait(timer_);
  core_.executor.cancel_and_wait(work_);
  FL_CHECK(!domain_);
  const port::Hold hold(links_mutex_);
  FL_CHECK(suppliers_.empty());
}

Result<bool, Error> Device::get_if_active() {
  const Answer answer = run(Event::get_if_active, {.async = true}).answer;
  if (answer == Answer::invalid) return base::error(Error::invalid);
  return answer == Answer::yes;
}

Result<bool, Error> Device::get_if_in_use() {
  const Answer answer = run(Event::get_if_in_use, {.async = true}).answer;
  if (answer == Answer::invalid) return base::error(Error::invalid);
  return answer == Answer::yes;
}

Result<Outcome, Error> Device::get_sync() {
  add_reference();
  return resume();
}

Result<void, Error> Device::resume_and_get() {
  const auto result = get_sync();
  if (result) return {};
  put_noidle();
  return base::error(result.error());
}

Result<Outcome, Error> Device::get() {
  add_reference();
  return request_resume();
}

void Device::put() {
  drop_and(Event::idle, {.async = true});
}

void Device::put_autosuspend() {
  mark_last_busy();
  put_autosuspend_unmarked();
}

void Device::put_autosuspend_unmarked() {
  drop_and(Event::suspend, {.async = true, .automatic = true});
}

Result<Outcome, Error> Device::put_sync() {
  return drop_and(Event::idle, {}).result();
}

Result<Outcome, Error> Device::put_sync_suspend() {
  return drop_and(Event::suspend, {}).result();
}

Result<Outcome, Error> Device::put_sync_autosuspend() {
  mark_last_busy();
  return drop_and(Event::suspend, {.automatic = true}).result();
}

Result<Outcome, Error> Device::suspend() {
  return run(Event::suspend, {}).result();
}

Result<Outcome, Error> Device::autosuspend() {
  mark_last_busy();
  return run(Event::suspend, {.automatic = true}).result();
}

Result<Outcome, Error> Device::resume() {
  return run(Event::resume, {}).result();
}

Result<Outcome, Error> Device::idle() {
  return run(Event::idle, {}).result();
}

Result<Outcome, Error> Device::request_idle() {
  return run(Event::idle, {.async = true}).result();
}

Result<Outcome, Error> Device::request_resume() {
  return run(Event::resume, {.async = true}).result();
}

Result<Outcome, Error> Device::request_autosuspend() {
  mark_last_busy();
  return request_autosuspend_unmarked();
}

Result<Outcome, Error> Device::request_autosuspend_unmarked() {
  return run(Event::suspend, {.async = true, .automatic = true}).result();
}

Result<void, Error> Device::set_irq_safe() {
  {
    const port::Hold hold(lock_);
    FL_CHECK(disable_depth_ > 0 && !irq_safe_);
  }
  if (parent_) {
    const auto up = parent_->get_sync();
    if (!up && up.error() != Error::disabled) {
      parent_->put_noidle();
      return base::error(up.error());
    }
  }
  irq_safe_ = true;
  return {};
}

void Device::ignore_children(bool ignore) {
  const port::Hold hold(lock_);
  ignore_children_ = ignore;
}

void Device::demand_no_latency(bool demanded) {
  const port::Hold hold(lock_);
  no_latency_ = demanded;
}

Status Device::status() {
  const port::Hold hold(lock_);
  return status_;
}

bool Device::suspended() {
  const port::Hold hold(lock_);
  return core_.runtime_pm_supported && status_ == Status::suspended && disable_depth_ == 0;
}

bool Device::active() {
  const port::Hold hold(lock_);
  return !core_.runtime_pm_supported || status_ == Status::active || disable_depth_ > 0;
}

bool Device::enabled() {
  const port::Hold hold(lock_);
  return core_.runtime_pm_supported && disable_depth_ == 0;
}

bool Device::error_latched() {
  const port::Hold hold(lock_);
  return error_latched_;
}

Pending Device::pending() {
  const port::Hold hold(lock_);
  return pending_;
}

}  // namespace faultline::power
