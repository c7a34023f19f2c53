// SPDX-License-Identifier: Apache-2.0
//
// What a handler says about an interrupt, and what all sharers of a line say together. Sharers
// never see each other's verdicts: the line's is their union, and only a union that is empty counts
// as unhandled.
#pragma once
#include <cstdint>

namespace faultline::irq {

// The numbers are those of trace::Kind::handler_left.
enum class Verdict : std::uint8_t {
  none = 0,         // not my device
  handled = 1,      // my device, and it is served
  wake_thread = 2,  // my device, perhaps; the action's thread goes on. Only from a primary handler
                    // that has a thread.
};

// The union of the verdicts of one interrupt.
class Verdicts {
 public:
  constexpr void add(Verdict verdict) { bits_ |= static_cast<std::uint8_t>(verdict); }
  [[nodiscard]] constexpr bool has(Verdict verdict) const {
    return (bits_ & static_cast<std::uint8_t>(verdict)) != 0;
  }
  [[nodiscard]] constexpr bool none() const { return bits_ == 0; }
  // As trace::Kind::interrupt_left has it: 1 handled + 2 wake thread.
  [[nodiscard]] constexpr std::uint8_t bits() const { return bits_; }

 private:
  std::uint8_t bits_ = 0;
};

}  // namespace faultline::irq
