// SPDX-License-Identifier: Apache-2.0
//
// Drivers with one mistake each, by name: what [driver] variant names in a scenario. Mistakes that
// are a step's place need no class; [driver] alters the tables themselves.
#pragma once
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "scenario/variants/variant.hpp"

namespace faultline::scenario {

struct WrongDriverName {
  std::string_view name;
  std::string_view summary;  // one line
};

// Static.
[[nodiscard]] std::span<const WrongDriverName> wrong_drivers();

// A driver made for one run.
struct WrongDriver {
  std::shared_ptr<void> object{};  // its policy; null: the gate
  Variant variant{};               // refers to it
};

// The error: in words, with the names that there are.
[[nodiscard]] Result<WrongDriver, std::string> make_wrong_driver(std::string_view name);

}  // namespace faultline::scenario
