// SPDX-License-Identifier: Apache-2.0
//
// One line that is written over.
#include "cli/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <ctime>

namespace faultline::cli {

double cpu_seconds() {
  return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

bool Progress::operator()(const explore::Counts& counts) {
  ++calls_;
  seconds_ = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  if (seconds_ - last_told_ < 0.5 || isatty(STDERR_FILENO) == 0) return true;
  last_told_ = seconds_;
  fmt::print(stderr, "\r{} executions, {:.0f} a second \x1b[K", counts.executions(),
             static_cast<double>(calls_) / seconds_);
  told_ = true;
  return true;
}

Progress::~Progress() {
  if (told_) fmt::print(stderr, "\r\x1b[K");
}

}  // namespace faultline::cli
