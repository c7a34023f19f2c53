// SPDX-License-Identifier: Apache-2.0
//
// Lines with virtual time stamps, in the kernel's own format.
#include "scenario/kernel_log.hpp"

#include <fmt/format.h>

namespace faultline::scenario {

std::string LogLine::stamped() const {
  return fmt::format("[{:5}.{:06}] {}", time_ns / 1'000'000'000, time_ns / 1000 % 1'000'000, text);
}

void KernelLog::write(port::Severity severity, std::string_view line) {
  lines_.push_back({kernel_.now_ns(), severity, std::string(line)});
  kernel_.recorder().record({.kind = trace::Kind::logged, .text = lines_.back().text.c_str()});
  if (print_) print_(lines_.back());
}

}  // namespace faultline::scenario
