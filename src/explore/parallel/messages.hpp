// SPDX-License-Identifier: Apache-2.0
//
// What a master and its workers say to each other, as text: an order to go on with a strand for a
// while, and the slice that came of it.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "explore/strand.hpp"

namespace faultline::explore {

struct Order {
  Task task;
  std::uint64_t milliseconds = 0;  // at least one execution, and then no more after that time
  std::uint64_t executions = 0;    // at most
};

[[nodiscard]] std::string text(const Order& order);
[[nodiscard]] std::string text(const Slice& slice);

// Errors: what is wrong with the text.
[[nodiscard]] Result<Order, std::string> parse_order(std::string_view text);
// `handed` is the strand of the order, which tells of the way to what is left of it.
[[nodiscard]] Result<Slice, std::string> parse_slice(std::string_view text, const Strand& handed);

}  // namespace faultline::explore
