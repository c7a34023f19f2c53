// SPDX-License-Identifier: Apache-2.0
//
// What each call of a body touches. It says so, waits until it is chosen, and then does it.
#include "explore/litmus/machine.hpp"

namespace faultline::explore::litmus {

using Test = Condition::Test;

std::uint64_t Thread::saw(std::uint64_t value) {
  process_.seen = mix(process_.seen, value + 1);
  return value;
}

std::uint64_t Thread::load(Word word) {
  Footprint step{.accesses = {}, .conditions = {}, .operation = "load"};
  step.add({.object = word.object});
  machine_.announce(process_, step);
  return saw(machine_.words_[word.object]);
}

// Before a step that may change a word.
void Thread::announce(const char* operation, Word written) {
  Footprint step{.accesses = {}, .conditions = {}, .operation = operation};
  step.add({.object = written.object, .write = true});
  machine_.announce(process_, step);
}

void Thread::store(Word word, std::uint64_t value) {
  announce("store", word);
  machine_.change(process_, word, value);
}

std::uint64_t Thread::add(Word word, std::uint64_t value) {
  announce("add", word);
  const std::uint64_t before = machine_.words_[word.object];
  machine_.change(process_, word, before + value);
  return saw(before);
}

std::uint64_t Thread::compare_exchange(Word word, std::uint64_t expected, std::uint64_t desired) {
  announce("compare and exchange", word);
  const std::uint64_t before = machine_.words_[word.object];
  machine_.change(process_, word, before == expected ? desired : before);
  return saw(before);
}

std::uint64_t Thread::await(Word word, std::uint64_t value) {
  Footprint step{.accesses = {}, .conditions = {}, .operation = "await"};
  step.require({word.object, Test::equal, value}, false);
  machine_.announce(process_, step);
  return saw(machine_.words_[word.object]);
}

std::uint64_t Thread::await_not(Word word, std::uint64_t value) {
  Footprint step{.accesses = {}, .conditions = {}, .operation = "await"};
  step.require({word.object, Test::not_equal, value}, false);
  machine_.announce(process_, step);
  return saw(machine_.words_[word.object]);
}

void Thread::lock(Word word) {
  Footprint step{.accesses = {}, .conditions = {}, .operation = "lock"};
  step.require({word.object, Test::equal, 0}, false);
  step.add({.object = word.object, .write = true});
  machine_.announce(process_, step);
  machine_.change(process_, word, 1);
}

// On a CPU that no interrupt comes to it is a step that touches nothing.
void Thread::mask_interrupts(const char* operation, std::uint64_t value) {
  Footprint step{.accesses = {}, .conditions = {}, .operation = operation};
  const Cpu& cpu = machine_.cpus_[process_.cpu];
  if (cpu.has_interrupts) {
    step.add({.object = cpu.masked.object, .write = true, .order_only = true});
  }
  machine_.announce(process_, step);
  if (cpu.has_interrupts) machine_.change(process_, cpu.masked, value);
}

void Thread::interrupts_off() {
  mask_interrupts("interrupts off", 1);
}

void Thread::interrupts_on() {
  mask_interrupts("interrupts on", 0);
}

// Before a step that changes one of a device's registers. The other one decides, with it, what the
// line will be.
void Thread::announce(const char* operation, const Device& device, Word written) {
  Footprint step{.accesses = {}, .conditions = {}, .operation = operation};
  step.add({.object = written.object, .write = true});
  step.add({.object = device.status.object});
  step.add({.object = device.mask.object});
  step.add({.object = device.line.object, .write = true});
  machine_.announce(process_, step);
}

void Thread::change(const Device& device, Word written, std::uint64_t value) {
  machine_.change(process_, written, value);
  const auto& words = machine_.words_;
  const bool high = (words[device.status.object] & words[device.mask.object]) != 0;
  machine_.change(process_, device.line, high ? 1 : 0);
}

void Thread::raise(const Device& device, std::uint64_t bits) {
  announce("device raises", device, device.status);
  change(device, device.status, machine_.words_[device.status.object] | bits);
}

void Thread::write_status(const Device& device, std::uint64_t ones) {
  announce("clear status", device, device.status);
  change(device, device.status, machine_.words_[device.status.object] & ~ones);
}

void Thread::write_mask(const Device& device, std::uint64_t bits) {
  announce("write mask", device, device.mask);
  change(device, device.mask, bits);
}

}  // namespace faultline::explore::litmus
