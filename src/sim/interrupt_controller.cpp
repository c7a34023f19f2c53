// SPDX-License-Identifier: Apache-2.0
//
// Lines, masks, and who takes what.
#include "sim/interrupt_controller.hpp"

#include <algorithm>

namespace faultline::sim {

InterruptController::InterruptController(Kernel& kernel) : kernel_(kernel) {
  kernel.set_controller(*this);
}

InterruptController::Line& InterruptController::find(LineNumber number) {
  const auto place =
      std::lower_bound(lines_.begin(), lines_.end(), number,
                       [](const auto& line, LineNumber wanted) { return line->number < wanted; });
  if (place != lines_.end() && (*place)->number == number) return **place;
  auto line = std::make_unique<Line>();
  line->controller = this;
  line->number = number;
  return **lines_.insert(place, std::move(line));
}

void InterruptController::connect(LineNumber number, const char* name, std::uint8_t cpu) {
  Line& line = find(number);
  line.name = name;
  line.cpu = cpu;
}

// A CPU's access to the controller is visible, as every register is.
void InterruptController::operate(const char* verb, const Line& line) {
  if (Kernel::current() == &kernel_ && kernel_.running()) {
    kernel_.come_to(kernel_.costs().atomic_ns, {.verb = verb, .name = line.name});
  }
  kernel_.disturb();
}

// A CPU could take it.
bool InterruptController::ready(const Line& line) {
  return asserted(line) && !line.masked && !line.active;
}

bool InterruptController::asserted(const Line& line) {
  return line.pending || (line.trigger == port::Trigger::level_high && line.high);
}

template <typename Change>
void InterruptController::change_level(Line& line, Change&& how) {
  const bool before = asserted(line);
  how();
  if (Touches* touches = kernel_.touches()) {
    touches->change(&line.high, before ? 1 : 0, asserted(line) ? 1 : 0);
  }
}

void InterruptController::set(bool& flag, bool value) {
  if (Touches* touches = kernel_.touches()) touches->change(&flag, flag ? 1 : 0, value ? 1 : 0);
  flag = value;
}

InterruptController::Standing InterruptController::standing(LineNumber number) {
  const Line& line = find(number);
  return {&line.high, &line.masked, &line.active, asserted(line), line.masked, line.active};
}

void InterruptController::set_level(LineNumber number, bool high) {
  Line& line = find(number);
  if (line.high == high) return;
  change_level(line, [&] {
    line.high = high;
    if (high && line.trigger == port::Trigger::edge_rising) line.pending = true;
  });
  if (high) line.since_ns = kernel_.now_ns();
  kernel_.recorder().record({.kind = high ? trace::Kind::line_raised : trace::Kind::line_lowered,
                             .subject = number.value,
                             .text = line.name});
  kernel_.disturb();
}

void InterruptController::set_trigger(LineNumber number, port::Trigger trigger) {
  Line& line = find(number);
  operate("set the trigger of", line);
  change_level(line, [&] { line.trigger = trigger; });
}

void InterruptController::mask(LineNumber number) {
  Line& line = find(number);
  operate("mask", line);
  set(line.masked, true);
}

void InterruptController::unmask(LineNumber number) {
  Line& line = find(number);
  operate("unmask", line);
  set(line.masked, false);
}

void InterruptController::end_of_interrupt(LineNumber number) {
  Line& line = find(number);
  operate("end", line);
  set(line.active, false);
  line.since_ns = kernel_.now_ns();
}

void InterruptController::retrigger(LineNumber number) {
  Line& line = find(number);
  operate("trigger", line);
  change_level(line, [&] { line.pending = true; });
  line.since_ns = kernel_.now_ns();
}

bool InterruptController::active(LineNumber number) {
  const Line& line = find(number);
  operate("look at", line);
  if (Touches* touches = kernel_.touches()) touches->read(&line.active);
  return line.active;
}

void InterruptController::collect(std::uint8_t cpu,
                                  base::FixedVector<Candidate, 256>& candidates) const {
  for (const auto& line : lines_) {
    if (line->cpu != cpu || !ready(*line)) continue;
    const std::uint64_t at = line->since_ns + kernel_.costs().interrupt_latency_ns;
    FL_CHECK(candidates.push_back({.kind = Candidate::Kind::interrupt,
                                   .cpu = cpu,
                                   .ready_at_ns = std::max(kernel_.now_ns(), at),
                                   .line = line->number}));
  }
}

const char* InterruptController::acknowledge(LineNumber number, std::uint8_t cpu) {
  Line& line = find(number);
  set(line.active, true);
  if (line.pending) change_level(line, [&] { line.pending = false; });
  ++line.taken;
  kernel_.recorder().record({.kind = trace::Kind::interrupt_entered,
                             .subject = number.value,
                             .value = cpu,
                             .text = line.name});
  return line.name;
}

port::Callback InterruptController::entry(LineNumber number) {
  return {[](void* object) {
            Line& line = *static_cast<Line*>(object);
            line.controller->entry_.function(line.controller->entry_.object, line.number);
          },
          &find(number)};
}

bool InterruptController::level(LineNumber number) {
  return find(number).high;
}

std::uint64_t InterruptController::taken(LineNumber number) {
  return find(number).taken;
}

}  // namespace faultline::sim
