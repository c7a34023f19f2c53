// SPDX-License-Identifier: Apache-2.0
//
// Runs an execution a second time. Where it is not the same, something has a say in it that the
// search does not choose: a clock, an address, memory that begin() leaves as it is.
#pragma once
#include <optional>
#include <string>

#include "explore/execution.hpp"
#include "explore/system.hpp"

namespace faultline::explore {

struct Difference {
  std::size_t step = 0;  // from 1; one more than there are: the end
  std::string first;     // what the step was, "thread 0: store: writes 3 from 0 to 1"
  std::string second;

  [[nodiscard]] std::string text() const;
};

// The first step whose footprint is not the same from begin() on. With the same footprints the
// class is the same, for it is made of nothing else. A search may be asked to go on afterwards.
[[nodiscard]] std::optional<Difference> run_twice(System& system, const Execution& execution);

}  // namespace faultline::explore
