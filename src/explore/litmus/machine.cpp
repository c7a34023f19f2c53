// SPDX-License-Identifier: Apache-2.0
//
// Steps, and what makes them possible.
#include "explore/litmus/machine.hpp"

#include <algorithm>

namespace faultline::explore::litmus {

using Test = Condition::Test;

Machine::Machine(const Program& program, unsigned n) {
  Builder builder(*this);
  program(builder, n);
  FL_CHECK(processes_.size() <= processes_at_most);
}

Machine::~Machine() = default;

Word Machine::add_word(std::uint64_t value) {
  initial_.push_back(value);
  return {static_cast<ObjectId>(initial_.size() - 1)};
}

unsigned Machine::add_cpu() {
  cpus_.emplace_back();
  return static_cast<unsigned>(cpus_.size() - 1);
}

Process& Machine::add_process(unsigned cpu, Body body) {
  Process& process = *processes_.emplace_back(std::make_unique<Process>(stacks_));
  process.machine = this;
  process.body = std::move(body);
  process.cpu = cpu;
  process.name = "thread " + std::to_string(processes_.size() - 1);
  return process;
}

void Machine::begin() {
  words_ = initial_;
  for (auto& process : processes_) {
    process->running = false;
    process->seen = 0;
    process->fiber.start(
        [](void* object) {
          Process& self = *static_cast<Process*>(object);
          self.machine->live(self);
        },
        process.get());
    process->fiber.resume();  // to its first step
  }
}

bool Machine::possible(const Process& process) const {
  return !process.fiber.finished() &&
         std::all_of(process.next.conditions.begin(), process.next.conditions.end(),
                     [&](const Condition& one) { return one.holds(words_[one.object]); });
}

ProcessSet Machine::enabled() const {
  ProcessSet set;
  for (std::size_t i = 0; i < processes_.size(); ++i) {
    if (possible(*processes_[i])) set.add(static_cast<ProcessId>(i));
  }
  return set;
}

void Machine::look_at_conditions(Footprint& footprint) const {
  for (Condition& condition : footprint.conditions) condition.now = words_[condition.object];
}

const Footprint& Machine::step(ProcessId number) {
  Process& process = *processes_[number];
  process.taken = process.next;
  look_at_conditions(process.taken);
  process.fiber.resume();
  return process.taken;
}

const Footprint* Machine::waiting(ProcessId number) {
  if (number >= processes_.size()) return nullptr;
  Process& process = *processes_[number];
  if (process.fiber.finished() || possible(process)) return nullptr;
  look_at_conditions(process.next);
  return &process.next;
}

// Threads have ended, and no handler is in the middle.
bool Machine::complete() const {
  return std::all_of(processes_.begin(), processes_.end(), [](const auto& process) {
    return process->priority > 0 ? !process->running : process->fiber.finished();
  });
}

std::uint64_t Machine::outcome() const {
  std::vector<std::uint64_t> words = words_;
  for (const Cpu& cpu : cpus_) {
    if (cpu.has_interrupts) words[cpu.level.object] = words[cpu.masked.object] = 0;
  }
  std::uint64_t hash = complete() ? 1 : 2;
  for (const std::uint64_t word : words) hash = mix(hash, word);
  for (const auto& process : processes_) hash = mix(hash, process->seen);
  return hash;
}

void Machine::announce(Process& self, Footprint& footprint) {
  const Cpu& cpu = cpus_[self.cpu];
  if (cpu.has_interrupts && self.running == (self.priority > 0)) {
    footprint.require({cpu.level.object, Test::equal, self.priority}, true);
  }
  self.next = footprint;
  self.fiber.suspend();
}

void Machine::change(Process& self, Word word, std::uint64_t value) {
  self.taken.record(word.object, words_[word.object], value);
  words_[word.object] = value;
}

void Machine::live(Process& self) {
  Thread thread(*this, self);
  if (self.priority == 0) return self.body(thread);
  const Cpu& cpu = cpus_[self.cpu];
  while (true) {
    Footprint start{.accesses = {}, .conditions = {}, .operation = "interrupt begins"};
    start.require({self.line.object, Test::equal, 1}, false);
    start.require({cpu.masked.object, Test::equal, 0}, true);
    start.require({cpu.level.object, Test::less, self.priority}, true);
    if (self.trigger == Trigger::edge) start.add({.object = self.line.object, .write = true});
    start.add({.object = cpu.level.object, .write = true, .order_only = true});
    announce(self, start);
    const std::uint64_t outer = words_[cpu.level.object];
    self.running = true;
    if (self.trigger == Trigger::edge) change(self, self.line, 0);
    change(self, cpu.level, self.priority);
    self.body(thread);
    Footprint finish{.accesses = {}, .conditions = {}, .operation = "interrupt ends"};
    finish.add({.object = cpu.level.object, .write = true, .order_only = true});
    announce(self, finish);
    self.running = false;
    change(self, cpu.level, outer);
  }
}

Word Builder::word(std::uint64_t value) {
  return machine_.add_word(value);
}

std::vector<Word> Builder::words(std::size_t count) {
  std::vector<Word> made;
  made.reserve(count);
  for (std::size_t i = 0; i < count; ++i) made.push_back(word());
  return made;
}

unsigned Builder::cpu() {
  return machine_.add_cpu();
}

void Builder::thread(Body body) {
  thread_on(cpu(), std::move(body));
}

void Builder::thread_on(unsigned cpu, Body body) {
  machine_.add_process(cpu, std::move(body));
}

Device Builder::device(std::uint64_t mask) {
  return {.status = word(), .mask = word(mask), .line = word()};
}

void Builder::interrupt(unsigned number, unsigned priority, Word line, Body body, Trigger trigger) {
  Cpu& cpu = machine_.cpus_[number];
  if (!cpu.has_interrupts) {
    cpu = {.has_interrupts = true, .level = word(), .masked = word()};
  }
  Process& process = machine_.add_process(number, std::move(body));
  process.priority = priority;
  process.line = line;
  process.trigger = trigger;
  process.name = "interrupt " + std::to_string(line.object);
}

}  // namespace faultline::explore::litmus
