// SPDX-License-Identifier: Apache-2.0
//
// The workers as their master sees them: texts go to them, and texts come back, or the news that
// one has died. Where they are is a matter of which crew it is.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace faultline::explore {

// What a worker answers to a text.
using Serve = std::function<std::string(std::string_view)>;

class Crew {
 public:
  struct Report {
    unsigned worker = 0;
    std::optional<std::string> text;  // nothing: it died; another one is in its place
  };

  virtual ~Crew() = default;
  // Workers are 0 to size() - 1.
  [[nodiscard]] virtual unsigned size() const = 0;
  // To one that has nothing to answer. It is answered by a report.
  virtual void send(unsigned worker, const std::string& text) = 0;
  // The next report. Nothing: none came within that time, or a signal did.
  [[nodiscard]] virtual std::optional<Report> receive(unsigned milliseconds) = 0;
};

}  // namespace faultline::explore
