// SPDX-License-Identifier: Apache-2.0
//
// A simulated machine as a program to be explored: threads, interrupts, timers, sleeps that end,
// posted writes that land and masters that make transactions are its processes, and every visible
// operation of the code under test is a step. docs/explorer.md has the rules.
#pragma once
#include <map>
#include <string>

#include "explore/machine/arena.hpp"
#include "explore/machine/roles.hpp"
#include "explore/system.hpp"
#include "sim/interrupt_controller.hpp"
#include "sim/kernel.hpp"

namespace faultline::explore {

// What is asked when nothing can happen any more.
class Conclusion {
 public:
  // With the arena open. True: it ended as it was meant to.
  virtual bool conclude(bool cut) = 0;

 protected:
  ~Conclusion() = default;
};

class MachineSystem final : public System {
 public:
  struct Parts {
    Arena& arena;
    sim::Kernel& kernel;
    sim::InterruptController& controller;
    sim::Touches& touches;
    Conclusion& conclusion;
    // "CB1.FSR" for a register's offset; may be null.
    std::string (*register_name)(const void* object, std::uint32_t offset) = nullptr;
    const void* object = nullptr;
  };
  // The machine is explored already (Kernel::explore), lies in the arena, and the arena is marked.
  explicit MachineSystem(const Parts& parts);

  // Of all processes that were met so far.
  [[nodiscard]] std::vector<std::string> names() const;
  // An execution is cut after so many steps, and is then not as it was meant.
  void set_longest(std::size_t steps) { longest_ = steps; }

  void begin() override;
  [[nodiscard]] ProcessSet enabled() const override;
  const Footprint& step(ProcessId process) override;
  [[nodiscard]] const Footprint* waiting(ProcessId process) override;
  [[nodiscard]] bool complete() const override;
  [[nodiscard]] const char* name(ProcessId process) const override;

 private:
  [[nodiscard]] ProcessId process_of(const sim::Candidate& candidate) const;
  [[nodiscard]] ProcessId process_of_context(const sim::Context& context) const;
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
  mutable Roles roles_;
  Footprint footprint_;
  std::size_t steps_ = 0;
  std::size_t longest_ = 20'000;
  mutable bool ended_ = false;
  mutable bool as_meant_ = false;
  std::map<std::tuple<const char*, const char*, std::uint32_t>, std::string> operations_;
};

}  // namespace faultline::explore
