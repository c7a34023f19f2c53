// SPDX-License-Identifier: Apache-2.0
//
// Wiring: lines of their own, combined lines, lines that are missing, lines that are refused.
#include "driver/interrupts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "driver/testing/bench.hpp"

namespace faultline::driver {
namespace {

using testing::Bench;
using testing::ServedBench;
using testing::TestClient;

constexpr LineNumber combined{33};

std::vector<irq::HandlerInfo> handlers(Bench& bench, LineNumber line) {
  std::vector<irq::HandlerInfo> list(8);
  list.resize(bench.interrupts.handlers(line, list));
  return list;
}

TEST(Wiring, NoGlobalLineIsServedAndTold) {
  Bench bench({}, {LineNumber(34), LineNumber(35), LineNumber(36), LineNumber(37)});
  EXPECT_TRUE(bench.make().probe());
  bench.smmu->remove();
}

TEST(Wiring, FewerContextLinesThanBanksAreNamed) {
  Bench bench({LineNumber(33)}, {LineNumber(34), LineNumber(35), LineNumber(36)});
  EXPECT_EQ(bench.make().probe(), base::error(ProbeError::missing_interrupt));
}

TEST(Wiring, MoreContextLinesThanBanksAreIgnored) {
  Bench bench({LineNumber(33)}, std::vector<LineNumber>(40, LineNumber(34)));
  EXPECT_TRUE(bench.make().probe());
  bench.smmu->remove();
}

TEST(Wiring, GlobalLineThatIsListedTwiceIsRequestedOnce) {
  Bench bench({combined, combined}, std::vector<LineNumber>(4, LineNumber(34)));
  ASSERT_TRUE(bench.make().probe());
  EXPECT_EQ(handlers(bench, combined).size(), 1U);
  bench.smmu->remove();
  EXPECT_EQ(handlers(bench, combined).size(), 0U);
}

TEST(Wiring, TooManyGlobalLinesAreNamed) {
  std::vector<LineNumber> many;
  for (std::uint32_t i = 0; i <= Interrupts::max_global_lines; ++i) many.emplace_back(100 + i);
  Bench bench(many, std::vector<LineNumber>(4, LineNumber(34)));
  EXPECT_FALSE(bench.make().probe());
}

TEST(Wiring, EachBankOfACombinedLineHasItsOwnHandler) {
  Bench bench({combined}, std::vector<LineNumber>(4, combined));
  bench.serve();
  TestClient clients[2];
  Domain first(*bench.smmu);
  Domain second(*bench.smmu);
  ASSERT_TRUE(first.open({.fault_handler = &clients[0]}));
  ASSERT_TRUE(second.open({.fault_handler = &clients[1]}));
  EXPECT_EQ(handlers(bench, combined).size(), 3U);
  bench.raise(1U << 1, 0x1000, second.bank());
  bench.controller.lines[combined.value].high = true;
  ASSERT_TRUE(bench.controller.take(combined));
  bench.interrupts.handle(combined);
  EXPECT_EQ(clients[0].records.size(), 0U);
  EXPECT_EQ(clients[1].records.size(), 1U);
  EXPECT_TRUE(first.close());
  EXPECT_TRUE(second.close());
  EXPECT_EQ(handlers(bench, combined).size(), 1U);
  bench.smmu->remove();
}

// H13: the hard global handler first, the one-shot context handler second, and the bank is silent.
TEST(Wiring, CombinedLineOfAThreadedFlavourIsThreadedThroughout) {
  Bench bench({combined}, std::vector<LineNumber>(4, combined));
  bench.flavour.threaded = true;
  bench.serve();
  Domain domain(*bench.smmu);
  EXPECT_TRUE(domain.open({}));
  for (const irq::HandlerInfo& handler : handlers(bench, combined)) {
    EXPECT_TRUE(handler.threaded) << handler.name;
  }
  EXPECT_TRUE(domain.close());
  bench.smmu->remove();
}

TEST(Wiring, GlobalLineOfItsOwnStaysHardInAThreadedFlavour) {
  Bench bench;
  bench.flavour.threaded = true;
  bench.serve();
  Domain domain(*bench.smmu);
  EXPECT_TRUE(domain.open({}));
  EXPECT_FALSE(handlers(bench, Bench::global_line).at(0).threaded);
  EXPECT_TRUE(handlers(bench, Bench::bank_line).at(0).threaded);
  EXPECT_TRUE(domain.close());
  bench.smmu->remove();
}

irq::Verdict ignore(void*, LineNumber) {
  return irq::Verdict::none;
}

TEST(Wiring, RefusedContextInterruptRefusesTheDomainAndLeavesNothing) {
  Bench bench;
  bench.serve();
  irq::Action stranger({.name = "stranger", .primary = {ignore, nullptr}});
  ASSERT_TRUE(bench.interrupts.request(Bench::bank_line, stranger));
  Domain domain(*bench.smmu);
  EXPECT_EQ(domain.open({}), base::error(DomainError::no_interrupt));
  EXPECT_FALSE(bench.banks[0].faults.action);
  bench.interrupts.free(stranger);
  EXPECT_TRUE(domain.open({}));
  EXPECT_TRUE(domain.close());
  bench.smmu->remove();
}

TEST(Wiring, RefusedGlobalInterruptFreesThoseBeforeItAndFailsTheProbe) {
  Bench bench({LineNumber(33), LineNumber(34)}, std::vector<LineNumber>(4, LineNumber(35)));
  irq::Action stranger({.name = "stranger", .primary = {ignore, nullptr}});
  ASSERT_TRUE(bench.interrupts.request(LineNumber(34), stranger));
  EXPECT_EQ(bench.make().probe(), base::error(ProbeError::interrupt_refused));
  EXPECT_EQ(handlers(bench, LineNumber(33)).size(), 0U);
  EXPECT_EQ(bench.clocks.users, 0U);
  bench.interrupts.free(stranger);
}

TEST(Wiring, ThreadedHandlerThatHasNoThreadRefusesTheDomain) {
  ServedBench bench;
  EXPECT_TRUE(bench.domain->close());
  bench.flavour.threaded = true;
  bench.executor.threads_left = 0;
  EXPECT_EQ(bench.domain->open({}), base::error(DomainError::no_interrupt));
  bench.executor.threads_left = 1;
  EXPECT_TRUE(bench.domain->open({}));
}

}  // namespace
}  // namespace faultline::driver
