// SPDX-License-Identifier: Apache-2.0
//
// What the device needs of the machine around it: memory for table walks, wires for its interrupts,
// a master to wake, and time.
#pragma once
#include <cstdint>
#include <optional>

#include "base/types.hpp"
#include "model/transaction.hpp"

namespace faultline::model {

// One interrupt output. IHI 0062, chapter on interrupts: SMMU_NSgIrpt, SMMU_NSgCfgIrpt and one per
// context bank.
struct Line {
  enum class Kind : std::uint8_t { context, global_fault, global_configuration };
  Kind kind = Kind::context;
  BankIndex bank{};  // of a context line
  constexpr bool operator==(const Line&) const = default;
};

// Why a waiting transaction waits no longer.
enum class Resolution : std::uint8_t {
  retry,      // translate it again: Smmu::retranslate(id), exactly once
  terminate,  // it is over: a bus error if `aborted` below, else reads as zero and writes vanish
  lost,       // the device lost power or was reset while it waited; what the master sees is the
              // machine's choice
};

// Calls come from within Smmu::read, write, translate, retranslate, tick, reset and set_supply.
// None may call back into the same Smmu (a waiting transaction is woken, and runs later), and none
// may block.
class Environment {
 public:
  // The eight bytes at `address` (a multiple of 8) in memory order, lowest address in the lowest
  // byte. Nothing: the bus answered with an error, which the walk reports as an external abort.
  [[nodiscard]] virtual std::optional<std::uint64_t> read64(PhysAddr address) = 0;

  // The level of `line` changed. Never called with the level that the line already has; all lines
  // start low.
  virtual void set_line(Line line, bool high) = 0;

  // Transaction `stall` waits no longer. `aborted` is meant for `terminate`.
  virtual void stall_resolved(StallId stall, Resolution resolution, bool aborted) = 0;

  // Time never goes back. Only differences matter.
  [[nodiscard]] virtual std::uint64_t now_ns() = 0;

 protected:
  ~Environment() = default;
};

}  // namespace faultline::model
