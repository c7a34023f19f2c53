// SPDX-License-Identifier: Apache-2.0
//
// What each implementation does otherwise, as it shows in the registers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "driver/flavour/adreno_context.hpp"
#include "driver/flavour/kinds.hpp"
#include "driver/testing/bench.hpp"
#include "pgtable/testing/recording_sink.hpp"
#include "spec/mmu500.hpp"

namespace faultline::driver::flavour {
namespace {

using spec::cb::SCTLR;
using spec::gr0::S2CR;
using spec::gr0::StreamType;
using testing::Bench;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::RegisterBus;

constexpr BankIndex first{0};
constexpr BankIndex second{1};

class Flavours : public ::testing::Test, public Bench {
 protected:
  ~Flavours() override {
    if (smmu && smmu->service() != Service::absent) smmu->remove();
  }
  Smmu& make_kind(Kind kind, std::uint16_t id_base = 0) {
    kinds.emplace(id_base);
    config.wiring = {global_lines, context_lines, {}};
    return smmu.emplace(Config{.name = config.name,
                               .device = config.device,
                               .bus = bus,
                               .clock = clock,
                               .executor = executor,
                               .memory = pool,
                               .clocks = clocks,
                               .interrupts = interrupts,
                               .log = log,
                               .sink = sink,
                               .flavour = kinds->get(kind),
                               .firmware = config.firmware,
                               .wiring = config.wiring,
                               .banks = banks,
                               .streams = streams,
                               .options = config.options});
  }
  void serve_kind(Kind kind, std::uint16_t id_base = 0) {
    make_kind(kind, id_base);
    ASSERT_TRUE(smmu->probe());
  }
  // What firmware traps: a bypass becomes a fault.
  void spoil_bypass() {
    bus.after = [this](const RegisterBus::Access& access) {
      const bool spoilt = access.write && access.name.starts_with("S2CR[") &&
                          S2CR::TYPE::decode(access.value) == StreamType::bypass;
      if (!spoilt) return;
      const auto group = static_cast<std::uint32_t>(access.name[5] - '0');
      smmu->registers().write(group, reg::Value<S2CR>().with<S2CR::TYPE>(StreamType::fault));
    };
  }

  std::optional<Kinds> kinds;
};

TEST_F(Flavours, Mmu500UnlocksItsBanksAndTurnsPrefetchingOffAtEachWakeUp) {
  using sACR = spec::mmu500::sACR;
  using ACTLR = spec::mmu500::ACTLR;
  bus.set<spec::gr0::IDR7>(0x21);
  bus.set<sACR>(0x0400'001c);
  bus.set<ACTLR>(3, second);
  serve_kind(Kind::mmu500);
  EXPECT_EQ(bus.get<sACR>(), 0x0000'051cu);
  EXPECT_EQ(bus.get<ACTLR>(second), 1u);
  ASSERT_TRUE(smmu->suspend());
  bus.set<sACR>(0x0400'001c);
  bus.set<ACTLR>(3, second);
  ASSERT_TRUE(smmu->resume());
  EXPECT_EQ(bus.get<sACR>(), 0x0000'051cu);
  EXPECT_EQ(bus.get<ACTLR>(second), 1u);
}

TEST_F(Flavours, Mmu500OfRevision1HasNoLock) {
  using sACR = spec::mmu500::sACR;
  bus.set<spec::gr0::IDR7>(0x11);
  bus.set<sACR>(0x0400'0000);
  serve_kind(Kind::mmu500);
  EXPECT_EQ(bus.get<sACR>(), 0x0400'0500u);
}

TEST_F(Flavours, Mmu500SaysThatThePrefetcherStaysOn) {
  using ACTLR = spec::mmu500::ACTLR;
  make_kind(Kind::mmu500);
  bus.after = [this](const RegisterBus::Access& access) {
    if (access.write && access.name == "ACTLR[1]") bus.set<ACTLR>(3, second);
  };
  ASSERT_TRUE(smmu->probe());
  EXPECT_THAT(log.lines, Contains(HasSubstr("Failed to disable prefetcher")));
}

TEST_F(Flavours, QcomBypassesThroughABankWhereFirmwareSpoilsBypass) {
  make_kind(Kind::qcom_v2);
  spoil_bypass();
  ASSERT_TRUE(smmu->probe());
  const BankIndex last(bank_count - 1);
  EXPECT_TRUE(smmu->bank(last).taken());
  EXPECT_EQ(bus.get<SCTLR>(last), 0u);
  EXPECT_EQ(spec::gr1::CBAR::TYPE::decode(bus.get<spec::gr1::CBAR>(last)),
            spec::gr1::ContextType::stage1_stage2_bypass);
  Domain identity(*smmu);
  ASSERT_TRUE(identity.open({.kind = DomainKind::identity}));
  const std::array stream = {StreamMatch{StreamId(1)}};
  ASSERT_TRUE(identity.attach(stream));
  EXPECT_EQ(smmu->registers().read<S2CR>(0).bits(), 3u);
  EXPECT_TRUE(identity.detach(stream));
  EXPECT_TRUE(identity.close());
  smmu->remove();
  EXPECT_FALSE(banks[3].taken());
}

TEST_F(Flavours, QcomKeepsAllBanksWhereBypassWorks) {
  serve_kind(Kind::qcom_mmu500);
  EXPECT_FALSE(smmu->bank(BankIndex(bank_count - 1)).taken());
}

TEST_F(Flavours, QcomInvalidatesWalksByAsid) {
  serve_kind(Kind::qcom_v2);
  Domain domain(*smmu);
  ASSERT_TRUE(domain.open({}));
  forget();
  const TlbRange range{Iova(0), 4096, 4096};
  ASSERT_TRUE(smmu->tlb().invalidate(domain.tag(), range, TlbDepth::all_levels));
  EXPECT_EQ(bus.take().front().name, "TLBIASID[0]");
  ASSERT_TRUE(smmu->tlb().invalidate(domain.tag(), range, TlbDepth::last_level));
  EXPECT_EQ(bus.take().front().name, "TLBIVAL[0]");
  EXPECT_TRUE(domain.close());
}

TEST_F(Flavours, CaviumsIdsAreUniqueInTheChip) {
  serve_kind(Kind::cavium, 128);
  Domain domain(*smmu);
  ASSERT_TRUE(domain.open({}));
  EXPECT_EQ(domain.tag().asid, Asid(128));
  EXPECT_EQ(domain.tag().vmid, Vmid(129));
  EXPECT_EQ(bus.get<spec::cb::TTBR0>(first) >> 48, 128u);
  EXPECT_THAT(log.lines, Contains(HasSubstr("Cavium erratum 27704")));
  EXPECT_TRUE(domain.close());
}

TEST_F(Flavours, CaviumLeavesOutBanksWhoseVmidDoesNotFit) {
  serve_kind(Kind::cavium, 253);
  EXPECT_EQ(smmu->bank_count(), 2u);
}

TEST_F(Flavours, MarvellWritesTheHighWordFirst) {
  serve_kind(Kind::marvell);
  Domain domain(*smmu);
  forget();
  ASSERT_TRUE(domain.open({}));
  std::vector<std::uint64_t> values;
  for (const auto& access : bus.accesses) {
    if (access.name.starts_with("TTBR0")) values.push_back(access.value);
  }
  ASSERT_EQ(values.size(), 2u);
  EXPECT_EQ(values[0], 0u);  // ASID 0, and no address beyond 4 GiB
  EXPECT_NE(values[1], 0u);
  EXPECT_TRUE(domain.close());
}

TEST_F(Flavours, NvidiaMapsPagesAlone) {
  serve_kind(Kind::nvidia);
  Domain domain(*smmu);
  ASSERT_TRUE(domain.open({}));
  constexpr std::uint64_t block = 2U << 20;
  EXPECT_EQ(domain.map({Iova(0), PhysAddr(0), block, 1, pgtable::read_write}).error(),
            MapError::unsupported_size);
  EXPECT_EQ(domain.page_sizes(), 4096u);
  EXPECT_TRUE(domain.map({Iova(0), PhysAddr(0), 4096, 1, pgtable::read_write}));
  EXPECT_TRUE(domain.unmap(Iova(0), 4096, 1));
  EXPECT_TRUE(domain.close());
}

class AdrenoFlavour : public Flavours {
 protected:
  void open_gpu(Kind kind = Kind::adreno_v2) {
    serve_kind(kind);
    gpu.emplace(*smmu);
    ASSERT_TRUE(gpu->open({.region = pgtable::Region::upper, .stall = true, .gpu = true}));
    context.emplace(*gpu);
    forget();
  }
  ~AdrenoFlavour() override {
    if (gpu) {
      EXPECT_TRUE(gpu->close());
    }
  }
  reg::Value<SCTLR> control() { return smmu->registers().read<SCTLR>(first); }

  std::optional<Domain> gpu;
  std::optional<AdrenoContext> context;
};

TEST_F(AdrenoFlavour, KeepsBank0ForTheGpu) {
  serve_kind(Kind::adreno_mmu500);
  Domain gmu(*smmu);
  ASSERT_TRUE(gmu.open({}));
  EXPECT_EQ(gmu.bank(), second);
  Domain one(*smmu);
  ASSERT_TRUE(one.open({.gpu = true}));
  EXPECT_EQ(one.bank(), first);
  Domain two(*smmu);
  EXPECT_EQ(two.open({.gpu = true}).error(), DomainError::no_bank);
  EXPECT_TRUE(one.close());
  EXPECT_TRUE(gmu.close());
}

TEST_F(AdrenoFlavour, LetsOthersThroughWhileAFaultWaits) {
  open_gpu();
  EXPECT_TRUE(control().get<SCTLR::HUPCF>());
  EXPECT_TRUE(control().get<SCTLR::CFCFG>());
}

TEST_F(AdrenoFlavour, StallSwitchKeepsTheRest) {
  open_gpu();
  const std::uint32_t before = control().bits();
  context->set_stall(false);
  EXPECT_EQ(control().bits(), before & ~static_cast<std::uint32_t>(SCTLR::CFCFG::mask));
  EXPECT_FALSE(context->stalls());
  context->set_stall(true);
  EXPECT_EQ(control().bits(), before);
}

TEST_F(AdrenoFlavour, StallSwitchReachesASleepingSmmuWhenItWakes) {
  open_gpu();
  ASSERT_TRUE(smmu->suspend());
  bus.accesses.clear();
  context->set_stall(false);
  EXPECT_TRUE(bus.accesses.empty());
  ASSERT_TRUE(smmu->resume());
  EXPECT_FALSE(control().get<SCTLR::CFCFG>());
  EXPECT_TRUE(control().get<SCTLR::CFIE>());
}

TEST_F(AdrenoFlavour, HangsAProcessTableIntoTheLowerRegion) {
  open_gpu();
  using Tcr = spec::cb::TCR::Stage1Aarch64;
  EXPECT_TRUE(smmu->registers().read<Tcr>(first).get<Tcr::EPD0>());
  pgtable::testing::RecordingSink flushes;
  pgtable::Table table(pool, flushes);
  ASSERT_TRUE(table.open(gpu->table().format(), context->lower_parameters()));
  const auto made = table.configuration();
  ASSERT_TRUE(context->set_ttbr0(&made));
  EXPECT_FALSE(smmu->registers().read<Tcr>(first).get<Tcr::EPD0>());
  EXPECT_EQ(bus.get<spec::cb::TTBR0>(first), made.root.value);
  ASSERT_TRUE(context->set_ttbr0(nullptr));
  EXPECT_TRUE(smmu->registers().read<Tcr>(first).get<Tcr::EPD0>());
  ASSERT_TRUE(context->flush());
  EXPECT_TRUE(table.close());
}

TEST_F(AdrenoFlavour, HasNoLowerRegionToGiveWhereItsOwnTableIsThere) {
  serve_kind(Kind::adreno_v2);
  Domain plain(*smmu);
  ASSERT_TRUE(plain.open({.gpu = true}));
  EXPECT_FALSE(AdrenoContext(plain).set_ttbr0(nullptr));
  EXPECT_TRUE(plain.close());
}

TEST_F(AdrenoFlavour, TellsAFaultFromItsRecordAlone) {
  open_gpu();
  ContextFaultRecord record;
  record.FSR = reg::Value<spec::cb::FSR>(0x4000'0002);
  record.FAR = reg::Value<spec::cb::FAR>(0x1234'5000);
  record.TTBR0 = reg::Value<spec::cb::TTBR0>(0x9000);
  bus.set<spec::cb::FAR>(0xbad, first);
  const AdrenoFaultInfo info = AdrenoContext::fault_info(record);
  EXPECT_EQ(info.far, 0x1234'5000u);
  EXPECT_EQ(info.fsr, 0x4000'0002u);
  EXPECT_EQ(info.ttbr0, 0x9000u);
  EXPECT_TRUE(bus.accesses.empty());
}

TEST_F(AdrenoFlavour, ThreadsItsFaultHandlers) {
  open_gpu();
  ASSERT_TRUE(banks[0].faults.action.has_value());
  EXPECT_TRUE(banks[0].faults.action->request().one_shot);
  EXPECT_TRUE(static_cast<bool>(banks[0].faults.action->request().thread));
}

TEST_F(AdrenoFlavour, OfItsOwnSmmuHasNo16KPages) {
  serve_kind(Kind::adreno_v2);
  EXPECT_FALSE(smmu->capabilities().granule_16k);
}

}  // namespace
}  // namespace faultline::driver::flavour
