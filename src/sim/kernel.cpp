// SPDX-License-Identifier: Apache-2.0
//
// The main loop: list what can happen, let the scheduler pick, do it.
#include "sim/kernel.hpp"

#include <algorithm>

#include "sim/interrupt_controller.hpp"
#include "sim/store_buffers.hpp"

namespace faultline::sim {

namespace {
thread_local Kernel* current_kernel = nullptr;
}  // namespace

Kernel::Kernel(unsigned cpu_count, Scheduler& scheduler, const Costs& costs)
    : cpu_count_(cpu_count), scheduler_(scheduler), costs_(costs), recorder_(*this) {
  FL_CHECK(cpu_count >= 1 && cpu_count <= cpus_at_most);
}

Kernel::~Kernel() = default;

Kernel* Kernel::current() {
  return current_kernel;
}

void Kernel::set_limits(std::uint64_t time_ns, std::uint64_t steps) {
  time_limit_ns_ = time_ns;
  step_limit_ = steps;
}

Stop Kernel::run() {
  stopping_ = false;
  Candidates candidates;
  while (!stopping_) {
    candidates.clear();
    collect(candidates);
    if (candidates.empty()) return Stop::quiet;
    if (steps_ >= step_limit_) return Stop::step_limit;
    const std::size_t picked = scheduler_.pick({candidates.begin(), candidates.size()});
    const Candidate& candidate = candidates[picked];
    if (candidate.ready_at_ns > time_limit_ns_) return Stop::time_limit;
    now_ns_ = std::max(now_ns_, candidate.ready_at_ns);
    quiet_until_ns_ = scheduler_.in_virtual_time() ? earliest_other(candidates, picked) : 0;
    ++steps_;
    perform(candidate);
  }
  return Stop::finished;
}

void Kernel::reset() {
  for (auto& context : contexts_) context->state = ContextState::unused;
  cpus_ = {};
  timers_ = {};
  now_ns_ = steps_ = turns_ = 0;
}

std::uint64_t Kernel::earliest_other(const Candidates& candidates, std::size_t picked) const {
  std::uint64_t earliest = time_limit_ns_;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    if (i != picked) earliest = std::min(earliest, candidates[i].ready_at_ns);
  }
  for (const auto& context :
       contexts_) {  // one that wakes later may preempt the one that is picked
    if (context->state == ContextState::ready && context->ready_at_ns > now_ns_) {
      earliest = std::min(earliest, context->ready_at_ns);
    }
  }
  return earliest;
}

void Kernel::collect(Candidates& candidates) {
  const auto add = [&](const Candidate& candidate) { FL_CHECK(candidates.push_back(candidate)); };
  for (unsigned cpu = 0; cpu < cpu_count_; ++cpu) {
    collect_cpu(static_cast<std::uint8_t>(cpu), candidates);
  }
  for (auto& context : contexts_) {
    if (context->state == ContextState::ready && context->kind == ContextKind::agent) {
      add({.kind = Candidate::Kind::step,
           .cpu = no_cpu,
           .ready_at_ns = std::max(now_ns_, context->ready_at_ns),
           .context = context.get()});
    }
    if (context->state == ContextState::blocked && context->deadline_ns != 0) {
      add({.kind = Candidate::Kind::timeout,
           .cpu = context->cpu,
           .ready_at_ns = std::max(now_ns_, context->deadline_ns),
           .context = context.get()});
    }
  }
  for (EventSource& source : sources_) {
    const std::uint64_t due = source.due_ns();
    if (due != EventSource::never) {
      add({.kind = Candidate::Kind::event,
           .cpu = no_cpu,
           .ready_at_ns = std::max(now_ns_, due),
           .source = &source});
    }
  }
}

// What CPU `number` could do: take an interrupt, run a timer's callback, or go on with a thread.
void Kernel::collect_cpu(std::uint8_t number, Candidates& candidates) {
  const auto add = [&](const Candidate& candidate) { FL_CHECK(candidates.push_back(candidate)); };
  Cpu& cpu = cpus_[number];
  Context* next = next_on(number);
  if (next) {
    add({.kind = Candidate::Kind::step,
         .cpu = number,
         .ready_at_ns = std::max(now_ns_, next->ready_at_ns),
         .context = next});
  }
  const bool masked = cpu.interrupt || (cpu.thread && cpu.thread->spin_locks > 0);
  if (masked) return;
  if (controller_) controller_->collect(number, candidates);
  if (number != 0) return;  // the first CPU runs the timers
  for (port::Timer& timer : timers_) {
    if (timer.running) continue;
    add({.kind = Candidate::Kind::timer,
         .cpu = number,
         .ready_at_ns = std::max(now_ns_, timer.deadline_ns),
         .timer = &timer});
  }
}

// The context that would step on this CPU: its interrupt, else the thread that nothing may preempt,
// else the best ready one.
Context* Kernel::next_on(std::uint8_t number) {
  Cpu& cpu = cpus_[number];
  if (cpu.interrupt) {
    return cpu.interrupt->state == ContextState::ready ? cpu.interrupt : nullptr;
  }
  Context* now = cpu.thread;
  if (now && now->state == ContextState::spinning) return nullptr;
  if (now && now->state == ContextState::ready && (now->spin_locks > 0 || now->no_preemption > 0)) {
    return now;
  }
  if (now && now->state != ContextState::ready) now = nullptr;
  for (auto& context : contexts_) {
    if (context->state != ContextState::ready || context->kind != ContextKind::thread ||
        context->cpu != number || context.get() == now) {
      continue;
    }
    if (!now || goes_first(*context, *now, now == cpu.thread)) now = context.get();
  }
  return now;
}

// Whether `context` has the CPU before `now` goes on, which `runs` there or only waits as well. One
// that is not awake by then has not.
bool Kernel::goes_first(const Context& context, const Context& now, bool runs) const {
  const std::uint64_t start_ns = std::max(now_ns_, context.ready_at_ns);
  const std::uint64_t other_ns = std::max(now_ns_, now.ready_at_ns);
  if (start_ns > other_ns) return false;
  if (runs) return context.priority > now.priority;
  if (start_ns < other_ns || context.priority != now.priority) {
    return start_ns < other_ns || context.priority > now.priority;
  }
  return context.turn < now.turn;
}

void Kernel::perform(const Candidate& candidate) {
  switch (candidate.kind) {
    case Candidate::Kind::step: resume(*candidate.context); break;
    case Candidate::Kind::interrupt:
    case Candidate::Kind::timer: take_interrupt(candidate); break;
    case Candidate::Kind::timeout:
      pass_time(candidate.context->deadline_ns);
      candidate.context->timed_out = true;
      wake(*candidate.context);
      break;
    case Candidate::Kind::event: candidate.source->happen(); break;
  }
}

void Kernel::take_interrupt(const Candidate& candidate) {
  Context& context = take_context();
  context.kind = ContextKind::interrupt;
  context.cpu = candidate.cpu;
  context.priority = port::Priority::realtime;
  if (candidate.kind == Candidate::Kind::timer) {
    pass_time(candidate.timer->deadline_ns);
    set_timer(*candidate.timer, false, true);
    context.name = candidate.timer->name;
    context.origin = candidate.timer;
    context.body = {[](void* object) {
                      auto& timer = *static_cast<port::Timer*>(object);
                      timer.callback();
                      Kernel& kernel = *current_kernel;
                      kernel.set_timer(timer, timer.armed, false);
                      if (!timer.armed) kernel.timers_.remove(timer);
                    },
                    candidate.timer};
  } else {
    context.name = controller_->acknowledge(candidate.line, candidate.cpu);
    context.origin = controller_->place(candidate.line);
    context.body = controller_->entry(candidate.line);
  }
  set_interrupt(candidate.cpu, &context);
  resume(context);
}

void Kernel::resume(Context& context) {
  if (context.kind == ContextKind::thread && cpus_[context.cpu].thread != &context) {
    cpus_[context.cpu].thread = &context;
    running_ = &context;
    recorder_.record(
        {.kind = trace::Kind::context_switched, .subject = context.number, .text = context.name});
  }
  running_ = &context;
  context.turn = ++turns_;
  Kernel* outer = current_kernel;
  current_kernel = this;
  context.fiber.resume();
  current_kernel = outer;
  running_ = nullptr;
  if (context.fiber.finished()) retire(context);
}

void Kernel::retire(Context& context) {
  FL_CHECK(context.spin_locks == 0);
  const bool thread = context.kind == ContextKind::thread;
  context.state = touches_ && thread ? ContextState::gone : ContextState::unused;
  if (context.kind == ContextKind::agent) return;
  Cpu& cpu = cpus_[context.cpu];
  if (cpu.interrupt == &context) {
    set_interrupt(context.cpu, nullptr);
    if (cpu.thread) cpu.thread->ready_at_ns = std::max(cpu.thread->ready_at_ns, now_ns_);
  } else if (cpu.thread == &context) {
    cpu.thread = nullptr;
  }
}

Context& Kernel::take_context() {
  Context* free = nullptr;
  for (auto& context : contexts_) {
    if (context->state == ContextState::unused) {
      free = context.get();
      break;
    }
  }
  if (!free) {
    FL_CHECK(contexts_.size() < contexts_at_most);
    contexts_.push_back(std::make_unique<Context>(stacks_));
    free = contexts_.back().get();
    free->number = static_cast<std::uint16_t>(contexts_.size() - 1);
  }
  free->state = ContextState::ready;
  free->ready_at_ns = now_ns_;
  free->deadline_ns = 0;
  free->spin_locks = free->no_preemption = 0;
  free->timed_out = free->idle_wait = free->sleeps = false;
  free->action = {};
  free->until_clear = nullptr;
  free->waits_for = nullptr;
  free->next = nullptr;
  free->fiber.start(&Kernel::enter, free);
  return *free;
}

void Kernel::enter(void* object) {
  static_cast<Context*>(object)->body();
}

Context& Kernel::spawn(ContextKind kind, const char* name, std::uint8_t cpu,
                       port::Priority priority, port::Callback body) {
  FL_CHECK(kind == ContextKind::agent || cpu < cpu_count_);
  Context& context = take_context();
  context.kind = kind;
  context.name = name;
  context.cpu = kind == ContextKind::agent ? no_cpu : cpu;
  context.priority = priority;
  context.body = body;
  disturb();
  return context;
}

const char* Kernel::context_name(std::uint16_t number) const {
  return number < contexts_.size() ? contexts_[number]->name : "machine";
}

std::vector<const Context*> Kernel::stuck() const {
  std::vector<const Context*> waiting;
  for (const auto& context : contexts_) {
    // An interrupt's thread sleeps on a queue that has its own name until it is wanted
    // (irq/action.cpp): nobody else does, since nobody waits for himself.
    const bool parked = context->idle_wait || context->waits_for == context->name;
    const bool locked_out =
        context->state == ContextState::ready && context->until_clear && *context->until_clear;
    const bool waits = context->state == ContextState::spinning || locked_out ||
                       (context->state == ContextState::blocked && !parked);
    if (waits) waiting.push_back(context.get());
  }
  return waiting;
}

void Kernel::spend(std::uint64_t duration_ns) {
  come_to(duration_ns, {});
}

void Kernel::come_to(std::uint64_t duration_ns, const Action& action, const bool* until_clear) {
  if (stores_ && !action.overtakes) stores_->settle();
  Context& self = *running_;
  if (touches_) {
    self.action = action;
    self.until_clear = until_clear;
    self.fiber.suspend();
    self.until_clear = nullptr;
    return;
  }
  self.ready_at_ns = now_ns_ + duration_ns;
  if (self.ready_at_ns < quiet_until_ns_) {
    now_ns_ = self.ready_at_ns;
    return;
  }
  self.fiber.suspend();
}

bool Kernel::block(const char* what, std::uint64_t deadline_ns) {
  Context& self = *running_;
  self.state = ContextState::blocked;
  self.waits_for = what;
  self.deadline_ns = deadline_ns;
  self.timed_out = false;
  if (touches_) touches_->change(&self, 0, has_end(self) ? 2 : 1);
  self.fiber.suspend();
  self.waits_for = nullptr;
  self.deadline_ns = 0;
  return !self.timed_out;
}

void Kernel::sleep(std::uint64_t deadline_ns) {
  running_->sleeps = true;
  block("sleep", deadline_ns);
  running_->sleeps = false;
}

void Kernel::spin(const char* what) {
  Context& self = *running_;
  self.state = ContextState::spinning;
  self.waits_for = what;
  self.fiber.suspend();
  self.waits_for = nullptr;
}

void Kernel::wake(Context& context, std::uint64_t delay_ns) {
  if (context.state != ContextState::blocked && context.state != ContextState::spinning) {
    if (touches_) touches_->read(&context);
    return;
  }
  if (touches_) touches_->change(&context, has_end(context) ? 2 : 1, 0);
  context.state = ContextState::ready;
  context.ready_at_ns = now_ns_ + delay_ns;
  disturb();
}

void Kernel::arm(port::Timer& timer, std::uint64_t deadline_ns) {
  if (!timer.armed && !timer.running) timers_.push_back(timer);
  set_timer(timer, true, timer.running);
  timer.deadline_ns = deadline_ns;
  disturb();
}

bool Kernel::cancel(port::Timer& timer) {
  const bool was_armed = timer.armed;
  set_timer(timer, false, timer.running);
  if (was_armed && !timer.running) timers_.remove(timer);
  return was_armed;
}

}  // namespace faultline::sim
