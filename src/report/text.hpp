// SPDX-License-Identifier: Apache-2.0
//
// A run for people: what was violated, with what happened just before, the totals, and each
// master.
#pragma once
#include <string>

#include "report/run.hpp"

namespace faultline::report {

enum class Colour : std::uint8_t { never, always };

// Ends with a line break. With Colour::never there is no escape sequence in it but those of the
// run's own texts.
[[nodiscard]] std::string text(const Run& run, Colour colour);
// What a reader of JSON would miss: complaints, unmet expectations, a run that did not end. One
// line each; empty when there is nothing.
[[nodiscard]] std::string remarks(const Run& run);

}  // namespace faultline::report
