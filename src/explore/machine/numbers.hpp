// SPDX-License-Identifier: Apache-2.0
//
// Numbers for things, in the order of their first mention, which are the same in all processes that
// were forked since, whoever of them mentions a thing first, and however it ends.
#pragma once
#include <array>
#include <atomic>
#include <cstdint>
#include <optional>

#include "explore/machine/shared.hpp"

namespace faultline::explore {

template <unsigned at_most>
class Numbers {
 public:
  // `key` is not 0.
  [[nodiscard]] std::optional<std::uint32_t> find(std::uint64_t key) const {
    for (std::uint32_t number = 0; number < at_most; ++number) {
      const std::uint64_t there = (*keys_)[number].load(std::memory_order_relaxed);
      if (there == key) return number;
      if (there == 0) break;
    }
    return std::nullopt;
  }
  // Its number, a new one if it has none. Checked: there is one left.
  std::uint32_t of(std::uint64_t key) {
    for (std::uint32_t number = 0;; ++number) {
      FL_CHECK(number < at_most);
      std::uint64_t there = (*keys_)[number].load(std::memory_order_relaxed);
      if (there == 0 && (*keys_)[number].compare_exchange_strong(there, key)) return number;
      if (there == key) return number;
    }
  }

 private:
  Shared<std::array<std::atomic<std::uint64_t>, at_most>> keys_;
};

}  // namespace faultline::explore
