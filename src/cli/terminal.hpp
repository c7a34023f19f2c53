// SPDX-License-Identifier: Apache-2.0
//
// What standard output is.
#pragma once
#include "report/text.hpp"

namespace faultline::cli {

// Colours where standard output is a terminal that has them; not where NO_COLOR is set to anything
// (https://no-color.org), TERM is "dumb", or the user says `unwanted`.
[[nodiscard]] report::Colour colour(bool unwanted);

}  // namespace faultline::cli
