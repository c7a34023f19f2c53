// SPDX-License-Identifier: Apache-2.0
//
// What the tests of the power core share: a driver that does what the test says, and a bench with
// one device on a manual machine.
#pragma once
#include <gtest/gtest.h>

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "power/device.hpp"
#include "power/testing/manual_machine.hpp"

namespace faultline::power::testing {

constexpr std::uint64_t millisecond = 1'000'000;

// "done", "already", or the error's name.
template <typename T>
std::string_view text(const Result<T, Error>& result) {
  if (!result) return name(result.error());
  if constexpr (std::is_same_v<T, Outcome>) return name(*result);
  if constexpr (std::is_same_v<T, bool>) return *result ? "true" : "false";
  return "done";
}

// Notes its calls in a log, which several drivers may share; fails as often as it is told to.
class Driver final : public RuntimeCallbacks {
 public:
  using Log = std::vector<std::string>;

  Driver() = default;
  Driver(std::string prefix, Log& shared_log) : log_(&shared_log), prefix_(std::move(prefix)) {}

  CallbackResult suspend() override { return answer("suspend", on_suspend, suspend_errors); }
  CallbackResult resume() override { return answer("resume", on_resume, resume_errors); }
  bool has_idle() const override { return idle_present; }
  CallbackResult idle() override { return answer("idle", on_idle, idle_errors); }

  [[nodiscard]] const Log& log() const { return *log_; }
  void forget() { log_->clear(); }

  std::deque<CallbackError> suspend_errors;
  std::deque<CallbackError> resume_errors;
  std::deque<CallbackError> idle_errors;
  std::function<void()> on_suspend;
  std::function<void()> on_resume;
  std::function<void()> on_idle;
  bool idle_present = false;

 private:
  CallbackResult answer(const char* what, const std::function<void()>& hook,
                        std::deque<CallbackError>& errors) {
    log_->push_back(prefix_ + what);
    if (hook) hook();
    if (errors.empty()) return {};
    const CallbackError error = errors.front();
    errors.pop_front();
    return base::error(error);
  }

  Log own_log_;
  Log* log_ = &own_log_;
  std::string prefix_;
};

class Bench : public ::testing::Test {
 protected:
  // Active, enabled, nobody's reference: what a probe leaves.
  static void make_active(Device& device) {
    ASSERT_EQ(text(device.set_active()), "done");
    device.enable();
  }
  void make_active() { make_active(device); }
  // Also autosuspending, busy a moment ago.
  void make_active_with_delay(std::int64_t delay_ns) {
    device.set_autosuspend_delay(delay_ns);
    device.use_autosuspend();
    make_active();
    device.mark_last_busy();
  }
  void make_suspended() { device.enable(); }
  void make_in_error() {
    make_active();
    driver.suspend_errors = {CallbackError::failed};
    ASSERT_EQ(text(device.suspend()), "failed");
    driver.forget();
  }

  ManualMachine machine;
  Driver driver;
  Device device{machine.core, "device", 7, &driver};
};

using Calls = std::vector<std::string>;

}  // namespace faultline::power::testing
