// SPDX-License-Identifier: Apache-2.0
//
// A timer that looks, and work that recovers. Either may be on its way already when somebody
// pauses: whoever gets the lock next goes by the state.
#include "client/hangcheck.hpp"

#include "base/check.hpp"
#include "base/text.hpp"

namespace faultline::client {

void Hangcheck::submitted(std::uint64_t submit) {
  port::Hold hold(lock_);
  FL_CHECK(submit > submitted_);
  submitted_ = submit;
  if (state_ == State::idle && pauses_ == 0) watch();
}

bool Hangcheck::pause() {
  port::Hold hold(lock_);
  if (state_ == State::recovering) return false;
  ++pauses_;
  state_ = State::idle;
  machine_.executor.cancel(timer_);
  machine_.executor.cancel(work_);
  return true;
}

void Hangcheck::resume() {
  port::Hold hold(lock_);
  FL_CHECK(pauses_ > 0);
  if (--pauses_ == 0 && !all_finished()) watch();
}

void Hangcheck::stop() {
  {
    port::Hold hold(lock_);
    stopped_ = true;
    if (state_ != State::recovering) state_ = State::idle;
  }
  machine_.executor.cancel_and_wait(timer_);
  machine_.executor.cancel_and_wait(work_);
}

Hangcheck::Counts Hangcheck::counts() {
  port::Hold hold(lock_);
  return counts_;
}

bool Hangcheck::all_finished() {
  return machine_.gpu.finished() >= submitted_;
}

void Hangcheck::watch() {
  seen_finished_ = machine_.gpu.finished();
  seen_progress_ = machine_.gpu.progress();
  retries_ = 0;
  arm();
}

void Hangcheck::arm() {
  state_ = State::idle;
  if (stopped_) return;
  state_ = State::watching;
  look_at_ns_ = machine_.clock.now_ns() + period_ns;
  machine_.executor.arm(timer_, look_at_ns_);
}

void Hangcheck::due() {
  port::Hold hold(lock_);
  // Too early: paused and resumed while this waited for the lock, and the timer is armed anew.
  if (state_ != State::watching || machine_.clock.now_ns() < look_at_ns_) return;
  ++counts_.looks;
  switch (judge()) {
    case Next::nothing: state_ = State::idle; break;
    case Next::look_again: arm(); break;
    case Next::recover:
      state_ = State::hung;
      machine_.executor.queue(work_);
      break;
  }
}

// Finishing a submit is life, whatever became of the last one. Without it, getting on is enough for
// a few periods, and waiting for a fault's verdict as long as it takes.
Hangcheck::Next Hangcheck::judge() {
  if (all_finished()) return Next::nothing;
  const std::uint64_t finished = machine_.gpu.finished();
  const std::uint64_t progress = machine_.gpu.progress();
  const bool finishes = finished != seen_finished_;
  const bool gets_on = progress != seen_progress_ && retries_ < retry_limit;
  seen_finished_ = finished;
  seen_progress_ = progress;
  retries_ = finishes ? 0 : retries_ + 1;
  if (finishes || gets_on) return Next::look_again;
  if (!machine_.gpu.stalled_on_fault()) return Next::recover;
  ++counts_.put_off;
  retries_ = 0;
  return Next::look_again;
}

// The submit that hangs, or nothing when it came to its end after all.
std::optional<std::uint64_t> Hangcheck::begin_recovery() {
  port::Hold hold(lock_);
  if (state_ != State::hung) return std::nullopt;
  if (all_finished()) {
    state_ = State::idle;
    return std::nullopt;
  }
  state_ = State::recovering;
  ++counts_.recoveries;
  return machine_.gpu.finished() + 1;
}

void Hangcheck::recover() {
  const std::optional<std::uint64_t> hung = begin_recovery();
  if (!hung) return;
  base::Text<120> line;
  line.add(name_).add(": hung in submit ").add_decimal(*hung).add(", recovering");
  machine_.log.write(port::Severity::error, line.view());
  machine_.gpu.recover(*hung);
  port::Hold hold(lock_);
  state_ = State::idle;
  if (!all_finished()) watch();
}

}  // namespace faultline::client
