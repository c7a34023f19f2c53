// SPDX-License-Identifier: Apache-2.0
//
// Words with a place each, the file last, since its name may have spaces.
#include "cli/saved_scenario.hpp"

#include <fmt/format.h>

namespace faultline::cli {

namespace {

// What follows `word` up to the next space; nothing: it does not begin so.
std::optional<std::string> take(std::string_view& text, std::string_view word) {
  if (!text.starts_with(word)) return std::nullopt;
  text.remove_prefix(word.size());
  const std::size_t space = text.find(' ');
  if (space == std::string_view::npos || space == 0) return std::nullopt;
  std::string value(text.substr(0, space));
  text.remove_prefix(space + 1);
  return value;
}

}  // namespace

std::string text_of(const ScenarioWish& wish) {
  return fmt::format("scenario board {} policy {} file {}", wish.board, wish.policy, wish.file);
}

std::optional<ScenarioWish> wish_from(std::string_view text) {
  const auto board = take(text, "scenario board ");
  if (!board) return std::nullopt;
  const auto policy = take(text, "policy ");
  if (!policy || !text.starts_with("file ") || text.size() == 5) return std::nullopt;
  return ScenarioWish{.file = std::string(text.substr(5)), .policy = *policy, .board = *board};
}

}  // namespace faultline::cli
