// SPDX-License-Identifier: Apache-2.0
//
// Small programs to try a search on, and ideas: a few threads over shared words and locks, and
// interrupts that come when their line is raised, on the CPUs that they are for. Each access to a
// word is one step.
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

 private:
  friend class Machine;
  explicit Thread(Machine& machine, Process& process) : machine_(machine), process_(process) {}

  Machine& machine_;
  Process& process_;
};

using Body = std::function<void(Thread&)>;

class Builder {
 public:
  explicit Builder(Machine& machine) : machine_(machine) {}

  Word word(std::uint64_t value = 0);
  std::vector<Word> words(std::size_t count);
  // A CPU; threads that are given none have one each.
  unsigned cpu();
  void thread(Body body);
  void thread_on(unsigned cpu, Body body);
  // Comes to `cpu` while `line` is 1, its interrupts are on, and no handler of this priority or a
  // higher one runs there; it sets `line` to 0 when it begins. Priorities from 1.
  void interrupt(unsigned cpu, unsigned priority, Word line, Body body);

 private:
  Machine& machine_;
};

using Program = std::function<void(Builder&, unsigned n)>;

}  // namespace faultline::explore::litmus
