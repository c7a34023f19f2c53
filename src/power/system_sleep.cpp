// SPDX-License-Identifier: Apache-2.0
//
// The sequence of system sleep. Each phase down has its counterpart up; an error runs the
// counterparts of everything that was done.
#include "power/system_sleep.hpp"

#include "base/check.hpp"
#include "power/device.hpp"
#include "power/domain.hpp"

namespace faultline::power {

namespace {

constexpr SleepPhase before(SleepPhase phase) {
  return static_cast<SleepPhase>(static_cast<unsigned>(phase) - 1);
}

constexpr SleepPhase counterpart(SleepPhase phase) {
  switch (phase) {
    case SleepPhase::prepare: return SleepPhase::complete;
    case SleepPhase::suspend: return SleepPhase::resume;
    case SleepPhase::suspend_late: return SleepPhase::resume_early;
    case SleepPhase::suspend_noirq: return SleepPhase::resume_noirq;
    default: return SleepPhase::none;
  }
}

constexpr SleepPhase way_down[] = {SleepPhase::prepare, SleepPhase::suspend,
                                   SleepPhase::suspend_late, SleepPhase::suspend_noirq};

Result<void, Error> call(SleepCallbacks* callbacks, CallbackResult (SleepCallbacks::*method)()) {
  if (!callbacks) return {};
  const CallbackResult result = (callbacks->*method)();
  if (result) return {};
  return base::error(to_error(result.error()));
}

}  // namespace

SystemSleep::SystemSleep(const Core& core, SleepInterrupts* interrupts)
    : core_(core), interrupts_(interrupts) {}

void SystemSleep::add(Sleeper& sleeper) {
  FL_CHECK(phase_ == SleepPhase::none);
  sleepers_.push_back(sleeper);
}

void SystemSleep::remove(Sleeper& sleeper) {
  FL_CHECK(phase_ == SleepPhase::none);
  FL_CHECK(sleepers_.remove(sleeper));
}

Result<void, SleepFailure> SystemSleep::suspend() {
  FL_CHECK(phase_ == SleepPhase::none);
  failure_ = {};
  if (!core_.runtime_pm_supported) {
    return base::error(SleepFailure{.error = Error::unsupported});
  }
  put_in_order();
  for (const SleepPhase phase : way_down) {
    phase_ = phase;
    if (phase == SleepPhase::suspend_noirq && interrupts_) interrupts_->suspend_interrupts();
    if (all_down(phase)) continue;
    const SleepFailure refusal = failure_;
    wake(phase);
    return base::error(refusal);
  }
  return {};
}

Result<void, SleepFailure> SystemSleep::resume() {
  FL_CHECK(phase_ == SleepPhase::suspend_noirq);
  failure_ = {};
  wake(SleepPhase::suspend_noirq);
  if (failure_.device) return base::error(failure_);
  return {};
}

void SystemSleep::wake(SleepPhase deepest) {
  for (SleepPhase phase = deepest; phase != SleepPhase::none; phase = before(phase)) {
    phase_ = counterpart(phase);
    all_up(phase);
    if (phase == SleepPhase::suspend_noirq && interrupts_) interrupts_->resume_interrupts();
  }
  phase_ = SleepPhase::none;
}

// Preparing goes from parents to children, completing back; everything between the other way round.
Result<void, Error> SystemSleep::all_down(SleepPhase phase) {
  const bool children_first = phase != SleepPhase::prepare;
  Result<void, Error> result;
  if (children_first) reverse();
  for (Sleeper& sleeper : sleepers_) {
    result = go_down(phase, sleeper);
    if (!result) {
      note(phase, sleeper.device, result.error());
      break;
    }
    sleeper.depth = phase;
  }
  if (children_first) reverse();
  return result;
}

void SystemSleep::all_up(SleepPhase phase) {
  const bool children_first = phase == SleepPhase::prepare;
  if (children_first) reverse();
  for (Sleeper& sleeper : sleepers_) {
    if (sleeper.depth != phase) continue;
    const auto result = go_up(phase, sleeper);
    if (!result) note(counterpart(phase), sleeper.device, result.error());
    sleeper.depth = before(phase);
  }
  if (children_first) reverse();
}

// On an error the core's own share of the step is undone.
Result<void, Error> SystemSleep::go_down(SleepPhase phase, Sleeper& sleeper) {
  Device& device = sleeper.device;
  Result<void, Error> result;
  if (phase == SleepPhase::prepare) {
    device.get_noresume();
    if (device.domain_) device.domain_->begin_sleep();
    result = call(sleeper.callbacks, &SleepCallbacks::prepare);
    if (!result) {
      if (device.domain_) device.domain_->end_sleep();
      device.put();
    }
  } else if (phase == SleepPhase::suspend) {
    device.barrier();
    result = call(sleeper.callbacks, &SleepCallbacks::suspend);
  } else if (phase == SleepPhase::suspend_late) {
    device.disable();
    result = call(sleeper.callbacks, &SleepCallbacks::suspend_late);
    if (!result) device.enable();
  } else {
    result = call(sleeper.callbacks, &SleepCallbacks::suspend_noirq);
    if (result && device.domain_) device.domain_->sleep_noirq();
  }
  return result;
}

// The counterpart of `phase`.
Result<void, Error> SystemSleep::go_up(SleepPhase phase, Sleeper& sleeper) {
  Device& device = sleeper.device;
  Result<void, Error> result;
  if (phase == SleepPhase::suspend_noirq) {
    if (device.domain_) result = device.domain_->wake_noirq();
    const auto called = call(sleeper.callbacks, &SleepCallbacks::resume_noirq);
    if (result) result = called;
  } else if (phase == SleepPhase::suspend_late) {
    result = call(sleeper.callbacks, &SleepCallbacks::resume_early);
    device.enable();
  } else if (phase == SleepPhase::suspend) {
    result = call(sleeper.callbacks, &SleepCallbacks::resume);
  } else {
    if (sleeper.callbacks) sleeper.callbacks->complete();
    if (device.domain_) device.domain_->end_sleep();
    device.put();
  }
  return result;
}

void SystemSleep::note(SleepPhase phase, Device& device, Error error) {
  if (failure_.device) return;
  failure_ = {.phase = phase, .device = &device, .error = error};
}

void SystemSleep::reverse() {
  base::IntrusiveList<Sleeper> reversed;
  while (Sleeper* sleeper = sleepers_.pop_front()) reversed.push_front(*sleeper);
  sleepers_ = reversed;
}

// Takes again and again the first one that depends on none of those left. There is one, because
// links make no circles.
void SystemSleep::put_in_order() {
  base::IntrusiveList<Sleeper> ordered;
  const auto free = [this](Sleeper& sleeper) {
    for (Sleeper& other : sleepers_) {
      if (sleeper.device.depends_on(other.device)) return false;
    }
    return true;
  };
  while (!sleepers_.empty()) {
    Sleeper* next = nullptr;
    for (Sleeper& sleeper : sleepers_) {
      if (!free(sleeper)) continue;
      next = &sleeper;
      break;
    }
    FL_CHECK(next != nullptr);
    FL_CHECK(sleepers_.remove(*next));
    ordered.push_back(*next);
  }
  sleepers_ = ordered;
}

}  // namespace faultline::power
