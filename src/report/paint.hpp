// SPDX-License-Identifier: Apache-2.0
//
// Colours of a terminal.
#pragma once
#include <string>

#include "report/text.hpp"

namespace faultline::report {

inline constexpr const char* red = "31;1";
inline constexpr const char* green = "32";

// `words` in that colour, if there are to be colours.
[[nodiscard]] std::string painted(std::string words, const char* with, Colour colour);

}  // namespace faultline::report
