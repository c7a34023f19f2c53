// SPDX-License-Identifier: Apache-2.0
//
// Domains get what they need or leave nothing behind, and go away while faults are in flight.
#include "driver/domain.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>

#include "driver/testing/bench.hpp"

namespace faultline::driver {
namespace {

using spec::gr0::S2CR;
using spec::gr0::StreamType;
using testing::Bench;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::TestClient;

constexpr std::uint32_t TF = 1U << 1;
constexpr std::uint32_t SS = 1U << 30;
constexpr BankIndex first{0};

class Domains : public ::testing::Test, public Bench {
 protected:
  Domains() { serve(); }
  ~Domains() override {
    domain.reset();
    smmu->remove();
    EXPECT_EQ(pool.live_count(), 0u);
  }
  struct Closing {
    explicit Closing(Smmu& of) : domain(of) {}
    ~Closing() { EXPECT_TRUE(domain.close()); }
    Domain domain;
  };
  Domain& make() { return domain.emplace(*smmu).domain; }
  DomainError refusal(Domain& made, const DomainOptions& options = {}) {
    const auto result = made.open(options);
    EXPECT_FALSE(result);
    return result ? DomainError::not_probed : result.error();
  }
  void attach(Domain& to, StreamMatch stream) { ASSERT_TRUE(to.attach({&stream, 1})); }
  void detach(Domain& from, StreamMatch stream) { ASSERT_TRUE(from.detach({&stream, 1})); }
  std::size_t place(const std::string& text) {
    const auto texts = bus.accesses;
    return static_cast<std::size_t>(
        std::ranges::find(texts, text, &testing::RegisterBus::Access::text) - texts.begin());
  }

  std::optional<Closing> domain;
};

TEST_F(Domains, TakeOneBankEachUntilNoneIsLeft) {
  std::deque<Domain> domains;
  for (std::uint32_t i = 0; i < bank_count; ++i) {
    ASSERT_TRUE(domains.emplace_back(*smmu).open({}));
    EXPECT_EQ(domains.back().bank().value, i);
  }
  EXPECT_EQ(refusal(make()), DomainError::no_bank);
  ASSERT_TRUE(domains[2].close());
  ASSERT_TRUE(domains[2].open({}));
  EXPECT_EQ(domains[2].bank().value, 2);
  for (Domain& at : domains) EXPECT_TRUE(at.close());
}

TEST_F(Domains, WithoutPageMemoryLeaveNothing) {
  pool.fail_at = pool.allocations + 1;
  EXPECT_EQ(refusal(make()), DomainError::out_of_tables);
  pool.fail_at = 0;
  EXPECT_FALSE(smmu->bank(first).taken());
  EXPECT_FALSE(banks[0].faults.action.has_value());
  EXPECT_THAT(bus.take(), IsEmpty());
}

TEST_F(Domains, WithoutAFaultInterruptLeaveNothing) {
  irq::Action alone({.name = "alone",
                     .primary = {[](void*, LineNumber) { return irq::Verdict::none; }, nullptr}});
  ASSERT_TRUE(interrupts.request(bank_line, alone));
  EXPECT_EQ(refusal(make()), DomainError::no_interrupt);
  EXPECT_FALSE(smmu->bank(first).taken());
  EXPECT_EQ(smmu->bank(first).domain(), nullptr);
  EXPECT_FALSE(smmu->bank(first).shadow().control.translate);
  EXPECT_EQ(pool.live_count(), 0u);
  EXPECT_THAT(bus.take(), IsEmpty());
  interrupts.free(alone);
}

TEST_F(Domains, OfAnUpperRegionNeedStage1) {
  smmu->remove();
  config.options.force_stage = 2;
  serve();
  EXPECT_EQ(refusal(make(), {.region = pgtable::Region::upper}), DomainError::unsupported_format);
  EXPECT_FALSE(smmu->bank(first).taken());
}

TEST_F(Domains, NeedAnSmmuInService) {
  smmu->remove();
  EXPECT_EQ(refusal(make()), DomainError::not_probed);
  domain.reset();
  serve();
}

TEST_F(Domains, LeadTheirStreamsToTheirBank) {
  Domain& made = make();
  ASSERT_TRUE(made.open({}));
  attach(made, {StreamId(5)});
  EXPECT_EQ(smmu->registers().read<S2CR>(0).bits(), 0u);
  EXPECT_EQ(smmu->registers().read<spec::gr0::SMR>(0).bits(), 0x8000'0005u);
  EXPECT_EQ(sink.of(trace::Kind::attached).size(), 1u);
  EXPECT_EQ(made.close().error(), DomainError::streams_attached);
  detach(made, {StreamId(5)});
  EXPECT_EQ(smmu->registers().read<spec::gr0::SMR>(0).bits(), 0u);
}

TEST_F(Domains, OfSeveralMastersKeepWhatOneLeaves) {
  Domain& made = make();
  ASSERT_TRUE(made.open({}));
  attach(made, {StreamId(4), 3});
  attach(made, {StreamId(5)});
  detach(made, {StreamId(5)});
  EXPECT_TRUE(smmu->streams().find(StreamId(6)).has_value());
  detach(made, {StreamId(4), 3});
}

TEST_F(Domains, DoNotTakeEachOthersStreams) {
  Domain& made = make();
  ASSERT_TRUE(made.open({}));
  attach(made, {StreamId(5)});
  Domain other(*smmu);
  ASSERT_TRUE(other.open({}));
  const std::array both = {StreamMatch{StreamId(6)}, StreamMatch{StreamId(5)}};
  EXPECT_EQ(other.attach(both).error(), StreamError::conflict);
  EXPECT_FALSE(smmu->streams().find(StreamId(6)).has_value());
  const std::array theirs = {StreamMatch{StreamId(5)}};
  EXPECT_EQ(other.detach(theirs).error(), StreamError::not_mapped);
  EXPECT_TRUE(other.close());
  detach(made, {StreamId(5)});
}

TEST_F(Domains, ThatTranslateNothingBypassOrFault) {
  Domain& identity = make();
  ASSERT_TRUE(identity.open({.kind = DomainKind::identity}));
  attach(identity, {StreamId(1)});
  EXPECT_EQ(smmu->registers().read<S2CR>(0).get<S2CR::TYPE>(), StreamType::bypass);
  EXPECT_EQ(identity.lookup(Iova(0x1234)), PhysAddr(0x1234));
  EXPECT_EQ(identity.map({}).error(), MapError::not_paging);
  Domain blocked(*smmu);
  ASSERT_TRUE(blocked.open({.kind = DomainKind::blocked}));
  attach(blocked, {StreamId(2)});
  EXPECT_EQ(smmu->registers().read<S2CR>(1).get<S2CR::TYPE>(), StreamType::fault);
  EXPECT_FALSE(blocked.lookup(Iova(0x1234)));
  EXPECT_FALSE(smmu->bank(first).taken());
  detach(blocked, {StreamId(2)});
  detach(identity, {StreamId(1)});
  EXPECT_TRUE(blocked.close());
}

TEST_F(Domains, AttachedWhileTheSmmuSleepsAreWrittenWhenItWakes) {
  ASSERT_TRUE(smmu->suspend());
  forget();
  Domain& made = make();
  ASSERT_TRUE(made.open({}));
  attach(made, {StreamId(5)});
  EXPECT_THAT(bus.take(), IsEmpty());
  ASSERT_TRUE(smmu->resume());
  EXPECT_TRUE(smmu->registers().read<spec::cb::SCTLR>(first).get<spec::cb::SCTLR::M>());
  EXPECT_EQ(smmu->registers().read<spec::gr0::SMR>(0).bits(), 0x8000'0005u);
  detach(made, {StreamId(5)});
}

TEST_F(Domains, ThatCloseDeliverTheLastFaultAndTerminateItsStall) {
  TestClient client;
  Domain& made = make();
  ASSERT_TRUE(made.open({.stall = true, .fault_handler = &client}));
  raise(TF | SS, 0xdead'0000);
  bus.accesses.clear();
  ASSERT_TRUE(made.close());
  ASSERT_EQ(client.records.size(), 1u);
  EXPECT_EQ(client.records[0].iova(), Iova(0xdead'0000));
  EXPECT_EQ(bus.get<spec::cb::FSR>(first) & (TF | SS), 0u);
  EXPECT_LT(place("write FSR[0]"), place("write RESUME[0]"));
  EXPECT_LT(place("write RESUME[0]"), place("write SCTLR[0]"));
  EXPECT_EQ(bus.get<spec::cb::SCTLR>(first), 0u);
  EXPECT_FALSE(banks[0].faults.action.has_value());
}

TEST_F(Domains, WhoseTranslationsDoNotGoKeepBankAndTables) {
  Domain& made = make();
  ASSERT_TRUE(made.open({}));
  bus.set<spec::cb::TLBSTATUS>(1, first);
  EXPECT_EQ(made.close().error(), DomainError::flush_failed);
  EXPECT_TRUE(smmu->bank(first).taken());
  EXPECT_NE(pool.live_count(), 0u);
  EXPECT_EQ(bus.get<spec::cb::SCTLR>(first), 0u);
  bus.set<spec::cb::TLBSTATUS>(0, first);
  EXPECT_TRUE(made.close());
  EXPECT_FALSE(smmu->bank(first).taken());
}

TEST_F(Domains, SayWhatTheyMapBeforeAndWhatTheyUnmappedAfter) {
  Domain& made = make();
  ASSERT_TRUE(made.open({}));
  ASSERT_TRUE(made.map({Iova(0x1000), PhysAddr(0x5000), 4096, 2, pgtable::read_write}));
  EXPECT_EQ(made.lookup(Iova(0x2004)), PhysAddr(0x6004));
  ASSERT_TRUE(made.unmap(Iova(0x1000), 4096, 2));
  const auto ended = sink.of(trace::Kind::unmap_ended);
  ASSERT_EQ(ended.size(), 1u);
  EXPECT_EQ(ended[0].value, 0x1000u);
  EXPECT_EQ(ended[0].extra, 0x2000u);
  EXPECT_EQ(made.unmap(Iova(0x1000), 4096, 2).error(), MapError::not_mapped);
  EXPECT_EQ(sink.of(trace::Kind::unmap_ended).size(), 1u);
}

TEST_F(Domains, AskTheHardwareWhereAnAddressLeads) {
  Domain& made = make();
  ASSERT_TRUE(made.open({}));
  ASSERT_TRUE(made.map({Iova(0x1000), PhysAddr(0x5000), 4096, 1, pgtable::read_write}));
  bus.set<spec::cb::PAR>(0x7'7000, first);
  EXPECT_EQ(made.lookup_in_hardware(Iova(0x1234)), PhysAddr(0x7'7234));
  bus.set<spec::cb::PAR>(1, first);
  EXPECT_FALSE(made.lookup_in_hardware(Iova(0x1234)));
  EXPECT_THAT(log.lines, ElementsAre("smmu: translation fault!", "smmu: PAR = 0x1"));
  log.lines.clear();
  bus.set<spec::cb::ATSR>(1, first);
  EXPECT_EQ(made.lookup_in_hardware(Iova(0x1234)), PhysAddr(0x5234));
  EXPECT_THAT(log.lines, ElementsAre("smmu: iova to phys timed out on 0x1234. Falling back to "
                                     "software table walk."));
}

TEST_F(Domains, DoNotAskASleepingSmmu) {
  Domain& made = make();
  ASSERT_TRUE(made.open({}));
  ASSERT_TRUE(made.map({Iova(0x1000), PhysAddr(0x5000), 4096, 1, pgtable::read_write}));
  ASSERT_TRUE(smmu->suspend());
  bus.accesses.clear();
  EXPECT_EQ(made.lookup_in_hardware(Iova(0x1234)), PhysAddr(0x5234));
  EXPECT_THAT(bus.take(), IsEmpty());
  ASSERT_TRUE(smmu->resume());
}

}  // namespace
}  // namespace faultline::driver
