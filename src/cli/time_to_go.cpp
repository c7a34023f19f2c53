// SPDX-License-Identifier: Apache-2.0
//
// What is left divided by how fast it goes.
#include "cli/time_to_go.hpp"

#include <fmt/format.h>

#include <cmath>
#include <string>

namespace faultline::cli {

namespace {

std::string duration(double seconds) {
  constexpr double minute = 60, hour = 3600, day = 86'400;
  if (seconds < 2 * minute) return fmt::format("{:.0f} s", seconds);
  if (seconds < 2 * hour) return fmt::format("{:.0f} min", seconds / minute);
  if (seconds < 2 * day) return fmt::format("{:.0f} h", seconds / hour);
  return fmt::format("{:.0f} days", seconds / day);
}

}  // namespace

TimeToGo::~TimeToGo() {
  if (told_) fmt::print(stderr, "\r\x1b[K");
}

void TimeToGo::tell(std::uint64_t executions) {
  if (!begun_) first_ = executions;
  begun_ = true;
  const auto now = Clock::now();
  if (now - last_ < std::chrono::milliseconds(300)) return;
  last_ = now;
  const double elapsed = std::chrono::duration<double>(now - start_).count();
  const double rate = static_cast<double>(executions - first_) / elapsed;
  std::string line = fmt::format("{} executions, {:.0f} a second", executions, rate);
  if (workers_ > 1) line += fmt::format(" by {}", workers_);
  if (estimated_ > 0) {
    // One digit: it is a guess.
    const double unit = std::pow(10, std::floor(std::log10(estimated_)));
    line += fmt::format("; an estimate: {:g} in all", std::round(estimated_ / unit) * unit);
    const double left = estimated_ - static_cast<double>(executions);
    if (left > 0 && rate > 0) line += ", " + duration(left / rate) + " to go";
  }
  fmt::print(stderr, "\r{}\x1b[K", line);
  told_ = true;
}

}  // namespace faultline::cli
