// SPDX-License-Identifier: Apache-2.0
//
// A scenario, its board and its policy, as a saved schedule names them:
// "scenario board snapdragon policy v2 file scenarios/wrong/storm.toml".
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "cli/subject.hpp"

namespace faultline::cli {

[[nodiscard]] std::string text_of(const ScenarioWish& wish);
// Nothing: the text is not of that kind. Whether there is such a file is not looked at.
[[nodiscard]] std::optional<ScenarioWish> wish_from(std::string_view text);

}  // namespace faultline::cli
