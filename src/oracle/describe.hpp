// SPDX-License-Identifier: Apache-2.0
//
// An event in one readable line: when, where, who, what.
#pragma once
#include <string>

#include "trace/event.hpp"

namespace faultline::oracle {

class Witness;

// Only what.
[[nodiscard]] std::string what(const trace::Event& event, const Witness& witness);
[[nodiscard]] std::string describe(const trace::Event& event, const Witness& witness);

}  // namespace faultline::oracle
