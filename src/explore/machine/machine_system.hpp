// SPDX-License-Identifier: Apache-2.0
//
// A simulated machine as a program to be explored: threads, interrupts, timers, sleeps that end,
// posted writes that land and masters that make transactions are its processes, and every visible
// operation of the code under test is a step. docs/explorer.md has the rules.
#pragma once
#include <map>
#include <span>
#include <string>
#include <vector>

#include "explore/machine/arena.hpp"
#include "explore/machine/roles.hpp"
#include "explore/system.hpp"
#include "sim/interrupt_controller.hpp"
#include "sim/kernel.hpp"

namespace faultline::explore {

// What a machine is part of.
class Surroundings {
 public:
  // When nothing can happen any more, with the arena open. True: it ended as it was meant to.
  virtual bool conclude(bool cut) = 0;
  // What of its present state lies outside of the arena.
  virtual void list(std::vector<Arena::Region>& regions) = 0;

 protected:
  ~Surroundings() = default;
};

class MachineSystem final : public System {
 public:
  struct Parts {
    Arena& arena;
    sim::Kernel& kernel;
    sim::InterruptController& controller;
    sim::Touches& touches;
    Surroundings& surroundings;
    // "CB1.FSR" for a register's offset; may be null.
    std::string (*register_name)(const void* object, std::uint32_t offset) = nullptr;
    const void* object = nullptr;
    std::span<const Area> areas{};  // where what is touched lies
  };
  // The machine is explored already (Kernel::explore), lies in the arena, and is where executions
  // begin.
  explicit MachineSystem(const Parts& parts);

  // Of all processes that were met so far.
  [[nodiscard]] std::vector<std::string> names() const;
  // "CPU 1" of what runs on one; empty: what a device does.
  [[nodiscard]] std::string cpu_of(ProcessId process) const;
  // Of the state that executions begin in.
  [[nodiscard]] std::size_t state_bytes() const { return beginning_.state.bytes(); }
  // An execution is cut after so many steps, and is then not as it was meant.
  void set_longest(std::size_t steps) { longest_ = steps; }

  void begin() override;
  bool keep(std::size_t number) override;
  void go_back(std::size_t number) override;
  [[nodiscard]] ProcessSet enabled() const override;
  const Footprint& step(ProcessId process) override;
  [[nodiscard]] const Footprint* waiting(ProcessId process) override;
  [[nodiscard]] bool complete() const override;
  [[nodiscard]] const char* name(ProcessId process) const override;

 private:
  // A state that can be gone back to.
  struct Kept {
    Arena::Saved state;
    std::size_t steps = 0;
  };

  void save(Kept& kept);
  void bring_back(const Kept& kept);
  [[nodiscard]] ProcessId process_of(const sim::Candidate& candidate) const;
  [[nodiscard]] ProcessId process_of_context(const sim::Context& context) const;
  void mention_held_back() const;
  [[nodiscard]] ProcessId process_of_line(LineNumber line, std::uint8_t cpu) const;
  [[nodiscard]] std::string name_of(const sim::Context& context) const;
  [[nodiscard]] sim::Candidate candidate_of(const Role& role) const;
  // The context that carries out a role in this moment; null: none does.
  [[nodiscard]] const sim::Context* active(const Role& role) const;
  void require(const void* object, std::uint32_t wanted, std::uint32_t now, bool order_only);
  void require_cpu(const sim::Context& context);
  void require_for_step(const sim::Context& context);
  void require_for_begin(const Role& role);
  void require_for(const Role& role);
  const char* operation(const sim::Action& action);
  const char* begin_of(const Role& role) const;

  Parts parts_;
  Kept beginning_;
  std::vector<Kept> kept_;
  std::vector<Arena::Region> regions_;  // kept for its memory
  mutable Roles roles_;
  mutable sim::Kernel::Candidates candidates_;  // kept for its memory
  Footprint footprint_;
  std::size_t steps_ = 0;
  std::size_t longest_ = 20'000;
  mutable bool ended_ = false;
  mutable bool as_meant_ = false;
  // By step: what it is in words.
  std::map<std::tuple<const char*, const char*, std::uint32_t>, std::string> operations_;
};

}  // namespace faultline::explore
