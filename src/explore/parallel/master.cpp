// SPDX-License-Identifier: Apache-2.0
//
// Hand out, wait, merge.
#include "explore/parallel/master.hpp"

#include <algorithm>
#include <chrono>

#include "explore/parallel/messages.hpp"

namespace faultline::explore {

namespace {

constexpr unsigned wait_milliseconds = 50;
constexpr unsigned short_slice_milliseconds = 10;
constexpr std::size_t bytes_a_millisecond = 2000;
constexpr unsigned deaths_at_most = 5;  // on the same strand
constexpr std::chrono::seconds patience{3};

}  // namespace

Master::Master(Crew& crew, Forest& forest, MasterOptions options)
    : crew_(crew), forest_(forest), options_(std::move(options)), busy_(crew.size()) {}

bool Master::run() {
  using SteadyClock = std::chrono::steady_clock;
  bool going = true;
  SteadyClock::time_point until;
  while (!forest_.finished()) {
    if (going && (!trouble_.empty() || (options_.go_on && !options_.go_on()))) {
      going = false;
      until = SteadyClock::now() + patience;
    }
    if (going) hand_out();
    if (forest_.handed() == 0 || (!going && SteadyClock::now() >= until)) break;
    if (const auto report = crew_.receive(wait_milliseconds)) take(*report);
  }
  return forest_.finished() && trouble_.empty();
}

// Of executions that nobody has been told to look at.
std::uint64_t Master::left_of_limit() const {
  std::uint64_t spoken_for = forest_.counts().executions();
  for (const Busy& busy : busy_) spoken_for += busy.executions;
  return options_.executions - std::min(options_.executions, spoken_for);
}

void Master::hand_out() {
  const bool limited = options_.executions != std::numeric_limits<std::uint64_t>::max();
  for (unsigned worker = 0; worker < busy_.size(); ++worker) {
    Busy& busy = busy_[worker];
    if (busy.ticket != 0) continue;
    std::uint64_t share = options_.executions;
    if (limited) share = (left_of_limit() + busy_.size() - 1) / busy_.size();
    if (share == 0) return;
    auto handed = forest_.hand();
    if (!forest_.fits()) trouble_ = "the steps that were saved cannot be taken";
    if (!handed) return;
    const bool hungry = forest_.ready() < crew_.size();
    Order order{std::move(handed->task),
                hungry ? short_slice_milliseconds : options_.slice_milliseconds, share};
    // Telling of it should not take longer than doing it.
    std::string message = text(order);
    if (message.size() / bytes_a_millisecond > order.milliseconds) {
      order.milliseconds = message.size() / bytes_a_millisecond;
      message = text(order);
    }
    busy.ticket = handed->ticket;
    busy.executions = limited ? share : 0;
    crew_.send(worker, message);
    busy.strand = std::move(order.task.strand);
    busy.strand.own.clear();
  }
}

void Master::merge(Busy& busy, const std::string& text) {
  auto slice = parse_slice(text, busy.strand);
  if (!slice) {
    trouble_ = "an answer that cannot be read: " + slice.error();
  } else if (!slice->trouble.empty()) {
    trouble_ = slice->trouble;
  }
  if (!trouble_.empty()) {
    static_cast<void>(forest_.take_back(busy.ticket));
    return;
  }
  if (deadlock_.empty()) deadlock_ = slice->deadlock;
  forest_.accept(busy.ticket, std::move(*slice), 2 * std::size_t{crew_.size()});
}

void Master::take(const Crew::Report& report) {
  Busy& busy = busy_[report.worker];
  if (!report.text) ++died_;
  if (busy.ticket == 0) return;
  if (report.text) {
    merge(busy, *report.text);
  } else if (forest_.take_back(busy.ticket) >= deaths_at_most) {
    trouble_ = "a part of the search has ended " + std::to_string(deaths_at_most) + " workers";
  }
  busy = {};
}

}  // namespace faultline::explore
