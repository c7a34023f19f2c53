// SPDX-License-Identifier: Apache-2.0
//
// One call, with every request that it makes of the machine refused in turn. What is refused comes
// back as an error or is survived; an error leaves everything as it was; and afterwards the same
// call succeeds.
#pragma once
#include <gtest/gtest.h>

#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "../support/machine.hpp"

namespace faultline::driver::testing {

// What a call that failed must leave alone.
struct Holdings {
  std::uint64_t blocks = 0;  // page memory
  std::int32_t usage_count = 0;
  std::uint32_t underflows = 0;
  bool clocks = false;
  bool rail = false;
  bool suspended = false;
  GateState gate{};
  std::uint32_t banks = 0;
  std::uint32_t groups = 0;  // of the stream map
  std::vector<std::size_t> handlers{};
  std::vector<std::uint32_t> disabled{};  // how deeply each line is
  bool operator==(const Holdings&) const = default;
};

inline Holdings holdings(Machine& machine) {
  Holdings found{.blocks = machine.memory.blocks_in_use(),
                 .usage_count = machine.device.usage_count(),
                 .underflows = machine.device.underflow_count(),
                 .clocks = machine.clocks.on(),
                 .rail = machine.rail.on(),
                 .suspended = machine.device.status_suspended(),
                 .gate = machine.smmu.gate().state(),
                 .groups = machine.smmu.streams().in_use()};
  for (const Bank& bank : machine.banks()) found.banks += bank.taken() ? 1 : 0;
  for (const irq::Line& line : machine.lines()) {
    found.handlers.push_back(machine.interrupts.handlers(line.number(), {}));
    found.disabled.push_back(machine.interrupts.disable_depth(line.number()));
  }
  return found;
}

// How GoogleTest shows them.
inline void PrintTo(const Holdings& holdings, std::ostream* out) {
  *out << "{blocks " << holdings.blocks << ", usage " << holdings.usage_count << ", underflows "
       << holdings.underflows << ", clocks " << holdings.clocks << ", rail " << holdings.rail
       << ", suspended " << holdings.suspended << ", gate " << static_cast<int>(holdings.gate)
       << ", banks " << holdings.banks << ", groups " << holdings.groups << ", handlers "
       << ::testing::PrintToString(holdings.handlers) << ", disabled "
       << ::testing::PrintToString(holdings.disabled) << "}";
}

struct Sweep {
  std::function<bool()> call;                   // whether it succeeded
  std::function<void()> undo;                   // takes back what a success did
  std::function<void()> after_failure = [] {};  // what else must be so
  std::function<void()> after_success = [] {};
};

struct Swept {
  unsigned refused = 0;   // points at which the call failed
  unsigned survived = 0;  // points at which it succeeded all the same
};

// Once with a single refusal at each point, and once with everything refused from there on. The
// machine is in the state in which the call succeeds, and is left in it.
inline Swept run_sweep(Machine& machine, Mishap& mishap, const Sweep& sweep) {
  Swept swept;
  for (const bool lasting : {false, true}) {
    for (unsigned point = 0;; ++point) {
      SCOPED_TRACE(std::string(lasting ? "all from " : "only ") + std::to_string(point));
      const Holdings before = holdings(machine);
      mishap.plan(point, lasting);
      const bool succeeded = sweep.call();
      const bool struck = mishap.struck();
      if (!succeeded) {
        EXPECT_TRUE(struck) << "failed for another reason";
        ++swept.refused;
        mishap.heal();
        EXPECT_EQ(holdings(machine), before);
        sweep.after_failure();
        if (!sweep.call()) {
          ADD_FAILURE() << "fails although nothing is refused any more";
          return swept;
        }
      } else if (struck) {
        ++swept.survived;
      }
      mishap.heal();
      sweep.after_success();
      sweep.undo();
      EXPECT_EQ(holdings(machine), before) << "after a success was taken back";
      if (!struck || ::testing::Test::HasFailure()) break;
    }
  }
  return swept;
}

}  // namespace faultline::driver::testing
