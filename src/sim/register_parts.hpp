// SPDX-License-Identifier: Apache-2.0
//
// Which parts of an SMMU an access reads and changes: the declared footprint, by which an explorer
// tells accesses that may be swapped from those that may not. What is not known in detail is
// declared to change everything of its page.
#pragma once
#include <array>

#include "sim/touch.hpp"
#include "spec/layout.hpp"

namespace faultline::sim {

class RegisterParts {
 public:
  // A register access that reaches the device.
  void read(Touches& touches, const spec::Place& place) const;
  void write(Touches& touches, const spec::Place& place) const;
  // A transaction that is routed to `bank`, or to none; `passed` without a fault, and if not,
  // recorded by that bank or globally.
  void transaction(Touches& touches, std::optional<BankIndex> bank, bool passed) const;
  // Every access depends on it, and what changes it changes everything.
  void supply_changed(Touches& touches) const { touches.write(&supply_); }

 private:
  void write_gr0(Touches& touches, std::uint32_t offset) const;
  void read_gr0(Touches& touches, std::uint32_t offset) const;

  // Their addresses are what counts.
  struct Bank {
    char control = 0;  // what decides how it translates and whether its line is enabled
    char fault = 0;    // the record and the stalled transaction
  };
  char supply_ = 0;
  char control_ = 0;  // sCR0 and its like
  char fault_ = 0;    // the global record
  char streams_ = 0;  // the stream map
  char tlb_ = 0;
  std::array<Bank, 128> banks_{};
};

}  // namespace faultline::sim
