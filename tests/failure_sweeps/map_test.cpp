// SPDX-License-Identifier: Apache-2.0
//
// Mapping and unmapping, with each table refused in turn, and each invalidation unanswered.
#include <gtest/gtest.h>

#include <optional>

#include "../support/implementations.hpp"
#include "sweep.hpp"

namespace faultline::driver::testing {
namespace {

constexpr std::uint64_t page = 4096;
constexpr std::uint64_t pages = 8;
constexpr StreamMatch stream{StreamId(5)};
// Across the border of two entries of the topmost table, so that both halves need tables of all
// levels below.
constexpr Iova start((std::uint64_t{1} << 39) - 4 * page);
// In the first half, a neighbour that is mapped all the time, or not at all.
constexpr Iova neighbour(start.value - (std::uint64_t{1} << 30));

class Mapping : public ::testing::TestWithParam<Implementation> {
 protected:
  // With the SMMU awake.
  template <typename Body>
  static void awake(unsigned stage, Body&& body) {
    MachineOptions options{.kind = GetParam().kind};
    options.driver.force_stage = stage;
    Machine machine(GetParam().model, options);
    machine.serve([&] {
      ASSERT_TRUE(machine.device.get_sync());
      body(machine);
      machine.device.put();
    });
  }
  static MapRequest request(Machine& machine) {
    return {start, machine.memory.data(), page, pages, pgtable::read_write};
  }
  static MapRequest request_of_neighbour(Machine& machine) {
    return {neighbour, machine.memory.data() + 64 * page, page, 1, pgtable::read_write};
  }
  // Faults end a transaction, and may end others until somebody has taken their record.
  static sim::Transfer access(Machine& machine, Iova where) {
    const sim::Transfer transfer = machine.access(stream.id, where);
    machine.clock.sleep_ns(20'000);
    return transfer;
  }
  static void expect_unmapped(Machine& machine, Domain& domain) {
    for (std::uint64_t i = 0; i < pages; ++i) {
      EXPECT_EQ(domain.lookup(start + i * page), std::nullopt) << i;
      EXPECT_EQ(access(machine, start + i * page).aborted, 1u) << i;
    }
  }
  static void expect_mapped(Machine& machine, Domain& domain) {
    for (std::uint64_t i = 0; i < pages; ++i) {
      EXPECT_EQ(domain.lookup(start + i * page), machine.memory.data() + i * page) << i;
      EXPECT_EQ(access(machine, start + i * page).done, 1u) << i;
    }
  }

  // Tables stay when what they held is unmapped, so that each round has a domain of its own.
  static Swept sweep(Machine& machine, bool has_neighbour) {
    std::optional<Tenant> domain;
    const auto move_in = [&] {
      domain.emplace(machine.smmu).move_in({}, {stream});
      if (!has_neighbour) return;
      ASSERT_TRUE((*domain)->map(request_of_neighbour(machine)));
    };
    const auto expect_neighbour = [&] {
      EXPECT_EQ(access(machine, neighbour).done, has_neighbour ? 1u : 0u);
    };
    move_in();
    return run_sweep(machine, machine.failing.memory.mishap,
                     {.call = [&] { return (*domain)->map(request(machine)).has_value(); },
                      .undo = move_in,
                      .after_failure =
                          [&] {
                            expect_unmapped(machine, **domain);
                            expect_neighbour();
                          },
                      .after_success =
                          [&] {
                            expect_mapped(machine, **domain);
                            expect_neighbour();
                          }});
  }
};

TEST_P(Mapping, SurvivesRefusedMemory) {
  for (const unsigned stage : {1u, 2u}) {
    for (const bool has_neighbour : {false, true}) {
      SCOPED_TRACE(stage);
      SCOPED_TRACE(has_neighbour);
      awake(stage, [&](Machine& machine) {
        const Swept swept = sweep(machine, has_neighbour);
        EXPECT_GE(swept.refused, has_neighbour ? 10u : 12u);
      });
    }
  }
}

// The entries are gone and their tables kept; nothing else is.
TEST_P(Mapping, IsTakenBackAlsoWhenTheTlbDoesNotAnswer) {
  unsigned refused = 0;
  for (const unsigned stage : {1u, 2u}) {
    awake(stage, [&](Machine& machine) {
      Tenant tenant(machine.smmu);
      tenant.move_in({}, {stream});
      Domain& domain = *tenant;
      Mishap& mishap = machine.failing.syncs.mishap;
      for (const bool lasting : {false, true}) {
        for (unsigned point = 0;; ++point) {
          SCOPED_TRACE(point);
          ASSERT_TRUE(domain.map(request(machine)));
          expect_mapped(machine, domain);
          mishap.plan(point, lasting);
          const auto unmapped = domain.unmap(start, page, pages);
          mishap.heal();
          expect_unmapped(machine, domain);
          if (!unmapped) {
            EXPECT_EQ(unmapped.error(), MapError::sync_timed_out);
            EXPECT_EQ(domain.unmap(start, page, pages).error(), MapError::not_mapped);
            ++refused;
          }
          if (!mishap.struck()) break;
          EXPECT_FALSE(unmapped) << "somebody was told that the pages may be reused";
        }
      }
    });
  }
  EXPECT_GE(refused, 4u);
}

INSTANTIATE_TEST_SUITE_P(Implementations, Mapping, ::testing::ValuesIn(implementations()),
                         name_of_implementation);

}  // namespace
}  // namespace faultline::driver::testing
