// SPDX-License-Identifier: Apache-2.0
//
// Runs a litmus program as a search wants it. Each process has a fiber; it stops before each step
// with what the step will touch.
#pragma once
#include <deque>
#include <memory>
#include <vector>

#include "explore/litmus/program.hpp"
#include "sim/fiber.hpp"

namespace faultline::explore::litmus {

// One value more in a hash.
[[nodiscard]] constexpr std::uint64_t mix(std::uint64_t hash, std::uint64_t value) {
  hash = (hash ^ value) * 0x9e37'79b9'7f4a'7c15;
  return hash ^ hash >> 29;
}

struct Cpu {
  bool has_interrupts = false;
  Word level;  // the priority of the handler that runs, 0 for none
  Word masked;
};

struct Process {
  explicit Process(sim::StackPool& stacks) : fiber(stacks) {}

  Machine* machine = nullptr;
  Body body;
  std::string name;
  unsigned cpu = 0;
  unsigned priority = 0;  // of a handler; 0: a thread
  Word line;              // of a handler
  Trigger trigger{};      // of a handler

  sim::Fiber fiber;
  Footprint next;        // the step before which it stands
  Footprint taken;       // the last one
  bool running = false;  // of a handler: it has begun
  std::uint64_t seen{};  // a hash of all that it has read
};

class Machine final : public System {
 public:
  Machine(const Program& program, unsigned n);
  ~Machine();
  Machine(const Machine&) = delete;
  Machine& operator=(const Machine&) = delete;

  void begin() override;
  [[nodiscard]] ProcessSet enabled() const override;
  const Footprint& step(ProcessId process) override;
  [[nodiscard]] const Footprint* waiting(ProcessId process) override;
  [[nodiscard]] bool complete() const override;
  [[nodiscard]] const char* name(ProcessId process) const override {
    return processes_[process]->name.c_str();
  }
  // A hash of all that a person could see of an execution that has ended: what was read by whom,
  // what the words are in the end, and whether somebody still waits. It knows of no footprints.
  [[nodiscard]] std::uint64_t outcome() const;

 private:
  friend class Builder;
  friend class Thread;

  Word add_word(std::uint64_t value);
  unsigned add_cpu();
  Process& add_process(unsigned cpu, Body body);
  [[nodiscard]] bool possible(const Process& process) const;
  void look_at_conditions(Footprint& footprint) const;
  // Of the process that runs: stands before a step with this footprint until it is taken.
  void announce(Process& self, Footprint& footprint);
  // The step's own change.
  void change(Process& self, Word word, std::uint64_t value);
  void live(Process& self);

  sim::StackPool stacks_;
  std::vector<std::uint64_t> initial_;
  std::vector<std::uint64_t> words_;
  std::vector<Cpu> cpus_;
  std::vector<std::unique_ptr<Process>> processes_;
};

}  // namespace faultline::explore::litmus
