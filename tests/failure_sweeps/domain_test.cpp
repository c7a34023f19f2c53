// SPDX-License-Identifier: Apache-2.0
//
// Opening a domain, mapping into it and attaching streams, with everything refused that they ask
// for; with the SMMU awake and asleep.
#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "../support/implementations.hpp"
#include "sweep.hpp"

namespace faultline::driver::testing {
namespace {

constexpr std::uint64_t page = 4096;
constexpr Iova start(0x10'0000);
const std::vector<StreamMatch> streams{{StreamId(5)}, {StreamId(8), 3}};

class Opening : public ::testing::TestWithParam<Implementation> {
 protected:
  enum class Awake { yes, no };

  // Keeps the SMMU in one state meanwhile.
  template <typename Body>
  static void while_it_is(Awake awake, Machine& machine, Body&& body) {
    if (awake == Awake::yes) {
      ASSERT_TRUE(machine.device.get_sync());
    } else {
      ASSERT_TRUE(machine.device.suspend());
    }
    body();
    if (awake == Awake::yes) machine.device.put();
  }

  // A domain, its first mapping and its streams; or nothing of it.
  static bool open(Domain& domain, Machine& machine) {
    if (!domain.open({})) return false;
    const PhysAddr data = machine.memory.data();
    const bool ready =
        domain.map({start, data, page, 1, pgtable::read_write}) && domain.attach(streams);
    if (!ready) {
      EXPECT_TRUE(domain.close());
    }
    return ready;
  }
  static void close(Domain& domain) {
    EXPECT_TRUE(domain.detach(streams));
    EXPECT_TRUE(domain.close());
  }
  static void expect_nobody_passes(Machine& machine) {
    const sim::Transfer transfer = machine.access(streams[0].id, start);
    EXPECT_EQ(transfer.done, 0u);
    EXPECT_EQ(machine.clocks.on() ? transfer.aborted : transfer.lost, 1u);
  }
  static void expect_service(Machine& machine) {
    if (!machine.clocks.on()) return;
    EXPECT_EQ(machine.access(StreamId(5), start).done, 1u);
    EXPECT_EQ(machine.access(StreamId(11), start).done, 1u);
    EXPECT_EQ(machine.access(StreamId(12), start).aborted, 1u);
  }

  template <typename Choose>
  static unsigned sweep(const MachineOptions& options, Choose&& choose) {
    Machine machine(GetParam().model, options);
    unsigned refused = 0;
    for (const Awake awake : {Awake::yes, Awake::no}) {
      machine.serve([&] {
        while_it_is(awake, machine, [&] {
          Domain domain(machine.smmu);
          refused += run_sweep(machine, choose(machine).mishap,
                               {.call = [&] { return open(domain, machine); },
                                .undo = [&] { close(domain); },
                                .after_failure = [&] { expect_nobody_passes(machine); },
                                .after_success = [&] { expect_service(machine); }})
                         .refused;
        });
      });
    }
    return refused;
  }
};

TEST_P(Opening, SurvivesRefusedMemory) {
  const unsigned refused =
      sweep({.kind = GetParam().kind}, [](Machine& of) -> auto& { return of.failing.memory; });
  EXPECT_GE(refused, 16u);  // four levels of tables, awake and asleep, once and lasting
}

TEST_P(Opening, OfStage2SurvivesRefusedMemory) {
  MachineOptions options{.kind = GetParam().kind};
  options.driver.force_stage = 2;
  const unsigned refused = sweep(options, [](Machine& of) -> auto& { return of.failing.memory; });
  EXPECT_GE(refused, 16u);
}

// Somebody has the bank's line and does not share it.
TEST_P(Opening, SurvivesARefusedInterrupt) {
  Machine machine(GetParam().model, {.kind = GetParam().kind});
  for (const Awake awake : {Awake::yes, Awake::no}) {
    machine.serve([&] {
      while_it_is(awake, machine, [&] {
        Domain domain(machine.smmu);
        ASSERT_TRUE(open(domain, machine));
        const LineNumber line = machine.line(domain.bank());
        close(domain);
        irq::ActionRequest request;
        request.name = "somebody else";
        request.primary = {[](void*, LineNumber) { return irq::Verdict::none; }, nullptr};
        irq::Action occupant(request);
        ASSERT_TRUE(machine.interrupts.request(line, occupant));
        const Holdings before = holdings(machine);
        EXPECT_FALSE(open(domain, machine));
        EXPECT_EQ(holdings(machine), before);
        expect_nobody_passes(machine);
        machine.interrupts.free(occupant);
        ASSERT_TRUE(open(domain, machine));
        expect_service(machine);
        close(domain);
      });
    });
  }
}

TEST_P(Opening, IsRefusedWhenAllBanksAreTaken) {
  Machine machine(GetParam().model, {.kind = GetParam().kind});
  machine.serve([&] {
    std::vector<std::unique_ptr<Tenant>> tenants;
    unsigned opened = 0;
    for (;; ++opened) {
      auto tenant = std::make_unique<Tenant>(machine.smmu);
      const Holdings before = holdings(machine);
      if (auto result = (*tenant)->open({}); !result) {
        EXPECT_EQ(result.error(), DomainError::no_bank);
        EXPECT_EQ(holdings(machine), before);
        break;
      }
      tenants.push_back(std::move(tenant));
    }
    EXPECT_GE(opened, 3u);
    tenants.pop_back();
    Domain domain(machine.smmu);
    ASSERT_TRUE(open(domain, machine));
    close(domain);
  });
}

// Of a list of streams the n-th collides with somebody else's: none of the list is attached.
TEST_P(Opening, AttachesAllStreamsOrNone) {
  constexpr std::uint16_t count = 8;
  Machine machine(GetParam().model, {.kind = GetParam().kind});
  unsigned refused = 0;
  for (const Awake awake : {Awake::yes, Awake::no}) {
    machine.serve([&] {
      while_it_is(awake, machine, [&] {
        Tenant domain(machine.smmu);
        domain.move_in({}, {});
        const PhysAddr data = machine.memory.data();
        ASSERT_TRUE(domain->map({start, data, page, 1, pgtable::read_write}));
        std::vector<StreamMatch> list;
        for (std::uint16_t i = 0; i < count; ++i) list.push_back({StreamId(i)});
        for (std::uint16_t at = 0; at < count; ++at) {
          SCOPED_TRACE(at);
          Tenant other(machine.smmu);
          other.move_in({.kind = DomainKind::blocked}, {{StreamId(at)}});
          const Holdings before = holdings(machine);
          const auto attached = domain->attach(list);
          ASSERT_FALSE(attached);
          ++refused;
          EXPECT_EQ(attached.error(), StreamError::conflict);
          EXPECT_EQ(holdings(machine), before);
          for (const StreamMatch& each : list) {
            EXPECT_EQ(machine.access(each.id, start).done, 0u) << each.id.value;
          }
          other.leave();
          ASSERT_TRUE(domain->attach(list));
          if (awake == Awake::yes) {
            for (const StreamMatch& each : list) {
              EXPECT_EQ(machine.access(each.id, start).done, 1u) << each.id.value;
            }
          }
          EXPECT_TRUE(domain->detach(list));
        }
      });
    });
  }
  EXPECT_EQ(refused, 2u * count);
}

// Closing is the one call that may leave something: what hardware may still walk. Closed again, it
// is gone.
TEST_P(Opening, IsTakenBackAlsoWhenTheTlbDoesNotAnswer) {
  Machine machine(GetParam().model, {.kind = GetParam().kind});
  unsigned struck = 0;
  machine.serve([&] {
    while_it_is(Awake::yes, machine, [&] {
      for (const bool lasting : {false, true}) {
        for (unsigned point = 0;; ++point) {
          SCOPED_TRACE(point);
          const Holdings before = holdings(machine);
          Domain domain(machine.smmu);
          ASSERT_TRUE(open(domain, machine));
          machine.failing.syncs.mishap.plan(point, lasting);
          EXPECT_TRUE(domain.detach(streams));
          const auto closed = domain.close();
          machine.failing.syncs.mishap.heal();
          expect_nobody_passes(machine);
          if (!closed) {
            EXPECT_EQ(closed.error(), DomainError::flush_failed);
            EXPECT_GT(machine.memory.blocks_in_use(), before.blocks);
            EXPECT_TRUE(domain.close());
          }
          EXPECT_EQ(holdings(machine), before);
          if (!machine.failing.syncs.mishap.struck()) break;
          ++struck;
        }
      }
    });
  });
  EXPECT_GE(struck, 4u);  // detach's and close's
}

INSTANTIATE_TEST_SUITE_P(Implementations, Opening, ::testing::ValuesIn(implementations()),
                         name_of_implementation);

class OpeningThreaded : public Opening {};

TEST_P(OpeningThreaded, SurvivesARefusedThread) {
  for (const bool combined : {false, true}) {
    const unsigned refused = sweep({.kind = GetParam().kind, .combined_line = combined},
                                   [](Machine& of) -> auto& { return of.failing.threads; });
    EXPECT_GE(refused, 4u);
  }
}

INSTANTIATE_TEST_SUITE_P(Implementations, OpeningThreaded, ::testing::Values(adreno()),
                         name_of_implementation);

}  // namespace
}  // namespace faultline::driver::testing
