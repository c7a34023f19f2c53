// SPDX-License-Identifier: Apache-2.0
//
// What the SMMU holds when power comes is anyone's guess: status registers with faults that never
// were, banks that translate, streams that match, cached translations. Whatever it is, the driver
// has to come to the same service, and tells of what really happened and of nothing else. Where
// power stays and only clocks go, everything that the driver left there is still there.
#include <gtest/gtest.h>

#include "../support/implementations.hpp"

namespace faultline::driver::testing {
namespace {

constexpr std::uint64_t page = 4096;
constexpr StreamMatch stream{StreamId(5)};
constexpr StreamId unknown{6};
constexpr Iova mapped(0x10'0000);
constexpr Iova gone(0x10'1000);
constexpr Iova missing(0x20'0000);

// One life of an SMMU, with everything that could go wrong in it after a power-on.
class Life {
 public:
  explicit Life(Machine& machine) : machine_(machine), domain_(machine.smmu) {}

  void run() {
    domain_.move_in({.fault_handler = &client_}, {stream});
    const PhysAddr data = machine_.memory.data();
    ASSERT_TRUE(domain_->map({mapped, data, page, 2, pgtable::read_write}));
    expect_service();
    EXPECT_EQ(machine_.access(stream.id, gone).done, 1u);  // the TLB has it
    ASSERT_TRUE(machine_.device.suspend());
    ASSERT_TRUE(domain_->unmap(gone, page, 1));
    ASSERT_TRUE(machine_.device.resume());
    expect_service();
    expect_fault(gone);
    domain_.leave();
    EXPECT_EQ(global_faults() - global_faults_before_, unknown_accesses_);
  }

 private:
  void expect_service() {
    EXPECT_EQ(machine_.access(stream.id, mapped, true).done, 1u);
    EXPECT_EQ(machine_.memory.read64(machine_.memory.data()), Machine::written(mapped));
    expect_fault(missing);
    ++unknown_accesses_;
    EXPECT_EQ(machine_.access(unknown, mapped).aborted, 1u);
    machine_.clock.sleep_ns(100'000);
  }
  void expect_fault(Iova where) {
    EXPECT_EQ(machine_.access(stream.id, where).aborted, 1u);
    machine_.clock.sleep_ns(100'000);
    ASSERT_EQ(client_.records.size(), ++faults_);
    EXPECT_EQ(client_.records.back().iova(), where);
    EXPECT_FALSE(client_.records.back().overflowed());
  }

  [[nodiscard]] std::uint32_t global_faults() {
    return machine_.smmu.faults().global_counters().reported.load();
  }

  Machine& machine_;
  Client client_;
  Tenant domain_;
  const std::uint32_t global_faults_before_ = global_faults();
  std::size_t faults_ = 0;
  std::uint32_t unknown_accesses_ = 0;
};

class PowerOn : public ::testing::TestWithParam<Implementation> {
 protected:
  static constexpr std::uint64_t seeds = 200;
};

TEST_P(PowerOn, WhateverTheRegistersHoldTheServiceIsTheSame) {
  for (std::uint64_t seed = 1; seed <= seeds && !HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    model::Configuration model = GetParam().model;
    model.behaviour.junk_seed = seed;
    Machine machine(model, {.kind = GetParam().kind, .seed = seed});
    machine.serve([&] { Life(machine).run(); });
  }
}

TEST_P(PowerOn, WhatIsRetainedDoesNoHarm) {
  for (std::uint64_t seed = 1; seed <= seeds / 10 && !HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    model::Configuration model = GetParam().model;
    model.behaviour.junk_seed = seed;
    Machine machine(model, {.kind = GetParam().kind, .seed = seed, .loses_power = false});
    machine.serve([&] { Life(machine).run(); });
    machine.serve([&] { Life(machine).run(); });  // probed over what the last service left
  }
}

// A fault that no handler has seen when the SMMU falls asleep: the line is held back by somebody.
TEST_P(PowerOn, AFaultThatPendsAcrossTheSleepIsToldOnce) {
  for (const bool loses_power : {true, false}) {
    SCOPED_TRACE(loses_power);
    Machine machine(GetParam().model, {.kind = GetParam().kind, .loses_power = loses_power});
    machine.serve([&] {
      Client client;
      Tenant domain(machine.smmu);
      domain.move_in({.fault_handler = &client}, {stream});
      const LineNumber line = machine.line(domain->bank());
      machine.interrupts.disable(line);
      EXPECT_EQ(machine.access(stream.id, missing).aborted, 1u);
      ASSERT_TRUE(machine.device.suspend());
      machine.clock.sleep_ns(100'000);
      EXPECT_EQ(client.records.size(), 1u);
      ASSERT_TRUE(machine.device.resume());
      machine.interrupts.enable(line);
      machine.clock.sleep_ns(100'000);
      ASSERT_EQ(client.records.size(), 1u);
      EXPECT_EQ(client.records[0].iova(), missing);
      EXPECT_TRUE(client.records[0].after_the_fact);
      EXPECT_EQ(machine.access(stream.id, missing).aborted, 1u);
      machine.clock.sleep_ns(100'000);
      EXPECT_EQ(client.records.size(), 2u);
    });
  }
}

INSTANTIATE_TEST_SUITE_P(Implementations, PowerOn, ::testing::ValuesIn(implementations()),
                         name_of_implementation);

// --- Where faults may stall. ---

class StalledPowerOn : public ::testing::TestWithParam<Implementation> {};

TEST_P(StalledPowerOn, ATransactionThatStallsAcrossTheSleepIsTerminatedAndToldOnce) {
  for (const bool loses_power : {true, false}) {
    SCOPED_TRACE(loses_power);
    Machine machine(GetParam().model, {.kind = GetParam().kind, .loses_power = loses_power});
    machine.serve([&] {
      Client client;
      client.answer = Verdict::retry;  // too late
      Tenant domain(machine.smmu);
      domain.move_in({.stall = true, .fault_handler = &client}, {stream});
      const LineNumber line = machine.line(domain->bank());
      machine.interrupts.disable(line);
      sim::Transfer transfer{.stream = stream.id, .iova = missing};
      machine.master.start(transfer);
      EXPECT_FALSE(machine.master.wait(transfer, machine.kernel.now_ns() + 10'000));
      ASSERT_TRUE(machine.device.suspend());
      EXPECT_TRUE(machine.master.wait(transfer, machine.kernel.now_ns() + 10'000));
      EXPECT_EQ(transfer.aborted, 1u);  // before the power went: otherwise it would be lost
      ASSERT_TRUE(machine.device.resume());
      machine.interrupts.enable(line);
      machine.clock.sleep_ns(100'000);
      ASSERT_EQ(client.records.size(), 1u);
      EXPECT_TRUE(client.records[0].stalled());
      EXPECT_EQ(client.dropped, 1u);
    });
  }
}

INSTANTIATE_TEST_SUITE_P(Implementations, StalledPowerOn,
                         ::testing::ValuesIn(stalling_implementations()), name_of_implementation);

}  // namespace
}  // namespace faultline::driver::testing
