// SPDX-License-Identifier: Apache-2.0
//
// The kernel log, or what a machine has for one.
#pragma once
#include <cstdint>
#include <string_view>

namespace faultline::port {

enum class Severity : std::uint8_t { error, warning, notice, info, debug };

class Log {
 public:
  // One line, without its end. Any context; never blocks. The text is copied or written before it
  // returns.
  virtual void write(Severity severity, std::string_view line) = 0;

 protected:
  ~Log() = default;
};

}  // namespace faultline::port
