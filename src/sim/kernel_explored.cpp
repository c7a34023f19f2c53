// SPDX-License-Identifier: Apache-2.0
//
// The kernel of somebody who explores: everything that is possible, whatever the time, and what it
// touches. A lock that is held, a CPU that is not to be had and a sleeper that was not woken are
// conditions of a step, so that nobody spins.
#include "sim/interrupt_controller.hpp"
#include "sim/kernel.hpp"

namespace faultline::sim {

void Kernel::explore(Touches& touches, bool deadlines) {
  touches_ = &touches;
  stopping_ = false;
  deadlines_ = deadlines;
  time_limit_ns_ = step_limit_ = ~std::uint64_t{0};
}

void Kernel::reserve(std::size_t contexts) {
  std::size_t unused = 0;
  for (const auto& context : contexts_) unused += context->state == ContextState::unused ? 1 : 0;
  while (unused++ < contexts) {
    FL_CHECK(contexts_.size() < contexts_at_most);
    contexts_.push_back(std::make_unique<Context>(stacks_));
    contexts_.back()->number = static_cast<std::uint16_t>(contexts_.size() - 1);
    contexts_.back()->fiber.start(&Kernel::enter, contexts_.back().get());
  }
}

// Whether a sleeper may be woken by its deadline.
bool Kernel::has_end(const Context& context) const {
  return context.deadline_ns != 0 && (context.sleeps || deadlines_);
}

bool Kernel::may_step(const Context& context) const {
  if (context.until_clear && *context.until_clear) return false;
  if (context.kind == ContextKind::agent) return true;
  const Cpu& cpu = cpus_[context.cpu];
  if (context.kind == ContextKind::interrupt) return cpu.interrupt == &context;
  return !cpu.interrupt;
}

void Kernel::list(Candidates& candidates) {
  const auto add = [&](const Candidate& candidate) { FL_CHECK(candidates.push_back(candidate)); };
  using Kind = Candidate::Kind;
  for (auto& one : contexts_) {
    Context& context = *one;
    if (context.state == ContextState::ready && may_step(context)) {
      add({.kind = Kind::step, .cpu = context.cpu, .context = &context});
    } else if (context.state == ContextState::blocked && has_end(context)) {
      add({.kind = Kind::timeout, .cpu = context.cpu, .context = &context});
    }
  }
  for (unsigned number = 0; number < cpu_count_; ++number) {
    if (cpus_[number].interrupt || !takes_interrupts(static_cast<std::uint8_t>(number))) continue;
    if (controller_) controller_->collect(static_cast<std::uint8_t>(number), candidates);
    if (number != 0) continue;
    for (port::Timer& timer : timers_) {
      if (timer.armed && !timer.running) add({.kind = Kind::timer, .timer = &timer});
    }
  }
  for (EventSource& source : sources_) {
    if (source.due_ns() != EventSource::never) {
      add({.kind = Kind::event, .cpu = no_cpu, .source = &source});
    }
  }
}

bool Kernel::await_clear(const bool& flag, const char* what) {
  if (!touches_) return false;
  come_to(0, {.verb = "wait for", .name = what}, &flag);
  touches_->read(&flag);
  return true;
}

void Kernel::set_masked(bool masked) {
  Context& self = *running_;
  if (self.kind != ContextKind::thread) return;
  self.masked = masked;
  touches_->change(&self.masked, masked ? 0 : 1, masked ? 1 : 0, true);
}

bool Kernel::takes_interrupts(std::uint8_t cpu) const {
  for (const auto& context : contexts_) {
    if (context->masked && context->cpu == cpu) return false;
  }
  return true;
}

// Time goes on only when somebody has waited for it.
void Kernel::pass_time(std::uint64_t until_ns) {
  if (!touches_) return;
  if (until_ns > now_ns_) {
    now_ns_ = until_ns;
    touches_->write(&now_ns_);
  } else {
    touches_->read(&now_ns_);
  }
}

void Kernel::set_timer(port::Timer& timer, bool armed, bool running) {
  if (touches_) {
    const auto ready = [](bool is_armed, bool runs) { return is_armed && !runs ? 1u : 0u; };
    touches_->change(&timer, ready(timer.armed, timer.running), ready(armed, running));
    touches_->change(&timer.running, timer.running ? 1 : 0, running ? 1 : 0);
  }
  timer.armed = armed;
  timer.running = running;
}

void Kernel::set_interrupt(std::uint8_t cpu, Context* context) {
  Context*& place = cpus_[cpu].interrupt;
  if (touches_) touches_->change(&place, place ? 1 : 0, context ? 1 : 0, true);
  place = context;
}

}  // namespace faultline::sim
