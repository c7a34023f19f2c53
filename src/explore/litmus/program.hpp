// SPDX-License-Identifier: Apache-2.0
//
// Small programs to try a search on, and ideas: a few threads over shared words and locks,
// interrupts that come when their line is raised, on the CPUs that they are for, and devices with
// three registers. Each access is one step.
//
//   Program two_writers = [](Builder& program, unsigned) {
//     const Word x = program.word();
//     program.thread([=](Thread& self) { self.store(x, 1); });
//     program.thread([=](Thread& self) { self.store(x, 2); });
//   };
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "explore/system.hpp"

namespace faultline::explore::litmus {

class Machine;
struct Process;

struct Word {
  ObjectId object = 0;
};

// The smallest device that there is. Its line is 1 while a bit is set in its status and in its
// mask; a bit of its status is cleared by writing 1 to it.
struct Device {
  Word status;
  Word mask;
  Word line;
};

// What the body of a thread or of an interrupt handler can do. Each call is one step, and returns
// when a search has chosen to take it.
class Thread {
 public:
  std::uint64_t load(Word word);
  void store(Word word, std::uint64_t value);
  // Each returns the value before. A comparison that fails is a write as well.
  std::uint64_t add(Word word, std::uint64_t value);
  std::uint64_t compare_exchange(Word word, std::uint64_t expected, std::uint64_t desired);
  // Possible only while the word has, or has not, that value, which it then reads.
  std::uint64_t await(Word word, std::uint64_t value);
  std::uint64_t await_not(Word word, std::uint64_t value);
  // A word as a lock: 0 is free.
  void lock(Word word);
  void unlock(Word word) { store(word, 0); }
  // No interrupt comes to this CPU between them. Not nested.
  void interrupts_off();
  void interrupts_on();
  // A device's status can be read as the word that it is; whatever changes its registers changes
  // its line in the same step. Sets bits of the status, as a device does by itself.
  void raise(const Device& device, std::uint64_t bits);
  void write_status(const Device& device, std::uint64_t ones);
  void write_mask(const Device& device, std::uint64_t bits);

 private:
  friend class Machine;
  explicit Thread(Machine& machine, Process& process) : machine_(machine), process_(process) {}

  std::uint64_t saw(std::uint64_t value);
  void mask_interrupts(const char* operation, std::uint64_t value);
  void announce(const char* operation, Word written);
  void announce(const char* operation, const Device& device, Word written);
  void change(const Device& device, Word written, std::uint64_t value);

  Machine& machine_;
  Process& process_;
};

using Body = std::function<void(Thread&)>;

// What makes an interrupt's line fall.
enum class Trigger : std::uint8_t {
  edge,   // its handler begins
  level,  // whatever its handler, or somebody else, does to the device
};

class Builder {
 public:
  explicit Builder(Machine& machine) : machine_(machine) {}

  Word word(std::uint64_t value = 0);
  std::vector<Word> words(std::size_t count);
  // A CPU; threads that are given none have one each.
  unsigned cpu();
  void thread(Body body);
  void thread_on(unsigned cpu, Body body);
  Device device(std::uint64_t mask);
  // Comes to `cpu` while `line` is 1, its interrupts are on, and no handler of this priority or a
  // higher one runs there. Priorities from 1.
  void interrupt(unsigned cpu, unsigned priority, Word line, Body body,
                 Trigger trigger = Trigger::edge);

 private:
  Machine& machine_;
};

using Program = std::function<void(Builder&, unsigned n)>;

}  // namespace faultline::explore::litmus
