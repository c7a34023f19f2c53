// SPDX-License-Identifier: Apache-2.0
//
// Usage and child counts. They are atomics outside the lock, as in the kernel: taking or dropping a
// reference that is not the last one never waits for the state. Whoever decides on them does so
// under the lock.
#include "base/check.hpp"
#include "power/frame.hpp"

namespace faultline::power {

void Device::add_reference() {
  if (!core_.runtime_pm_supported) return;
  const std::int32_t now = usage_.fetch_add(1) + 1;
  emit(trace::Kind::power_usage, static_cast<std::uint64_t>(now));
}

// Below 0 it is put right again; who looks meanwhile sees a negative count as "not held".
std::optional<std::int32_t> Device::drop_reference() {
  const std::int32_t left = usage_.fetch_sub(1) - 1;
  if (left >= 0) {
    emit(trace::Kind::power_usage, static_cast<std::uint64_t>(left));
    return left;
  }
  usage_.fetch_add(1);
  underflows_.fetch_add(1);
  emit(trace::Kind::power_underflow, 0);
  return std::nullopt;
}

void Device::get_noresume() {
  add_reference();
}

void Device::put_noidle() {
  std::int32_t count = usage_.load();
  while (count > 0 && !usage_.compare_exchange(count, count - 1)) {
  }
  if (count > 0) emit(trace::Kind::power_usage, static_cast<std::uint64_t>(count - 1));
}

Device::Reply Device::drop_and(Event event, Mode mode) {
  mode.put = true;
  if (!core_.runtime_pm_supported) return run(event, mode);
  const auto left = drop_reference();
  if (!left) return {Answer::invalid, {}};
  if (*left > 0) return {Answer::done, {}};
  return run(event, mode);
}

void Device::add_child() {
  children_.fetch_add(1);
}

void Device::drop_child() {
  std::int32_t count = children_.load();
  while (count > 0 && !children_.compare_exchange(count, count - 1)) {
  }
}

// A parent that is disabled, or that ignores its children, need not be up for them.
bool Device::minds_children() {
  const port::Hold hold(lock_);
  return disable_depth_ == 0 && !ignore_children_;
}

bool Device::come_up_for_child() {
  if (!minds_children()) return true;
  run(Event::resume, {});
  return status() == Status::active;
}

void Device::child_went_idle() {
  {
    const port::Hold hold(lock_);
    if (ignore_children_) return;
  }
  run(Event::idle, {.async = true});
}

}  // namespace faultline::power
