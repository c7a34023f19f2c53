// SPDX-License-Identifier: Apache-2.0
//
// Programs whose number of classes is known, by name.
#pragma once
#include <span>
#include <string_view>

#include "explore/litmus/program.hpp"

namespace faultline::explore::litmus {

struct Entry {
  std::string_view name;
  std::string_view about;  // what it does, and how many classes it has
  Program program;
};

[[nodiscard]] std::span<const Entry> library();
// Null: there is none of that name.
[[nodiscard]] const Entry* find(std::string_view name);

}  // namespace faultline::explore::litmus
