// SPDX-License-Identifier: Apache-2.0
//
// Every state that a device can get into: starting from suspended, all requests in all modes,
// callbacks, the timer and the worker are tried in every state found, until none is new. What the
// table leaves unsaid because it cannot happen is proven here.
#include <gtest/gtest.h>

#include <compare>
#include <set>
#include <string>
#include <vector>

#include "power/table.hpp"

namespace faultline::power {
namespace {

struct State {
  Status status = Status::suspended;
  Pending pending = Pending::none;
  bool timer = false;
  bool timer_automatic = false;
  bool deferred = false;
  bool idling = false;
  friend auto operator<=>(const State&, const State&) = default;
};

constexpr Fact outside[] = {Fact::held,     Fact::children, Fact::no_latency,   Fact::too_early,
                            Fact::irq_safe, Fact::has_idle, Fact::parent_unheld};

class States {
 public:
  States() {
    add({});
    add({.status = Status::active});  // set_active
    while (!fresh_.empty()) {
      const State state = fresh_.back();
      fresh_.pop_back();
      try_everything(state);
    }
  }
  const std::set<State>& reached() const { return reached_; }

 private:
  void add(const State& state) {
    if (reached_.insert(state).second) fresh_.push_back(state);
  }

  void try_everything(const State& state) {
    for (const bool automatic : {false, true}) {
      for (const Mode mode :
           {Mode{}, Mode{.async = true}, Mode{.nowait = true}, Mode{.put = true}}) {
        Mode full = mode;
        full.automatic = automatic;
        for (const Event event : {Event::idle, Event::suspend, Event::schedule, Event::resume}) {
          take(state, event, full);
        }
      }
    }
    callbacks_return(state);
    timer_and_worker(state);
  }

  void callbacks_return(const State& state) {
    std::vector<Event> events;
    if (state.idling) events = {Event::idle_agreed, Event::idle_refused};
    if (state.status == Status::suspending) {
      events.insert(events.end(),
                    {Event::suspend_succeeded, Event::suspend_put_off, Event::suspend_failed});
    }
    if (state.status == Status::resuming) {
      events.insert(events.end(), {Event::resume_succeeded, Event::resume_failed});
    }
    for (const Event event : events) {
      for (const bool automatic : {false, true}) {
        take(state, event, {.automatic = automatic});
        take(state, event, {.nowait = true, .automatic = automatic});
      }
    }
  }

  void timer_and_worker(State state) {
    if (state.timer) {
      State due = state;
      due.timer = false;
      take(due, Event::suspend, {.async = true, .automatic = state.timer_automatic});
    }
    if (state.pending == Pending::none) return;
    const Pending request = state.pending;
    state.pending = Pending::none;
    const Event event = request == Pending::idle     ? Event::idle
                        : request == Pending::resume ? Event::resume
                                                     : Event::suspend;
    take(state, event, {.nowait = true, .automatic = request == Pending::autosuspend});
  }

  // The event with every combination of facts that do not depend on the device's state.
  void take(const State& state, Event event, Mode mode) {
    constexpr unsigned count = sizeof outside / sizeof outside[0];
    for (unsigned bits = 0; bits < (1u << count); ++bits) {
      FactSet facts;
      for (unsigned i = 0; i < count; ++i) {
        if ((bits >> i & 1) != 0) facts |= outside[i];
      }
      if (facts.has(Fact::too_early) && !mode.automatic) continue;
      follow(state, event, mode, facts);
    }
  }

  void follow(State state, Event event, Mode mode, FactSet facts) {
    for (int steps = 0; steps < 10; ++steps) {  // more of them would be a table that never answers
      const Row& row = consult(event, state.status, observe(state, mode, facts));
      apply(state, row.effects, mode);
      switch (row.step) {
        case Step::then_suspend: event = Event::suspend; break;
        case Step::then_autosuspend:
          event = Event::suspend;
          mode.automatic = true;
          break;
        case Step::then_resume:
          event = Event::resume;
          mode = {};
          break;
        case Step::then_idle:
          event = Event::idle;
          mode = {.async = true};
          break;
        default:
          return add(state);  // answered, or inside a callback, or waiting: all others may come now
      }
    }
    ADD_FAILURE() << "no answer";
  }

  static FactSet observe(const State& state, Mode mode, FactSet facts) {
    if (state.deferred) facts |= Fact::resume_deferred;
    if (state.pending == Pending::resume) facts |= Fact::resume_pending;
    if (state.pending == Pending::suspend || state.pending == Pending::autosuspend) {
      facts |= Fact::suspend_pending;
    }
    if (state.idling) facts |= Fact::idling;
    if (mode.async) facts |= Fact::async;
    if (mode.nowait) facts |= Fact::nowait;
    if (mode.put) facts |= Fact::put;
    return facts;
  }

  static void apply(State& state, EffectSet effects, Mode mode) {
    const auto when = [&](Effect effect, auto change) {
      if (effects.has(effect)) change();
    };
    when(Effect::cancel_request, [&] { state.pending = Pending::none; });
    when(Effect::cancel_timer, [&] { state.timer = false; });
    when(Effect::cancel_timer_unless_auto, [&] { state.timer &= state.timer_automatic; });
    when(Effect::become_active, [&] { state.status = Status::active; });
    when(Effect::become_resuming, [&] { state.status = Status::resuming; });
    when(Effect::become_suspended, [&] { state.status = Status::suspended; });
    when(Effect::become_suspending, [&] { state.status = Status::suspending; });
    when(Effect::begin_idling, [&] { state.idling = true; });
    when(Effect::end_idling, [&] { state.idling = false; });
    when(Effect::defer_resume, [&] { state.deferred = true; });
    when(Effect::forget_deferred, [&] { state.deferred = false; });
    when(Effect::arm_autosuspend, [&] { state.timer = state.timer_automatic = true; });
    when(Effect::arm_scheduled, [&] {
      state.timer = true;
      state.timer_automatic = false;
    });
    when(Effect::submit_idle, [&] { state.pending = Pending::idle; });
    when(Effect::submit_resume, [&] { state.pending = Pending::resume; });
    when(Effect::submit_suspend,
         [&] { state.pending = mode.automatic ? Pending::autosuspend : Pending::suspend; });
    if (!state.timer) state.timer_automatic = false;
  }

  std::set<State> reached_;
  std::vector<State> fresh_;
};

class ReachableStates : public ::testing::Test {
 protected:
  static const std::set<State>& all() {
    static const States states;
    return states.reached();
  }
};

TEST_F(ReachableStates, CoverEveryStatusAndRequest) {
  std::set<Status> statuses;
  std::set<Pending> requests;
  for (const State& state : all()) {
    statuses.insert(state.status);
    requests.insert(state.pending);
  }
  EXPECT_EQ(statuses.size(), 4u);
  EXPECT_EQ(requests.size(), 5u);
}

// So a suspend has nothing to cancel when it is over, but a timer.
TEST_F(ReachableStates, NothingIsPendingWhileSuspending) {
  for (const State& state : all()) {
    EXPECT_TRUE(state.status != Status::suspending || state.pending == Pending::none);
  }
}

TEST_F(ReachableStates, ResumeIsDeferredOnlyWhileSuspending) {
  for (const State& state : all()) {
    EXPECT_TRUE(!state.deferred || state.status == Status::suspending);
  }
}

// So a resume that begins has no timer to cancel.
TEST_F(ReachableStates, NothingButAResumeIsPendingWhileSuspended) {
  for (const State& state : all()) {
    if (state.status != Status::suspended) continue;
    EXPECT_FALSE(state.timer);
    EXPECT_TRUE(state.pending == Pending::none || state.pending == Pending::resume);
  }
}

}  // namespace
}  // namespace faultline::power
