// SPDX-License-Identifier: Apache-2.0
//
// Vector clocks: for each process, how many of its steps came before.
#pragma once
#include <array>
#include <cstdint>

#include "explore/system.hpp"

namespace faultline::explore {

class Clock {
 public:
  [[nodiscard]] constexpr std::uint16_t operator[](ProcessId process) const {
    return counts_[process];
  }
  constexpr void set(ProcessId process, std::uint16_t count) { counts_[process] = count; }
  constexpr void join(const Clock& other) {
    // The larger one, written so that a processor without a maximum of this width does many at
    // once.
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      const std::uint16_t mine = counts_[i];
      const std::uint16_t theirs = other.counts_[i];
      const std::uint16_t more = theirs > mine ? static_cast<std::uint16_t>(theirs - mine) : 0;
      counts_[i] = static_cast<std::uint16_t>(mine + more);
    }
  }
  // Mixes it with `seed`.
  [[nodiscard]] constexpr std::uint64_t hash(std::uint64_t seed) const {
    std::uint64_t mixed = seed;
    for (std::size_t i = 0; i < counts_.size(); i += 4) {
      const std::uint64_t four = counts_[i] | std::uint64_t{counts_[i + 1]} << 16 |
                                 std::uint64_t{counts_[i + 2]} << 32 |
                                 std::uint64_t{counts_[i + 3]} << 48;
      mixed = (mixed ^ four) * 0x9e37'79b9'7f4a'7c15;
      mixed ^= mixed >> 29;
    }
    return mixed;
  }

 private:
  alignas(64) std::array<std::uint16_t, processes_at_most> counts_{};
};

}  // namespace faultline::explore
