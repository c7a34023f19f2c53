// SPDX-License-Identifier: Apache-2.0
//
// Cooperative threads: who is ready, and the change to it. Real-time threads go first; among equals
// everybody has a turn. A thread that waits is not ready before what it watches has changed, so
// that a waiting real-time thread starves nobody.
#include "base/check.hpp"
#include "clock.hpp"
#include "executor.hpp"
#include "port/context.hpp"

extern "C" {
void faultline_aarch64_switch(faultline::machine::aarch64::SavedRegisters* from,
                              const faultline::machine::aarch64::SavedRegisters* to);
void faultline_aarch64_begin();
}

namespace faultline::machine::aarch64 {

namespace {

constexpr std::size_t min_stack_bytes = 1024;

bool is_ready(const Strand& strand, std::uint64_t now_ns) {
  if (!strand.is_worker && !strand.thread) return false;  // free
  if (strand.finished) return false;
  if (!strand.watched && strand.deadline_ns == 0) return true;
  if (strand.watched && strand.watched->load() != strand.seen) return true;
  return strand.deadline_ns != 0 && now_ns >= strand.deadline_ns;
}

bool is_realtime(const Strand& strand) {
  return strand.thread && strand.thread->priority == port::Priority::realtime;
}

}  // namespace

Executor::Executor(std::span<Strand> strands, std::size_t worker_count) : strands_(strands) {
  FL_CHECK(worker_count <= strands.size());
  for (std::size_t i = 0; i < worker_count; ++i) {
    strands_[i].is_worker = true;
    prepare(strands_[i], [](void* self) { static_cast<Executor*>(self)->run_work(); });
  }
  main_.is_worker = true;  // never free, never started
  this_cpu().executor = this;
}

// The first switch to `strand` calls `body`: with the executor for a worker, with the strand for a
// thread.
void Executor::prepare(Strand& strand, void (*body)(void*)) {
  FL_CHECK(strand.stack && strand.size_bytes >= min_stack_bytes);
  const auto top = reinterpret_cast<std::uintptr_t>(strand.stack) + strand.size_bytes;
  void* argument = &strand;
  if (strand.is_worker) argument = this;
  strand.registers = {};
  strand.registers.callee_saved[0] = reinterpret_cast<std::uintptr_t>(body);
  strand.registers.callee_saved[1] = reinterpret_cast<std::uintptr_t>(argument);
  strand.registers.return_to = reinterpret_cast<std::uintptr_t>(&faultline_aarch64_begin);
  strand.registers.stack_pointer = top & ~std::uintptr_t{15};
}

Result<void, port::ThreadError> Executor::start(port::Thread& thread) {
  for (Strand& strand : strands_) {
    if (strand.is_worker || strand.thread) continue;
    strand.thread = &thread;
    strand.finished = false;
    strand.watched = nullptr;
    strand.deadline_ns = 0;
    prepare(strand, run_strand);
    thread.handle = &strand;
    return {};
  }
  return base::error(port::ThreadError::exhausted);
}

// The life of a thread. It is never switched to again: its stack is free once it has been joined.
void Executor::run_strand(void* strand) {
  auto& self = *static_cast<Strand*>(strand);
  self.thread->callback();
  Executor& executor = *this_cpu().executor;
  self.finished = true;
  executor.finished_.wake_all();
  executor.schedule();
}

void Executor::join(port::Thread& thread) {
  port::may_sleep(thread.name);
  auto* strand = static_cast<Strand*>(thread.handle);
  FL_CHECK(strand != nullptr && strand->thread == &thread);
  {
    const port::Hold hold(lock_);
    while (!strand->finished) finished_.wait(lock_);
  }
  strand->thread = nullptr;
  thread.handle = nullptr;
}

bool Executor::watch(const port::Atomic<unsigned>& watched, unsigned seen,
                     std::uint64_t deadline_ns) {
  running_->watched = &watched;
  running_->seen = seen;
  running_->deadline_ns = deadline_ns;
  schedule();
  running_->watched = nullptr;
  running_->deadline_ns = 0;
  return watched.load() != seen;
}

void Executor::sleep_until(std::uint64_t deadline_ns) {
  running_->deadline_ns = deadline_ns;
  schedule();
  running_->deadline_ns = 0;
}

// Goes round until nobody but the caller is ready. Each turn costs a look at every strand.
void Executor::poll() {
  port::may_sleep("poll");
  run_timers();
  while (Strand* next = ready_strand(count_ns(), false)) {
    switch_to(*next);
    run_timers();
  }
}

// Returns when the running strand is ready itself and it is its turn.
void Executor::schedule() {
  for (;;) {
    run_timers();
    Strand* next = ready_strand(count_ns(), true);
    if (next == running_) return;
    if (next) return switch_to(*next);
    port::relax();
  }
}

// The next ready strand after the last one, real-time ones first; the caller's own only if it
// `may_stay`. Null when there is none.
Strand* Executor::ready_strand(std::uint64_t now_ns, bool may_stay) {
  const std::size_t count = strands_.size() + 1;
  Strand* normal = nullptr;
  std::size_t normal_turn = turn_;
  for (std::size_t i = 1; i <= count; ++i) {
    const std::size_t at = (turn_ + i) % count;
    Strand& strand = at < strands_.size() ? strands_[at] : main_;
    if (!is_ready(strand, now_ns)) continue;
    if (&strand == running_ && !may_stay) continue;
    if (is_realtime(strand)) {
      turn_ = at;
      return &strand;
    }
    if (!normal) {
      normal = &strand;
      normal_turn = at;
    }
  }
  turn_ = normal_turn;
  return normal;
}

void Executor::switch_to(Strand& next) {
  Strand& last = *running_;
  running_ = &next;
  faultline_aarch64_switch(&last.registers, &next.registers);
}

}  // namespace faultline::machine::aarch64
