// SPDX-License-Identifier: Apache-2.0
//
// The driver against the device model, which is a second opinion on the same specification: what
// the driver programs, the model has to understand, on every implementation.
#include <gtest/gtest.h>

#include <algorithm>

#include "../support/implementations.hpp"

namespace faultline::driver::testing {
namespace {

constexpr std::uint64_t page = 4096;
constexpr StreamMatch stream{StreamId(5)};

class OnEveryImplementation : public ::testing::TestWithParam<Implementation> {
 protected:
  Machine machine{GetParam().model, {.kind = GetParam().kind}};
  [[nodiscard]] PhysAddr data() { return machine.memory.data(); }
};

class Service : public OnEveryImplementation {};

TEST_P(Service, TranslatesWhatIsMappedAndFaultsOnTheRest) {
  machine.serve([&] {
    Client client;
    Tenant domain(machine.smmu);
    domain.move_in({.fault_handler = &client}, {stream});
    ASSERT_TRUE(domain->map({Iova(0x10'0000), data(), page, 4, pgtable::read_write}));
    EXPECT_EQ(machine.access(stream.id, Iova(0x10'2008), true).done, 1u);
    EXPECT_EQ(machine.memory.read64(data() + 0x2008), Machine::written(Iova(0x10'2008)));
    EXPECT_EQ(machine.access(stream.id, Iova(0x20'0000)).aborted, 1u);
    machine.clock.sleep_ns(100'000);
    ASSERT_EQ(client.records.size(), 1u);
    EXPECT_EQ(client.records[0].iova(), Iova(0x20'0000));
    EXPECT_EQ(machine.access(StreamId(6), Iova(0x10'0000)).aborted, 1u);
    ASSERT_TRUE(domain->unmap(Iova(0x10'0000), page, 4));
    EXPECT_EQ(machine.access(stream.id, Iova(0x10'2008)).aborted, 1u);
  });
}

TEST_P(Service, SurvivesTheLossOfPower) {
  machine.serve([&] {
    Tenant domain(machine.smmu);
    domain.move_in({}, {stream});
    ASSERT_TRUE(domain->map({Iova(0x10'0000), data(), page, 2, pgtable::read_write}));
    EXPECT_EQ(machine.access(stream.id, Iova(0x10'0000)).done, 1u);
    ASSERT_TRUE(machine.device.suspend());
    EXPECT_FALSE(machine.clocks.on());
    EXPECT_EQ(machine.access(stream.id, Iova(0x10'0000)).lost, 1u);
    ASSERT_TRUE(domain->unmap(Iova(0x10'1000), page, 1));  // nobody to flush
    ASSERT_TRUE(machine.device.resume());
    EXPECT_EQ(machine.access(stream.id, Iova(0x10'0000)).done, 1u);
    EXPECT_EQ(machine.access(stream.id, Iova(0x10'1000)).aborted, 1u);
  });
}

TEST_P(Service, FallsAsleepByItself) {
  machine.serve([&] {
    machine.clock.sleep_ns(15'000'000);
    EXPECT_TRUE(machine.clocks.on());
    machine.clock.sleep_ns(10'000'000);
    EXPECT_FALSE(machine.clocks.on());
    EXPECT_FALSE(machine.rail.on());
  });
}

// A master may be started as soon as its stream is attached, and nothing may come of it as soon as
// it is detached: what attach and detach have written has landed by then.
TEST_P(Service, AttachAndDetachAreDoneWhenTheyReturn) {
  machine.serve([&] {
    const Iova address(data().value + 0x3000);
    Tenant identity(machine.smmu);
    ASSERT_TRUE(identity->open({.kind = DomainKind::identity}));
    for (int round = 0; round < 20; ++round) {
      ASSERT_TRUE(identity->attach({&stream, 1}));
      EXPECT_EQ(machine.access(stream.id, address, true).done, 1u);
      ASSERT_TRUE(identity->detach({&stream, 1}));
      EXPECT_EQ(machine.access(stream.id, address, true).aborted, 1u);
    }
    EXPECT_EQ(machine.memory.read64(data() + 0x3000), Machine::written(address));
  });
}

TEST_P(Service, BlockedStreamsAbortAndNobodyIsTold) {
  machine.serve([&] {
    Client client;
    Tenant blocked(machine.smmu);
    blocked.move_in({.kind = DomainKind::blocked, .fault_handler = &client}, {stream});
    EXPECT_EQ(machine.access(stream.id, Iova(data().value)).aborted, 1u);
    EXPECT_TRUE(client.records.empty());
  });
}

TEST_P(Service, LooksUpInHardwareWhatItMapped) {
  machine.serve([&] {
    Tenant domain(machine.smmu);
    domain.move_in({}, {stream});
    ASSERT_TRUE(domain->map({Iova(0x10'0000), data(), page, 1, pgtable::read_write}));
    EXPECT_EQ(domain->lookup_in_hardware(Iova(0x10'0123)), data() + 0x123);
  });
}

INSTANTIATE_TEST_SUITE_P(Implementations, Service, ::testing::ValuesIn(implementations()),
                         name_of_implementation);

// --- Where faults may stall. ---

class Stalling : public OnEveryImplementation {};

TEST_P(Stalling, ATransactionWaitsForItsVerdict) {
  machine.serve([&] {
    Client client;
    Tenant domain(machine.smmu);
    domain.move_in({.stall = true, .fault_handler = &client}, {stream});
    EXPECT_EQ(machine.access(stream.id, Iova(0x20'0000)).aborted, 1u);
    ASSERT_EQ(client.records.size(), 1u);
    EXPECT_TRUE(client.records[0].stalled());
  });
}

// The client maps what was missing, and the very transaction that faulted goes through.
TEST_P(Stalling, ARepairedTransactionGoesThrough) {
  struct Pager final : FaultHandler {
    explicit Pager(Tenant& behind, PhysAddr memory) : domain(behind), data(memory) {}
    Verdict on_fault(const ContextFaultRecord& record) override {
      ++faults;
      const Iova start(record.iova().value & ~(page - 1));
      return domain->map({start, data, page, 1, pgtable::read_write}) ? Verdict::retry
                                                                      : Verdict::terminate;
    }
    Tenant& domain;
    PhysAddr data;
    int faults = 0;
  };
  machine.serve([&] {
    Tenant domain(machine.smmu);
    Pager pager(domain, data());
    domain.move_in({.stall = true, .fault_handler = &pager}, {stream});
    EXPECT_EQ(machine.access(stream.id, Iova(0x20'0010), true).done, 1u);
    EXPECT_EQ(machine.memory.read64(data() + 0x10), Machine::written(Iova(0x20'0010)));
    EXPECT_EQ(pager.faults, 1);
    domain.leave();
  });
}

INSTANTIATE_TEST_SUITE_P(Implementations, Stalling, ::testing::ValuesIn(stalling_implementations()),
                         name_of_implementation);

}  // namespace
}  // namespace faultline::driver::testing
