// SPDX-License-Identifier: Apache-2.0
//
// Reads the scenario language (TOML, docs/scenarios.md). Every mistake is answered with file, line,
// column, what is wrong and what would have been right.
#pragma once
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "scenario/scenario.hpp"

namespace faultline::scenario {

struct SourceError {
  std::string file;
  std::uint32_t line = 0;    // from 1
  std::uint32_t column = 0;  // from 1
  std::string message;       // "unknown operation 'mapp'; did you mean 'map'?"

  // "scenarios/x.toml:12:9: error: unknown operation ..."
  [[nodiscard]] std::string text() const;
};

// `file` is only for messages. Errors: the first mistake.
[[nodiscard]] Result<Scenario, SourceError> parse(std::string_view text, std::string_view file);
// The same from a file; one that cannot be read is an error at line 0.
[[nodiscard]] Result<Scenario, SourceError> load(const std::string& path);

}  // namespace faultline::scenario
