// SPDX-License-Identifier: Apache-2.0
//
// The machine's kernel log: each line gets its virtual time, is kept, and is handed on to whoever
// prints.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "port/log.hpp"
#include "sim/kernel.hpp"

namespace faultline::scenario {

struct LogLine {
  std::uint64_t time_ns = 0;
  port::Severity severity{};
  std::string text;

  // "[    1.234567] arm-smmu 5040000.iommu: ..."
  [[nodiscard]] std::string stamped() const;
};

class KernelLog final : public port::Log {
 public:
  // Both outlive the log. `print` may be empty.
  KernelLog(sim::Kernel& kernel, std::function<void(const LogLine&)> print)
      : kernel_(kernel), print_(std::move(print)) {}
  void write(port::Severity severity, std::string_view line) override;
  [[nodiscard]] const std::vector<LogLine>& lines() const { return lines_; }

 private:
  sim::Kernel& kernel_;
  std::function<void(const LogLine&)> print_;
  std::vector<LogLine> lines_;
};

}  // namespace faultline::scenario
