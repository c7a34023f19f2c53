// SPDX-License-Identifier: Apache-2.0
//
// Kinds of domains, and several of them, against the device model: stage 2, an address space split
// between two tables, many streams on one domain, and two domains that must not see each other.
#include <gtest/gtest.h>

#include "../support/implementations.hpp"
#include "driver/flavour/adreno_context.hpp"

namespace faultline::driver::testing {
namespace {

constexpr std::uint64_t page = 4096;
constexpr StreamMatch stream{StreamId(5)};

class Domains : public ::testing::TestWithParam<Implementation> {
 protected:
  // Over a loss of power and a mere gating of clocks.
  template <typename Test>
  void sleep_between(Machine& machine, Test&& expectations) {
    expectations();
    ASSERT_TRUE(machine.device.suspend());
    ASSERT_TRUE(machine.device.resume());
    expectations();
  }
  template <typename Body>
  void on_machines(Options driver, Body&& body) {
    driver.tlb_sync_timeout_ns = 200'000;
    driver.close_deadline_ns = 1'000'000;
    for (const bool loses_power : {true, false}) {
      SCOPED_TRACE(loses_power);
      Machine machine(GetParam().model,
                      {.kind = GetParam().kind, .loses_power = loses_power, .driver = driver});
      machine.serve([&] { body(machine); });
    }
  }
};

TEST_P(Domains, OfStage2TranslateAndFault) {
  on_machines({.force_stage = 2}, [&](Machine& machine) {
    Client client;
    Tenant domain(machine.smmu);
    domain.move_in({.fault_handler = &client}, {stream});
    ASSERT_TRUE(domain->tag().stage2);
    const PhysAddr data = machine.memory.data();
    ASSERT_TRUE(domain->map({Iova(0x10'0000), data, page, 4, pgtable::read_write}));
    std::size_t faults = 0;
    sleep_between(machine, [&] {
      EXPECT_EQ(machine.access(stream.id, Iova(0x10'3008), true).done, 1u);
      EXPECT_EQ(machine.memory.read64(data + 0x3008), Machine::written(Iova(0x10'3008)));
      EXPECT_EQ(machine.access(stream.id, Iova(0x20'0000)).aborted, 1u);
      machine.clock.sleep_ns(100'000);
      ASSERT_EQ(client.records.size(), ++faults);
      EXPECT_EQ(client.records.back().iova(), Iova(0x20'0000));
    });
    ASSERT_TRUE(domain->unmap(Iova(0x10'0000), page, 4));
    EXPECT_EQ(machine.access(stream.id, Iova(0x10'3008)).aborted, 1u);
  });
}

TEST_P(Domains, OfTheUpperRegionLeaveTheLowerOneAlone) {
  on_machines({}, [&](Machine& machine) {
    const Iova upper(0xffff'0000'0010'0000);
    const PhysAddr data = machine.memory.data();
    Tenant domain(machine.smmu);
    domain.move_in({.region = pgtable::Region::upper, .gpu = true}, {stream});
    ASSERT_TRUE(domain->map({upper, data, page, 1, pgtable::read_write}));
    sleep_between(machine, [&] {
      EXPECT_EQ(machine.access(stream.id, upper + 8, true).done, 1u);
      EXPECT_EQ(machine.memory.read64(data + 8), Machine::written(upper + 8));
      EXPECT_EQ(machine.access(stream.id, Iova(0x10'0000)).aborted, 1u);
    });
  });
}

TEST_P(Domains, MayHaveManyStreams) {
  constexpr std::uint16_t led_here[] = {5, 8, 9, 10, 11, 0x40};
  constexpr std::uint16_t not_led_here[] = {4, 6, 7, 12, 0x41, 0x4005};
  on_machines({}, [&](Machine& machine) {
    Tenant domain(machine.smmu);
    domain.move_in({}, {{StreamId(5)}, {StreamId(8), 3}, {StreamId(0x40)}});
    ASSERT_TRUE(
        domain->map({Iova(0x10'0000), machine.memory.data(), page, 1, pgtable::read_write}));
    const bool matching = machine.smmu.capabilities().stream_matching;
    ASSERT_TRUE(matching);
    sleep_between(machine, [&] {
      for (const std::uint16_t id : led_here) {
        EXPECT_EQ(machine.access(StreamId(id), Iova(0x10'0000)).done, 1u) << id;
      }
      for (const std::uint16_t id : not_led_here) {
        EXPECT_EQ(machine.access(StreamId(id), Iova(0x10'0000)).aborted, 1u) << id;
      }
    });
  });
}

TEST_P(Domains, DoNotSeeEachOther) {
  on_machines({}, [&](Machine& machine) {
    const PhysAddr data = machine.memory.data();
    Client clients[2];
    Tenant one(machine.smmu);
    Tenant two(machine.smmu);
    one.move_in({.fault_handler = &clients[0]}, {{StreamId(1)}});
    two.move_in({.fault_handler = &clients[1]}, {{StreamId(2)}});
    ASSERT_NE(one->bank(), two->bank());
    // The same address, to different places; and one that only the first domain has.
    ASSERT_TRUE(one->map({Iova(0x10'0000), data, page, 2, pgtable::read_write}));
    ASSERT_TRUE(two->map({Iova(0x10'0000), data + 0x8000, page, 1, pgtable::read_write}));
    std::size_t faults = 0;
    sleep_between(machine, [&] {
      EXPECT_EQ(machine.access(StreamId(1), Iova(0x10'0018), true).done, 1u);
      EXPECT_EQ(machine.access(StreamId(2), Iova(0x10'0020), true).done, 1u);
      EXPECT_EQ(machine.memory.read64(data + 0x18), Machine::written(Iova(0x10'0018)));
      EXPECT_EQ(machine.memory.read64(data + 0x20), 0u);
      EXPECT_EQ(machine.memory.read64(data + 0x8020), Machine::written(Iova(0x10'0020)));
      EXPECT_EQ(machine.access(StreamId(1), Iova(0x10'1000)).done, 1u);
      EXPECT_EQ(machine.access(StreamId(2), Iova(0x10'1000)).aborted, 1u);
      machine.clock.sleep_ns(100'000);
      EXPECT_EQ(clients[1].records.size(), ++faults);
    });
    EXPECT_TRUE(clients[0].records.empty());
    one.leave();
    EXPECT_EQ(machine.access(StreamId(1), Iova(0x10'0018)).aborted, 1u);
    EXPECT_EQ(machine.access(StreamId(2), Iova(0x10'0020)).done, 1u);
  });
}

INSTANTIATE_TEST_SUITE_P(Implementations, Domains, ::testing::ValuesIn(implementations()),
                         name_of_implementation);

// --- A GPU's own tables in the lower region, beside the domain's in the upper one. ---

struct Flusher final : pgtable::FlushSink {
  explicit Flusher(flavour::AdrenoContext& of) : context(of) {}
  void range(Iova, std::uint64_t, std::uint64_t) override { EXPECT_TRUE(context.flush()); }
  bool walk(Iova, std::uint64_t, std::uint64_t) override { return context.flush().has_value(); }
  bool all() override { return context.flush().has_value(); }
  flavour::AdrenoContext& context;
};

TEST(SplitDomain, SwitchesTheLowerRegionBetweenTables) {
  Machine machine(model::qcom_smmu_v2(Machine::bank_count), {.kind = flavour::Kind::adreno_v2});
  machine.serve([&] {
    const Iova upper(0xffff'0000'0010'0000);
    const Iova lower(0x10'0000);
    const PhysAddr data = machine.memory.data();
    Tenant gpu(machine.smmu);
    gpu.move_in({.region = pgtable::Region::upper, .gpu = true}, {stream});
    ASSERT_TRUE(gpu->map({upper, data, page, 1, pgtable::read_write}));
    flavour::AdrenoContext context(*gpu);
    Flusher flusher(context);
    pgtable::Table processes[] = {pgtable::Table(machine.memory, flusher),
                                  pgtable::Table(machine.memory, flusher)};
    for (std::uint64_t i = 0; i < 2; ++i) {
      ASSERT_TRUE(processes[i].open(gpu->table().format(), context.lower_parameters()));
      ASSERT_TRUE(processes[i].map(lower, data + (i + 1) * page, page, 1, pgtable::read_write));
    }
    const auto expect_process = [&](std::uint64_t i) {
      EXPECT_EQ(machine.access(stream.id, lower + 8 * i, true).done, 1u);
      EXPECT_EQ(machine.memory.read64(data + (i + 1) * page + 8 * i),
                Machine::written(lower + 8 * i));
      EXPECT_EQ(machine.access(stream.id, upper).done, 1u);
    };
    for (std::uint64_t i = 0; i < 2; ++i) {
      const auto made = processes[i].configuration();
      ASSERT_TRUE(context.set_ttbr0(&made));
      ASSERT_TRUE(context.flush());
      expect_process(i);
      ASSERT_TRUE(machine.device.suspend());
      ASSERT_TRUE(machine.device.resume());
      expect_process(i);
    }
    ASSERT_TRUE(context.set_ttbr0(nullptr));
    ASSERT_TRUE(context.flush());
    EXPECT_EQ(machine.access(stream.id, lower).aborted, 1u);
    for (pgtable::Table& process : processes) EXPECT_TRUE(process.close());
  });
}

}  // namespace
}  // namespace faultline::driver::testing
