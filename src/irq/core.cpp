// SPDX-License-Identifier: Apache-2.0
//
// Finding a line, and what can be asked about it.
#include "irq/core.hpp"

#include "base/check.hpp"

namespace faultline::irq {

Line::Line(LineNumber number, const LineOptions& options)
    : number_(number),
      options_(options),
      requests_("irq requests"),
      lock_("irq line"),
      quiet_("irq quiet"),
      trigger_(options.trigger) {}

Core::Core(std::span<Line> lines, const Machine& machine, const Options& options)
    : lines_(lines),
      machine_(machine),
      options_(options),
      poll_timer_("irq poll", port::Callback::to<&Core::poll>(*this)),
      reports_left_(options.spurious.reports) {}

Core::~Core() {
  for (Line& line : lines_) {
    port::Hold hold(line.lock_);
    FL_CHECK(line.actions_.empty());
  }
  machine_.executor.cancel_and_wait(poll_timer_);
}

Line* Core::find(LineNumber number) {
  for (Line& line : lines_) {
    if (line.number_ == number) return &line;
  }
  return nullptr;
}

Line& Core::existing(LineNumber number) {
  Line* line = find(number);
  FL_CHECK(line != nullptr);
  return *line;
}

Statistics Core::statistics(LineNumber number) {
  Line& line = existing(number);
  port::Hold hold(line.lock_);
  return line.statistics_;
}

std::size_t Core::handlers(LineNumber number, std::span<HandlerInfo> list) {
  Line& line = existing(number);
  port::Hold hold(line.lock_);
  std::size_t count = 0;
  for (const Action& action : line.actions_) {
    if (count < list.size()) {
      list[count] = {action.request_.name, action.has_primary(), action.has_thread(),
                     action.disabled_};
    }
    ++count;
  }
  return count;
}

std::uint32_t Core::disable_depth(LineNumber number) {
  Line& line = existing(number);
  port::Hold hold(line.lock_);
  return line.depth_;
}

bool Core::given_up(LineNumber number) {
  Line& line = existing(number);
  port::Hold hold(line.lock_);
  return line.given_up_;
}

void Core::emit(trace::Kind kind, LineNumber line, std::uint64_t value, std::uint64_t extra,
                const char* text) {
  trace::Event event;
  event.kind = kind;
  event.subject = line.value;
  event.value = value;
  event.extra = extra;
  event.text = text;
  machine_.sink.record(event);
}

}  // namespace faultline::irq
