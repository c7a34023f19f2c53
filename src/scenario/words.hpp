// SPDX-License-Identifier: Apache-2.0
//
// The words of the scenario language.
#pragma once
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "scenario/scenario.hpp"

namespace faultline::scenario {

[[nodiscard]] std::optional<Operation> operation_of(std::string_view word);
[[nodiscard]] std::span<const std::string_view> operation_words();
[[nodiscard]] bool needs_duration(Operation operation);
// "P1" to "P12".
[[nodiscard]] bool is_property(std::string_view word);
// Without control characters: each becomes its code, as \u001b, so that what is echoed neither
// moves a cursor nor hides a line. UTF-8.
[[nodiscard]] std::string printable(std::string_view text);
// The one of `words`, which are not none, that needs the fewest changes to become `word`.
[[nodiscard]] std::string closest(std::string_view word, std::span<const std::string_view> words);
[[nodiscard]] inline std::string closest(std::string_view word,
                                         std::initializer_list<std::string_view> words) {
  return closest(word, std::span<const std::string_view>(words.begin(), words.size()));
}

}  // namespace faultline::scenario
