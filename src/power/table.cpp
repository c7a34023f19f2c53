// SPDX-License-Identifier: Apache-2.0
//
// The rules, row by row, in order of precedence: the first row that fits decides. Columns: name,
// event, status, facts that must hold, facts that must not, what changes, what comes next, the
// answer. Where a row takes two lines the first one is its condition.
#include "power/table.hpp"

#include <array>

#include "base/check.hpp"

namespace faultline::power {

namespace {

using enum Event;
using E = Effect;
using F = Fact;
using N = Step;
using A = Answer;

constexpr StatusSet any =
    Status::active | Status::resuming | StatusSet(Status::suspended) | Status::suspending;
constexpr StatusSet active = Status::active;
constexpr StatusSet resuming = Status::resuming;
constexpr StatusSet suspended = Status::suspended;
constexpr StatusSet suspending = Status::suspending;
constexpr StatusSet up = Status::active | Status::resuming;
constexpr StatusSet moving = Status::resuming | Status::suspending;
constexpr StatusSet inactive = moving | StatusSet(Status::suspended);
constexpr EventSet get_if = get_if_active | get_if_in_use;
constexpr EventSet down = idle | suspend | EventSet(schedule);
constexpr EffectSet cancel_all = E::cancel_request | E::cancel_timer;
constexpr EffectSet cancel_but_auto = E::cancel_request | E::cancel_timer_unless_auto;
constexpr EffectSet fell_asleep =
    E::cancel_timer | E::become_suspended | EffectSet(E::uncount_child) | E::wake_waiters;
constexpr EffectSet stayed_awake =
    E::become_active | E::forget_deferred | EffectSet(E::wake_waiters);

constexpr EffectSet woke_up =
    E::become_active | E::mark_busy | EffectSet(E::count_child) | E::wake_waiters;

// clang-format off
constexpr auto rows = std::to_array<Row>({
  // May it go down at all? The same for an idle check, a suspend and a suspend after a while.
  {"down.unsupported",     down, any,        F::unsupported,     {},
     {}, N::answer, A::unsupported},
  {"down.error",           down, any,        F::error,           {},
     {}, N::answer, A::invalid},
  {"down.disabled",        down, any,        F::disabled,        {},
     {}, N::answer, A::disabled},
  {"down.held",            down, any,        F::held,            {},
     {}, N::answer, A::again},
  {"down.children",        down, any,        F::children,        {},
     {}, N::answer, A::busy},
  {"down.resume_deferred", down, suspending, F::resume_deferred, {},
     {}, N::answer, A::again},
  {"down.resume_pending",  down, any,        F::resume_pending,  {},
     {}, N::answer, A::again},
  {"down.no_latency",      down, any,        F::no_latency,      {},
     {}, N::answer, A::not_permitted},

  // Is it idle?
  {"idle.put_suspended",   idle,         suspended, F::put,             {},
     {}, N::answer, A::already},
  {"idle.not_active",      idle,         inactive,  {},                 {},
     {}, N::answer, A::again},
  {"idle.suspend_pending", idle,         active,    F::suspend_pending, {},
     {}, N::answer, A::again},
  {"idle.running",         idle,         active,    F::idling,          {},
     {}, N::answer, A::in_progress},
  {"idle.no_callback",     idle,         active,    {},                 F::has_idle,
     {}, N::then_autosuspend, A::none},
  {"idle.queue",           idle,         active,    F::async,           {},
     E::submit_idle, N::answer, A::done},
  {"idle.ask",             idle,         active,    {},                 {},
     E::cancel_request | E::begin_idling, N::call_idle, A::none},
  {"idle.agreed",          idle_agreed,  any,       {},                 {},
     E::end_idling | E::wake_waiters, N::then_autosuspend, A::none},
  {"idle.refused",         idle_refused, any,       {},                 {},
     E::end_idling | E::wake_waiters, N::answer, A::callback_error},

  // Suspend.
  {"suspend.already",       suspend, suspended,  {},           {},
     {}, N::answer, A::already},
  {"suspend.resuming",      suspend, resuming,   {},           F::async,
     {}, N::answer, A::again},
  {"suspend.too_early",     suspend, up,         F::too_early, {},
     E::cancel_request | E::arm_autosuspend, N::answer, A::done},
  {"suspend.async_moving",  suspend, suspending, F::async,     {},
     {}, N::answer, A::in_progress},
  {"suspend.nowait_moving", suspend, suspending, F::nowait,    {},
     {}, N::answer, A::in_progress},
  {"suspend.spin",          suspend, suspending, F::irq_safe,  {},
     {}, N::spin, A::none},
  {"suspend.wait",          suspend, suspending, {},           {},
     {}, N::wait, A::none},
  {"suspend.queue",         suspend, up,         F::async,     {},
     E::cancel_timer | E::submit_suspend, N::answer, A::done},
  {"suspend.call",          suspend, active,     {},           {},
     cancel_all | E::become_suspending, N::call_suspend, A::none},

  // Suspend after a while: the same conditions now, and again when the timer is due.
  {"schedule.already", schedule, suspended,       {}, {},
     {}, N::answer, A::already},
  {"schedule.arm",     schedule, active | moving, {}, {},
     E::cancel_request | E::arm_scheduled, N::answer, A::done},

  // The suspend callback has returned.
  {"suspend.succeeded_wanted_back", suspend_succeeded, suspending, F::resume_deferred, {},
     fell_asleep | E::forget_deferred, N::then_resume, A::again},
  {"suspend.succeeded_irq_safe",    suspend_succeeded, suspending, F::irq_safe,        {},
     fell_asleep, N::answer, A::done},
  {"suspend.succeeded",             suspend_succeeded, suspending, {},                 {},
     fell_asleep | E::idle_parent | E::idle_suppliers, N::answer, A::done},
  {"suspend.put_off_try_later",     suspend_put_off,   suspending, F::too_early,       {},
     stayed_awake, N::then_suspend, A::none},
  {"suspend.put_off",               suspend_put_off,   suspending, {},                 {},
     stayed_awake | E::cancel_timer, N::answer, A::callback_error},
  {"suspend.failed",                suspend_failed,    suspending, {},                 {},
     stayed_awake | E::cancel_timer | E::latch_error, N::answer, A::callback_error},

  // Resume.
  {"resume.unsupported",     resume, any,        F::unsupported,              {},
     {}, N::answer, A::already},
  {"resume.error",           resume, any,        F::error,                    {},
     {}, N::answer, A::invalid},
  {"resume.disabled_active", resume, active,     F::disabled | F::was_active, {},
     {}, N::answer, A::already},
  {"resume.disabled",        resume, any,        F::disabled,                 {},
     {}, N::answer, A::disabled},
  {"resume.already",         resume, active,     {},                          {},
     cancel_but_auto, N::answer, A::already},
  {"resume.defer",           resume, suspending, F::async,                    {},
     E::defer_resume, N::answer, A::done},
  {"resume.defer_nowait",    resume, suspending, F::nowait,                   {},
     E::defer_resume, N::answer, A::in_progress},
  {"resume.async_moving",    resume, resuming,   F::async,                    {},
     cancel_but_auto, N::answer, A::in_progress},
  {"resume.nowait_moving",   resume, resuming,   F::nowait,                   {},
     cancel_but_auto, N::answer, A::in_progress},
  {"resume.spin",            resume, moving,     F::irq_safe,                 {},
     cancel_but_auto, N::spin, A::none},
  {"resume.wait",            resume, moving,     {},                          {},
     cancel_but_auto, N::wait, A::none},
  {"resume.queue",           resume, suspended,  F::async,                    {},
     E::submit_resume, N::answer, A::done},
  {"resume.parent",          resume, suspended,  F::parent_unheld,            {},
     E::cancel_request, N::parent, A::none},
  {"resume.call",            resume, suspended,  {},                          {},
     E::cancel_request | E::become_resuming, N::call_resume, A::none},

  // The resume callback has returned. Its error is not latched: the next request tries again.
  {"resume.succeeded", resume_succeeded, resuming, {}, {},
     woke_up, N::then_idle, A::done},
  {"resume.failed",    resume_failed,    resuming, {}, {},
     cancel_all | E::become_suspended | E::wake_waiters, N::answer, A::callback_error},

  // An interrupt handler's look. A latched error does not matter here. Without runtime PM every
  // device stays disabled.
  {"get_if.disabled",   get_if,        any,      F::disabled, {},
     {}, N::answer, A::invalid},
  {"get_if.not_active", get_if,        inactive, {},          {},
     {}, N::answer, A::no},
  {"get_if.not_in_use", get_if_in_use, active,   {},          F::held | F::children,
     {}, N::answer, A::no},
  {"get_if.take",       get_if,        active,   {},          {},
     E::take_reference, N::answer, A::yes},
});
// clang-format on

constexpr auto asked = [] {
  std::array<FactSet, event_count> sets{};
  for (const Row& row : rows) {
    for (std::size_t event = 0; event < event_count; ++event) {
      if (row.events.has(static_cast<Event>(event))) sets[event] |= row.all | row.none;
    }
  }
  return sets;
}();

}  // namespace

std::span<const Row> table() {
  return rows;
}

FactSet facts_of(Event event) {
  return asked[static_cast<std::size_t>(event)];
}

const Row& consult(Event event, Status status, FactSet facts) {
  for (const Row& row : rows) {
    if (!row.events.has(event) || !row.statuses.has(status)) continue;
    if (facts.has_all(row.all) && !facts.has_any(row.none)) return row;
  }
  base::check_failed("a row for every case", __FILE_NAME__, __LINE__);
}

}  // namespace faultline::power
