// SPDX-License-Identifier: Apache-2.0
//
// Three words.
#include "cli/litmus_scenario.hpp"

#include <charconv>

namespace faultline::cli {

namespace {

constexpr std::string_view kind = "litmus ";

}  // namespace

std::string LitmusScenario::text() const {
  return std::string(kind) + name + " " + std::to_string(n);
}

std::optional<LitmusScenario> LitmusScenario::from(std::string_view text) {
  if (!text.starts_with(kind)) return std::nullopt;
  text.remove_prefix(kind.size());
  const std::size_t space = text.find(' ');
  if (space == std::string_view::npos) return std::nullopt;
  LitmusScenario scenario{.name = std::string(text.substr(0, space)), .n = 0};
  const std::string_view number = text.substr(space + 1);
  const char* const end = number.data() + number.size();
  const auto [stopped, mistake] = std::from_chars(number.data(), end, scenario.n);
  if (mistake != std::errc{} || stopped != end) return std::nullopt;
  if (scenario.n < 1 || scenario.n > largest) return std::nullopt;
  return scenario;
}

}  // namespace faultline::cli
