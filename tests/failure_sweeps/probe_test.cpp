// SPDX-License-Identifier: Apache-2.0
//
// Probing and removing, with everything refused that the two ask for.
#include <gtest/gtest.h>

#include "../support/implementations.hpp"
#include "sweep.hpp"

namespace faultline::driver::testing {
namespace {

constexpr StreamId stream{5};

class Probing : public ::testing::TestWithParam<Implementation> {
 protected:
  static bool probe(Machine& machine) {
    if (!machine.power_up()) return false;
    const auto probed = machine.smmu.probe(&machine.device);
    if (probed) {
      machine.failing.syncs.set_pages(machine.smmu.registers().pages());
      return true;
    }
    // Identified, and all the same let through: only what was never touched may do that.
    if (probed.error() != ProbeError::clocks_refused) expect_clients_shut_out(machine);
    machine.power_down();
    return false;
  }
  static void expect_clients_shut_out(Machine& machine) {
    ASSERT_TRUE(machine.clocks.enable());
    EXPECT_EQ(machine.access(stream, Iova(machine.memory.data().value)).aborted, 1u);
    machine.clocks.disable();
  }
  static void remove(Machine& machine) {
    machine.smmu.remove();
    machine.power_down();
  }
  static void expect_service(Machine& machine) {
    Tenant domain(machine.smmu);
    domain.move_in({}, {{stream}});
    const PhysAddr data = machine.memory.data();
    ASSERT_TRUE(domain->map({Iova(0x10'0000), data, 4096, 1, pgtable::read_write}));
    EXPECT_EQ(machine.access(stream, Iova(0x10'0000)).done, 1u);
    EXPECT_EQ(machine.access(stream, Iova(0x20'0000)).aborted, 1u);
    machine.clock.sleep_ns(100'000);
  }
  template <typename Choose>
  static Swept sweep(Machine& machine, Choose&& choose) {
    Swept swept;
    machine.run([&] {
      swept = run_sweep(machine, choose(machine).mishap,
                        {.call = [&] { return probe(machine); },
                         .undo = [&] { remove(machine); },
                         .after_success = [&] { expect_service(machine); }});
      machine.expect_nothing_left();
    });
    return swept;
  }
};

TEST_P(Probing, SurvivesRefusedClocks) {
  Machine machine(GetParam().model, {.kind = GetParam().kind});
  const Swept swept = sweep(machine, [](Machine& of) -> auto& { return of.failing.clocks; });
  EXPECT_GE(swept.refused, 4u);  // the identification's and the reset's
}

TEST_P(Probing, SurvivesARefusedPowerDomain) {
  Machine machine(GetParam().model, {.kind = GetParam().kind});
  const Swept swept = sweep(machine, [](Machine& of) -> auto& { return of.failing.rail; });
  EXPECT_GE(swept.refused, 2u);
}

TEST_P(Probing, SurvivesATlbThatDoesNotAnswer) {
  Machine machine(GetParam().model, {.kind = GetParam().kind});
  const Swept swept = sweep(machine, [](Machine& of) -> auto& { return of.failing.syncs; });
  EXPECT_GE(swept.refused, 2u);
}

// Somebody has the line and does not share it.
TEST_P(Probing, SurvivesARefusedInterrupt) {
  Machine machine(GetParam().model, {.kind = GetParam().kind});
  machine.run([&] {
    irq::ActionRequest request;
    request.name = "somebody else";
    request.primary = {[](void*, LineNumber) { return irq::Verdict::none; }, nullptr};
    irq::Action occupant(request);
    ASSERT_TRUE(machine.interrupts.request(Machine::global_line, occupant));
    const Holdings before = holdings(machine);
    EXPECT_FALSE(probe(machine));
    EXPECT_EQ(holdings(machine), before);
    machine.interrupts.free(occupant);
    ASSERT_TRUE(probe(machine));
    expect_service(machine);
    remove(machine);
    machine.expect_nothing_left();
  });
}

// Removing cannot fail, whatever is refused to an SMMU that sleeps when it is removed.
TEST_P(Probing, IsFollowedByARemovalThatLeavesNothing) {
  Machine machine(GetParam().model, {.kind = GetParam().kind});
  unsigned struck = 0;
  machine.run([&] {
    for (Mishap* mishap : {&machine.failing.clocks.mishap, &machine.failing.rail.mishap,
                           &machine.failing.syncs.mishap}) {
      for (const bool asleep : {false, true}) {
        for (unsigned point = 0;; ++point) {
          SCOPED_TRACE(point);
          ASSERT_TRUE(probe(machine));
          if (asleep) {
            ASSERT_TRUE(machine.device.suspend());
          }
          mishap->plan(point, true);
          remove(machine);
          mishap->heal();
          machine.expect_nothing_left();
          if (!mishap->struck()) break;
          ++struck;
        }
      }
    }
  });
  EXPECT_GE(struck, 5u);
}

INSTANTIATE_TEST_SUITE_P(Implementations, Probing, ::testing::ValuesIn(implementations()),
                         name_of_implementation);

// Where fault handlers are threads, a line that carries everything has nothing else.
class ProbingThreaded : public Probing {};

TEST_P(ProbingThreaded, SurvivesARefusedThread) {
  Machine machine(GetParam().model, {.kind = GetParam().kind, .combined_line = true});
  const Swept swept = sweep(machine, [](Machine& of) -> auto& { return of.failing.threads; });
  EXPECT_GE(swept.refused, 2u);
}

INSTANTIATE_TEST_SUITE_P(Implementations, ProbingThreaded, ::testing::Values(adreno()),
                         name_of_implementation);

}  // namespace
}  // namespace faultline::driver::testing
