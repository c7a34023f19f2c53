// SPDX-License-Identifier: Apache-2.0
//
// Waking up and falling asleep, with everything refused that they ask for.
#include <gtest/gtest.h>

#include "../support/implementations.hpp"
#include "sweep.hpp"

namespace faultline::driver::testing {
namespace {

constexpr std::uint64_t page = 4096;
constexpr StreamMatch stream{StreamId(5)};
constexpr Iova mapped(0x10'0000);
constexpr Iova missing(0x20'0000);

class Waking : public ::testing::TestWithParam<Implementation> {
 protected:
  // With a domain in use, and the SMMU awake.
  template <typename Body>
  static unsigned in_service(bool loses_power, Body&& body) {
    Machine machine(GetParam().model, {.kind = GetParam().kind, .loses_power = loses_power});
    unsigned refused = 0;
    machine.serve([&] {
      Client client;
      Tenant domain(machine.smmu);
      domain.move_in({.fault_handler = &client}, {stream});
      const PhysAddr data = machine.memory.data();
      ASSERT_TRUE(domain->map({mapped, data, page, 1, pgtable::read_write}));
      refused = body(machine, client);
      domain.leave();
    });
    return refused;
  }
  static void expect_service(Machine& machine, Client& client) {
    EXPECT_EQ(machine.access(stream.id, mapped).done, 1u);
    const std::size_t before = client.records.size();
    EXPECT_EQ(machine.access(stream.id, missing).aborted, 1u);
    machine.clock.sleep_ns(100'000);
    EXPECT_EQ(client.records.size(), before + 1);
    EXPECT_EQ(machine.access(StreamId(6), mapped).aborted, 1u);
  }
  static void expect_nobody_passes(Machine& machine) {
    EXPECT_EQ(machine.access(stream.id, mapped).lost, 1u);
  }

  // Resuming, by a reference and without one.
  template <typename Choose>
  static unsigned sweep_resume(bool loses_power, Choose&& choose) {
    return in_service(loses_power, [&](Machine& machine, Client& client) {
      EXPECT_TRUE(machine.device.suspend());
      unsigned refused = run_sweep(machine, choose(machine).mishap,
                                   {.call = [&] { return machine.device.resume().has_value(); },
                                    .undo = [&] { EXPECT_TRUE(machine.device.suspend()); },
                                    .after_failure = [&] { expect_nobody_passes(machine); },
                                    .after_success = [&] { expect_service(machine, client); }})
                             .refused;
      refused += run_sweep(machine, choose(machine).mishap,
                           {.call = [&] { return machine.device.resume_and_get().has_value(); },
                            .undo = [&] { EXPECT_TRUE(machine.device.put_sync_suspend()); },
                            .after_success = [&] { expect_service(machine, client); }})
                     .refused;
      EXPECT_TRUE(machine.device.resume());
      return refused;
    });
  }
};

TEST_P(Waking, SurvivesRefusedClocks) {
  for (const bool loses_power : {false, true}) {
    EXPECT_GE(sweep_resume(loses_power, [](Machine& of) -> auto& { return of.failing.clocks; }),
              4u);
  }
}

TEST_P(Waking, SurvivesARefusedPowerDomain) {
  EXPECT_GE(sweep_resume(true, [](Machine& of) -> auto& { return of.failing.rail; }), 4u);
}

TEST_P(Waking, SurvivesATlbThatDoesNotAnswer) {
  for (const bool loses_power : {false, true}) {
    EXPECT_GE(sweep_resume(loses_power, [](Machine& of) -> auto& { return of.failing.syncs; }), 4u);
  }
}

// A refused suspend leaves the SMMU in full service.
TEST_P(Waking, IsWhatARefusedSuspendAmountsTo) {
  for (const bool loses_power : {false, true}) {
    const unsigned refused = in_service(loses_power, [&](Machine& machine, Client& client) {
      return run_sweep(machine, machine.failing.syncs.mishap,
                       {.call = [&] { return machine.device.suspend().has_value(); },
                        .undo = [&] { EXPECT_TRUE(machine.device.resume()); },
                        .after_failure = [&] { expect_service(machine, client); }})
          .refused;
    });
    EXPECT_GE(refused, 2u);
  }
}

INSTANTIATE_TEST_SUITE_P(Implementations, Waking, ::testing::ValuesIn(implementations()),
                         name_of_implementation);

}  // namespace
}  // namespace faultline::driver::testing
