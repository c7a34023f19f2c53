// SPDX-License-Identifier: Apache-2.0
//
// The rules of runtime power management as a table: what is asked or has happened, what is so at
// this moment, what then changes, and what comes next. Pure data, and one function that finds the
// row. docs/runtime-pm.md is the same table in words.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "power/vocabulary.hpp"

namespace faultline::power {

// The request that waits for the worker. One at a time; a newer one replaces it.
enum class Pending : std::uint8_t { none, idle, suspend, autosuspend, resume };

enum class Event : std::uint8_t {
  // Somebody asks.
  idle,
  suspend,
  schedule,  // suspend after a delay
  resume,
  get_if_active,
  get_if_in_use,
  // A callback has returned.
  idle_agreed,
  idle_refused,
  suspend_succeeded,
  suspend_put_off,  // busy or again
  suspend_failed,
  resume_succeeded,
  resume_failed,
};
constexpr std::size_t event_count = 13;

// How somebody asks.
struct Mode {
  bool async = false;      // queue it to the worker
  bool nowait = false;     // the worker itself: run callbacks, but do not wait for others
  bool automatic = false;  // no earlier than the autosuspend delay allows
  bool put = false;        // a reference was dropped on the way
};

// What is so, beside the status, when a row is looked for.
enum class Fact : std::uint8_t {
  unsupported,      // the machine has no runtime PM
  error,            // an error is latched
  disabled,         // the disable depth is above 0
  was_active,       // and the device was active when it was disabled
  held,             // the usage count is above 0
  children,         // active children, not ignored
  resume_deferred,  // a resume waits for the suspend under way
  resume_pending,   // the request that waits is a resume
  suspend_pending,  // the request that waits is a suspend or an autosuspend
  idling,           // the idle callback runs
  no_latency,       // a resume latency of 0 is demanded
  too_early,        // automatic, and the autosuspend delay has not passed
  async,
  nowait,
  put,
  irq_safe,
  has_idle,       // there is an idle callback
  parent_unheld,  // there is a parent that this request has not brought up yet (an irq-safe device
                  // keeps it up)
};
constexpr std::size_t fact_count = 18;

template <typename T>
struct Set {
  std::uint32_t bits = 0;
  constexpr Set() = default;
  constexpr Set(T one)
      : bits(std::uint32_t{1} << static_cast<unsigned>(one)) {}  // NOLINT: a fact is a set of one
  [[nodiscard]] constexpr bool has(T one) const { return (bits & Set(one).bits) != 0; }
  [[nodiscard]] constexpr bool has_all(Set other) const {
    return (bits & other.bits) == other.bits;
  }
  [[nodiscard]] constexpr bool has_any(Set other) const { return (bits & other.bits) != 0; }
  [[nodiscard]] constexpr bool empty() const { return bits == 0; }
  constexpr Set& operator|=(Set other) {
    bits |= other.bits;
    return *this;
  }
  friend constexpr Set operator|(Set a, Set b) { return a |= b; }
  friend constexpr bool operator==(Set, Set) = default;
};
using FactSet = Set<Fact>;
using StatusSet = Set<Status>;
using EventSet = Set<Event>;
constexpr FactSet operator|(Fact a, Fact b) {
  return FactSet(a) | FactSet(b);
}
constexpr StatusSet operator|(Status a, Status b) {
  return StatusSet(a) | StatusSet(b);
}
constexpr EventSet operator|(Event a, Event b) {
  return EventSet(a) | EventSet(b);
}

// What a row changes, under the device's lock, in this order.
enum class Effect : std::uint8_t {
  take_reference,
  cancel_request,  // nothing is pending any more
  cancel_timer,
  cancel_timer_unless_auto,  // an autosuspend timer may go on: when due it looks again
  become_active,
  become_resuming,
  become_suspended,
  become_suspending,
  mark_busy,
  count_child,    // the parent has one active child more
  uncount_child,  // and one less
  begin_idling,
  end_idling,
  defer_resume,
  forget_deferred,
  latch_error,
  arm_autosuspend,  // the timer, for the end of the autosuspend delay
  arm_scheduled,    // the timer, for the delay that was asked for
  submit_idle,      // hand the request to the worker
  submit_suspend,   // as autosuspend if automatic
  submit_resume,
  wake_waiters,
  idle_parent,     // once the lock is free
  idle_suppliers,  // once the lock is free
};
constexpr std::size_t effect_count = 24;
using EffectSet = Set<Effect>;
constexpr EffectSet operator|(Effect a, Effect b) {
  return EffectSet(a) | EffectSet(b);
}

// What the engine does after the effects. All but `answer` consult the table again.
enum class Step : std::uint8_t {
  answer,
  wait,       // sleep until status or idling changes, then the same event again
  spin,       // the same for an irq-safe device, without sleeping
  parent,     // bring the parent up, then the same event again; `busy` if it does not come
  call_idle,  // lock dropped around the callback; the event is then what it returned
  call_suspend,
  call_resume,
  then_suspend,      // go on with a suspend, with the mode as it is
  then_autosuspend,  // go on with an automatic suspend
  then_resume,       // go on with a resume in this context; the answer stays this row's
  then_idle,         // go on with an asynchronous idle; the answer stays this row's
};

enum class Answer : std::uint8_t {
  none,  // not decided here
  done,
  already,
  yes,  // of get_if_*
  no,
  invalid,
  disabled,
  again,
  busy,
  in_progress,
  not_permitted,
  unsupported,
  callback_error,  // what the callback, or the supplier, answered
};

struct Row {
  std::string_view name;  // "suspend.held"
  EventSet events;
  StatusSet statuses;  // any of these
  FactSet all;         // all of these
  FactSet none;        // none of these
  EffectSet effects;
  Step step;
  Answer answer;
};

// The rows in order of precedence.
[[nodiscard]] std::span<const Row> table();

// The facts that some row of `event` asks for.
[[nodiscard]] FactSet facts_of(Event event);

// The first row that fits. There is one for every event, status and set of facts (proven by a
// test).
[[nodiscard]] const Row& consult(Event event, Status status, FactSet facts);

}  // namespace faultline::power
