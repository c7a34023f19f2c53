// SPDX-License-Identifier: Apache-2.0
//
// The interrupt controller: lines with a level or an edge, masked or not, each routed to one CPU,
// after the model of GICv3's shared peripheral interrupts. A level line that is still high when its
// interrupt ends is taken again at once.
#pragma once
#include <cstdint>
#include <vector>

#include "port/interrupt_controller.hpp"
#include "sim/kernel.hpp"

namespace faultline::sim {

// What a CPU calls when it takes a line, in hard-interrupt context: the interrupt core.
struct InterruptEntry {
  void (*function)(void* object, LineNumber line) = nullptr;
  void* object = nullptr;
};

class InterruptController final : public port::InterruptController {
 public:
  explicit InterruptController(Kernel& kernel);
  InterruptController(const InterruptController&) = delete;
  InterruptController& operator=(const InterruptController&) = delete;

  // --- Wiring, before the machine runs. ---
  // Lines exist from their first mention on, masked.
  void set_entry(InterruptEntry entry) { entry_ = entry; }
  // `name` is static text or lives as long as the controller.
  void connect(LineNumber line, const char* name, std::uint8_t cpu);

  // --- The device's side. ---
  void set_level(LineNumber line, bool high);

  // --- port::InterruptController ---
  void set_trigger(LineNumber line, port::Trigger trigger) override;
  void mask(LineNumber line) override;
  void unmask(LineNumber line) override;
  void end_of_interrupt(LineNumber line) override;
  void retrigger(LineNumber line) override;
  [[nodiscard]] bool active(LineNumber line) override;

  // --- The kernel's side. ---
  void collect(std::uint8_t cpu, base::FixedVector<Candidate, 256>& candidates) const;
  // The CPU takes the line; returns the name of the interrupt context.
  const char* acknowledge(LineNumber line, std::uint8_t cpu);
  port::Callback entry(LineNumber line);

  [[nodiscard]] bool level(LineNumber line);
  // Calls `visit(place, name, cpu)` for each line.
  template <typename Visit>
  void for_each_line(Visit&& visit) const {
    for (const auto& line : lines_)
      visit(static_cast<const void*>(line.get()), line->name, line->cpu);
  }
  // What has to hold for a line to be taken, each by its place, as it is touched.
  struct Standing {
    const void* asserted_place;
    const void* masked_place;
    const void* active_place;
    bool asserted, masked, active;
  };
  [[nodiscard]] Standing standing(LineNumber line);
  // Whether masked or not, with the CPU that would take it.
  template <typename Visit>
  void for_each_asserted(Visit&& visit) const {
    for (const auto& line : lines_) {
      if (asserted(*line)) visit(line->number, line->cpu);
    }
  }
  // Where its line lies, for whoever wants to know what was touched.
  [[nodiscard]] const void* place(LineNumber line) { return &find(line); }
  [[nodiscard]] const char* name(LineNumber line) { return find(line).name; }
  // Times that the line was taken.
  [[nodiscard]] std::uint64_t taken(LineNumber line);

 private:
  struct Line {
    InterruptController* controller = nullptr;
    LineNumber number{};
    const char* name = "interrupt";
    std::uint8_t cpu = 0;
    port::Trigger trigger = port::Trigger::level_high;
    bool high = false;
    bool pending = false;  // an edge, or software, asked for it
    bool masked = true;
    bool active = false;
    std::uint64_t since_ns = 0;
    std::uint64_t taken = 0;
  };
  Line& find(LineNumber number);
  void operate(const char* verb, const Line& line);
  // Around a change of the line: says what it was and what it became. The level and the mask are
  // apart, for whoever raises a line and whoever masks it may be swapped.
  template <typename Change>
  void change_level(Line& line, Change&& how);
  void set(bool& flag, bool value);
  [[nodiscard]] static bool ready(const Line& line);
  [[nodiscard]] static bool asserted(const Line& line);

  Kernel& kernel_;
  InterruptEntry entry_{};
  std::vector<std::unique_ptr<Line>> lines_;  // by number
};

}  // namespace faultline::sim
