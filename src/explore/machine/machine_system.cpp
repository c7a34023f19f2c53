// SPDX-License-Identifier: Apache-2.0
//
// From what the kernel lists to processes, and from what it touches to footprints.
#include "explore/machine/machine_system.hpp"

namespace faultline::explore {

namespace {

using sim::Candidate;
using sim::Context;
using sim::ContextKind;
using sim::ContextState;

// What others wait for in a context: that it was woken.
std::uint32_t value_of(const Context& context) {
  if (context.state != ContextState::blocked) return 0;
  return context.deadline_ns != 0 && context.sleeps ? 2 : 1;
}

}  // namespace

MachineSystem::MachineSystem(const Parts& parts) : parts_(parts), roles_(parts.areas) {
  save(beginning_);
}

void MachineSystem::save(Kept& kept) {
  regions_.clear();
  parts_.surroundings.list(regions_);
  parts_.arena.save(kept.state, regions_);
  kept.steps = steps_;
}

void MachineSystem::bring_back(const Kept& kept) {
  parts_.arena.bring_back(kept.state);
  steps_ = kept.steps;
  ended_ = false;
}

void MachineSystem::begin() {
  bring_back(beginning_);
}

bool MachineSystem::keep(std::size_t number) {
  if (number >= kept_.size()) kept_.resize(number + 1);
  save(kept_[number]);
  return true;
}

void MachineSystem::go_back(std::size_t number) {
  bring_back(kept_[number]);
}

// The same in every run, whatever was mentioned before.
std::string MachineSystem::name_of(const Context& context) const {
  if (context.kind == ContextKind::agent) return std::string("master ") + context.name;
  for (const auto& other : parts_.kernel.contexts()) {
    const bool same = other->kind == ContextKind::thread && other->state != ContextState::unused &&
                      std::string_view(other->name) == context.name;
    if (same && other.get() != &context) {
      return context.name + (" #" + std::to_string(context.number));
    }
  }
  return context.name;
}

ProcessId MachineSystem::process_of_context(const Context& context) const {
  if (context.kind == ContextKind::interrupt) {
    const auto of_line = roles_.find(RoleKind::interrupt, context.origin);
    return of_line ? *of_line : *roles_.find(RoleKind::timer, context.origin);
  }
  if (const auto known = roles_.find(RoleKind::context, &context)) return *known;
  return roles_.add(RoleKind::context, &context, context.cpu, name_of(context));
}

ProcessId MachineSystem::process_of_line(LineNumber line, std::uint8_t cpu) const {
  const void* place = parts_.controller.place(line);
  if (const auto known = roles_.find(RoleKind::interrupt, place)) return *known;
  const ProcessId process =
      roles_.add(RoleKind::interrupt, place, cpu,
                 "interrupt " + std::to_string(line.value) + " " + parts_.controller.name(line));
  roles_.set_line(process, line);
  return process;
}

ProcessId MachineSystem::process_of(const Candidate& candidate) const {
  using Kind = Candidate::Kind;
  switch (candidate.kind) {
    case Kind::step: return process_of_context(*candidate.context);
    case Kind::interrupt: return process_of_line(candidate.line, candidate.cpu);
    case Kind::timer:
      if (const auto known = roles_.find(RoleKind::timer, candidate.timer)) return *known;
      return roles_.add(RoleKind::timer, candidate.timer, candidate.cpu,
                        std::string("timer ") + candidate.timer->name);
    case Kind::timeout:
      if (const auto known = roles_.find(RoleKind::sleep, candidate.context)) return *known;
      return roles_.add(RoleKind::sleep, candidate.context, candidate.cpu,
                        "time for " + name_of(*candidate.context));
    case Kind::event:
      if (const auto known = roles_.find(RoleKind::event, candidate.source)) return *known;
      return roles_.add(RoleKind::event, candidate.source, candidate.cpu, candidate.source->name());
  }
  return 0;
}

// Timers and lines that came up and have to wait are processes already: who waits at the end of an
// execution is asked whether it could have gone first.
void MachineSystem::mention_held_back() const {
  for (const port::Timer& timer : parts_.kernel.timers()) {
    if (timer.armed) {
      static_cast<void>(
          process_of({.kind = Candidate::Kind::timer, .timer = const_cast<port::Timer*>(&timer)}));
    }
  }
  parts_.controller.for_each_asserted(
      [&](LineNumber line, std::uint8_t cpu) { static_cast<void>(process_of_line(line, cpu)); });
}

ProcessSet MachineSystem::enabled() const {
  ProcessSet set;
  if (parts_.kernel.stopped() || steps_ >= longest_) return set;
  candidates_.clear();
  parts_.kernel.list(candidates_);
  for (const Candidate& candidate : candidates_) set.add(process_of(candidate));
  mention_held_back();
  return set;
}

const Context* MachineSystem::active(const Role& role) const {
  switch (role.kind) {
    case RoleKind::context: return static_cast<const Context*>(role.place);
    case RoleKind::interrupt:
    case RoleKind::timer: {
      const Context* context = parts_.kernel.cpu(role.cpu).interrupt;
      return context && context->origin == role.place ? context : nullptr;
    }
    default: return nullptr;
  }
}

Candidate MachineSystem::candidate_of(const Role& role) const {
  using Kind = Candidate::Kind;
  if (const Context* context = active(role)) {
    return {.kind = Kind::step, .cpu = role.cpu, .context = const_cast<Context*>(context)};
  }
  void* place = const_cast<void*>(role.place);
  switch (role.kind) {
    case RoleKind::interrupt: return {.kind = Kind::interrupt, .cpu = role.cpu, .line = role.line};
    case RoleKind::timer:
      return {.kind = Kind::timer, .cpu = role.cpu, .timer = static_cast<port::Timer*>(place)};
    case RoleKind::sleep:
      return {.kind = Kind::timeout, .cpu = role.cpu, .context = static_cast<Context*>(place)};
    default: break;
  }
  return {.kind = Kind::event, .cpu = role.cpu, .source = static_cast<sim::EventSource*>(place)};
}

void MachineSystem::require(const void* object, std::uint32_t wanted, std::uint32_t now,
                            bool order_only) {
  footprint_.require({.object = roles_.object(object),
                      .test = Condition::Test::equal,
                      .operand = wanted,
                      .now = now},
                     order_only);
}

// A thread steps while no interrupt runs on its CPU; with interrupts off it knows that none does.
void MachineSystem::require_cpu(const Context& context) {
  if (context.kind != ContextKind::thread) return;
  if (context.spin_locks > 0) return;
  const sim::Cpu& cpu = parts_.kernel.cpu(context.cpu);
  require(&cpu.interrupt, 0, cpu.interrupt ? 1 : 0, true);
}

void MachineSystem::require_for_step(const Context& context) {
  if (context.until_clear) {
    require(context.until_clear, 0, *context.until_clear ? 1 : 0, false);
  }
  if (context.waits_for) require(&context, 0, value_of(context), false);
  require_cpu(context);
}

void MachineSystem::require_for_begin(const Role& role) {
  const sim::Cpu& cpu = parts_.kernel.cpu(role.cpu);
  if (role.kind == RoleKind::interrupt) {
    const auto line = parts_.controller.standing(role.line);
    require(line.asserted_place, 1, line.asserted ? 1 : 0, false);
    require(line.masked_place, 0, line.masked ? 1 : 0, false);
    require(line.active_place, 0, line.active ? 1 : 0, false);
    footprint_.add({.object = roles_.object(line.active_place), .write = true});
  } else {
    const auto& timer = *static_cast<const port::Timer*>(role.place);
    require(role.place, 1, timer.armed && !timer.running ? 1 : 0, false);
    footprint_.add({.object = roles_.object(role.place), .write = true});
  }
  require(&cpu.interrupt, 0, cpu.interrupt ? 1 : 0, true);
  for (const auto& context : parts_.kernel.contexts()) {
    if (context->kind != ContextKind::thread || context->cpu != role.cpu) continue;
    require(&context->masked, 0, context->masked ? 1 : 0, true);
  }
  footprint_.add({.object = roles_.object(&cpu.interrupt), .write = true, .order_only = true});
}

void MachineSystem::require_for(const Role& role) {
  footprint_.clear();
  if (const Context* context = active(role)) return require_for_step(*context);
  switch (role.kind) {
    case RoleKind::interrupt:
    case RoleKind::timer: return require_for_begin(role);
    case RoleKind::sleep:
      require(role.place, 2, value_of(*static_cast<const Context*>(role.place)), false);
      return footprint_.add({.object = roles_.object(role.place), .write = true});
    case RoleKind::event: {
      const auto& source = *static_cast<const sim::EventSource*>(role.place);
      const void* awaited = source.awaited();
      require(awaited, 1, source.due_ns() != sim::EventSource::never ? 1 : 0, false);
      return footprint_.add({.object = roles_.object(awaited), .write = true});
    }
    default: return;
  }
}

const char* MachineSystem::operation(const sim::Action& action) {
  std::string& text = operations_[{action.verb, action.name, action.offset}];
  if (text.empty()) {
    text = *action.verb ? action.verb : "goes on";
    const bool of_register = action.offset != ~0u && parts_.register_name;
    if (of_register) text += " " + parts_.register_name(parts_.object, action.offset) + " in";
    if (*action.name) text += std::string(" ") + action.name;
  }
  return text.c_str();
}

const char* MachineSystem::begin_of(const Role& role) const {
  switch (role.kind) {
    case RoleKind::interrupt: return "interrupt is taken";
    case RoleKind::timer: return "timer fires";
    case RoleKind::sleep: return "time is up";
    default: return "posted write lands";
  }
}

const Footprint& MachineSystem::step(ProcessId process) {
  if (!roles_.knows(process)) static_cast<void>(enabled());  // another process has mentioned it
  const Role& role = roles_[process];
  const Candidate candidate = candidate_of(role);
  require_for(role);
  const bool goes_on = candidate.kind == Candidate::Kind::step;
  footprint_.operation = goes_on ? operation(candidate.context->action) : begin_of(role);
  parts_.touches.clear();
  {
    const Arena::Open open(parts_.arena);
    parts_.kernel.perform(candidate);
  }
  for (const sim::Touch& touch : parts_.touches) {
    const ObjectId object = roles_.object(touch.object);
    footprint_.add({.object = object, .write = touch.write, .order_only = touch.order_only});
    if (touch.write) footprint_.record(object, touch.before, touch.after);
  }
  ++steps_;
  return footprint_;
}

const Footprint* MachineSystem::waiting(ProcessId process) {
  if (!roles_.knows(process)) return nullptr;
  const Role& role = roles_[process];
  const Context* context = active(role);
  if (context && context->state == ContextState::gone) return nullptr;
  require_for(role);
  if (context && context->until_clear) {
    footprint_.add({.object = roles_.object(context->until_clear), .write = true});
  }
  for (const Condition& condition : footprint_.conditions) {
    if (!condition.holds(condition.now)) return &footprint_;
  }
  return nullptr;
}

bool MachineSystem::complete() const {
  if (!ended_) {
    ended_ = true;
    const Arena::Open open(parts_.arena);
    as_meant_ = parts_.surroundings.conclude(steps_ >= longest_);
  }
  return as_meant_;
}

std::vector<std::string> MachineSystem::names() const {
  std::vector<std::string> names;
  for (const Role& role : roles_.all()) {
    if (role.place) names.push_back(role.name);
  }
  return names;
}

std::string MachineSystem::cpu_of(ProcessId process) const {
  const Role& role = roles_[process];
  const bool agent = role.kind == RoleKind::context &&
                     static_cast<const Context*>(role.place)->kind == ContextKind::agent;
  if (agent || role.kind == RoleKind::event) return "";
  return "CPU " + std::to_string(role.cpu);
}

const char* MachineSystem::name(ProcessId process) const {
  return roles_[process].name.c_str();
}

}  // namespace faultline::explore
