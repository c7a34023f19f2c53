// SPDX-License-Identifier: Apache-2.0
//
// What is left after power came back, what clock gating keeps, what happens to lines and waiting
// transactions.
#include "model/power.hpp"

#include <map>
#include <set>

#include "model/testing/bench_device.hpp"
#include "spec/table.hpp"

namespace faultline::model::testing {
namespace {

using namespace spec;

Configuration losing(PowerLoss loss, std::uint64_t seed = 1) {
  Configuration configuration = bench_configuration();
  configuration.behaviour.power_loss = loss;
  configuration.behaviour.junk_seed = seed;
  return configuration;
}

class Power : public OneBank {
 protected:
  explicit Power(const Configuration& configuration = bench_configuration())
      : OneBank(configuration) {
    tables.map(0x4000, 0x8000'0000, user_page);
  }
  void cycle() {
    smmu.set_supply(Supply::off);
    smmu.set_supply(Supply::on);
  }
};

TEST(PowerAtFirst, ADeviceStartsOff) {
  FakeEnvironment environment;
  Storage<bench_capacity> storage;
  Smmu smmu(bench_configuration(), environment, storage.resources());
  EXPECT_EQ(smmu.supply(), Supply::off);
  EXPECT_EQ(smmu.read(0, 4).error(), Refusal::off);
}

TEST_F(Power, WithoutPowerNothingAnswers) {
  smmu.set_supply(Supply::off);
  EXPECT_EQ(smmu.read(0, 4).error(), Refusal::off);
  EXPECT_EQ(smmu.write(0, 0, 4).error(), Refusal::off);
  EXPECT_EQ(read_at(0x4000).verdict, Verdict::unpowered);
}

TEST_F(Power, WithoutClockNothingAnswersAndEverythingIsKept) {
  ASSERT_EQ(read_at(0x4000).verdict, Verdict::passed);
  const std::uint64_t before = smmu.digest();
  smmu.set_supply(Supply::gated);
  EXPECT_EQ(smmu.read(0, 4).error(), Refusal::gated);
  EXPECT_EQ(smmu.write(0, 0, 4).error(), Refusal::gated);
  EXPECT_EQ(read_at(0x4000).verdict, Verdict::unpowered);
  smmu.set_supply(Supply::on);
  EXPECT_EQ(smmu.digest(), before);
  const unsigned reads = environment.reads;
  EXPECT_EQ(read_at(0x4000).verdict, Verdict::passed);
  EXPECT_EQ(environment.reads, reads) << "the TLB was kept";
}

TEST_F(Power, ARefusedWriteChangesNothing) {
  const std::uint64_t before = smmu.digest();
  smmu.set_supply(Supply::gated);
  (void)smmu.write(0, 1, 4);
  smmu.set_supply(Supply::on);
  EXPECT_EQ(smmu.digest(), before);
}

TEST_F(Power, ClockGatingHoldsTheLineAndPowerLossDropsIt) {
  (void)read_at(0x9000);
  ASSERT_TRUE(line(bank0));
  smmu.set_supply(Supply::gated);
  EXPECT_TRUE(line(bank0));
  smmu.set_supply(Supply::off);
  EXPECT_FALSE(line(bank0));
}

TEST_F(Power, AfterPowerLossTheClientPortIsDisabled) {
  cycle();
  EXPECT_EQ(get<gr0::sCR0>(), 1u);
  EXPECT_EQ(read_at(0x4000).verdict, Verdict::bypassed);
}

TEST_F(Power, AWaitingTransactionIsLostWithThePower) {
  control(M | CFRE | CFIE | CFCFG);
  const StallId id = read_at(0x9000).stall;
  smmu.set_supply(Supply::off);
  ASSERT_EQ(environment.resolved.size(), 1u);
  EXPECT_EQ(environment.resolved[0].id, id);
  EXPECT_EQ(environment.resolved[0].resolution, Resolution::lost);
  EXPECT_EQ(smmu.waiting(), 0u);
}

TEST_F(Power, AnUnclearedRecordIsCountedAsLost) {
  (void)read_at(0x9000);
  cycle();
  EXPECT_EQ(smmu.faults(bank0), (FaultCounts{.raised = 1, .lost = 1}));
  EXPECT_EQ(status(), 0u);
  cycle();
  EXPECT_EQ(smmu.faults(bank0).lost, 1u);
}

TEST_F(Power, AnUnclearedGlobalRecordIsCountedAsLost) {
  (void)read_at(0x9000, 77);
  cycle();
  EXPECT_EQ(smmu.global_faults(), (FaultCounts{.raised = 1, .lost = 1}));
}

TEST_F(Power, ResetIsLikePowerLoss) {
  control(M | CFRE | CFIE | CFCFG);
  (void)read_at(0x9000);
  smmu.reset();
  EXPECT_EQ(environment.resolved.at(0).resolution, Resolution::lost);
  EXPECT_FALSE(line(bank0));
  EXPECT_EQ(get<gr0::sCR0>(), 1u);
  EXPECT_EQ(get<cb::SCTLR>(bank0), 0u);
  EXPECT_EQ(smmu.faults(bank0).lost, 1u);
}

class Retention : public Power {
 protected:
  explicit Retention(const Configuration& configuration = losing(PowerLoss::retained))
      : Power(configuration) {
    for (unsigned i = 0; i < 8; ++i) set<cb::FSR>(BankIndex(static_cast<std::uint8_t>(i)), ~0u);
  }
};

TEST_F(Retention, KeepsRegistersAndTlbThroughPowerLoss) {
  for (unsigned i = 1; i < 16; ++i) set<gr0::SMR>(0, i);
  ASSERT_EQ(read_at(0x4000).verdict, Verdict::passed);
  const std::uint64_t before = smmu.digest();
  cycle();
  EXPECT_EQ(smmu.digest(), before);
  EXPECT_EQ(read_at(0x4000).verdict, Verdict::passed);
}

class RetentionWithLateInvalidation : public Retention {
 protected:
  static Configuration configuration() {
    Configuration made = losing(PowerLoss::retained);
    made.behaviour.invalidation = Invalidation::at_sync;
    return made;
  }
  RetentionWithLateInvalidation() : Retention(configuration()) {}
};

TEST_F(RetentionWithLateInvalidation, ForgetsNoInvalidation) {
  for (unsigned i = 1; i < 16; ++i) set<gr0::SMR>(0, i);
  ASSERT_EQ(read_at(0x4000).pa, PhysAddr(0x8000'0000));
  tables.map(0x4000, 0x9000'0000, user_page);
  set<cb::TLBIALL>(bank0, 0);
  ASSERT_EQ(read_at(0x4000).pa, PhysAddr(0x8000'0000)) << "not yet: no sync was seen to end";
  cycle();
  EXPECT_EQ(read_at(0x4000).pa, PhysAddr(0x9000'0000));
}

TEST_F(Retention, KeepsARecordedFaultAndRaisesItsLineAgain) {
  (void)read_at(0x9000, 1);
  const bool recorded = line(bank0);
  smmu.set_supply(Supply::off);
  EXPECT_FALSE(line(bank0));
  smmu.set_supply(Supply::on);
  EXPECT_EQ(line(bank0), recorded);
  EXPECT_EQ(smmu.faults(bank0).lost, 0u);
}

class Junk : public Power {
 protected:
  Junk() : Power(losing(PowerLoss::junk, 7)) {}

  using Words = std::map<std::uint32_t, std::uint32_t>;

  // The bits that a write changes, or clears, by word: of both global spaces, and of bank 0 as a
  // bank of either stage.
  Words changeable_bits() {
    Words found;
    add_changeable(found, Space::gr0, 0);
    add_changeable(found, Space::gr1, 0x1000);
    for (const std::uint32_t type : {0u, 1u}) {
      set<gr1::CBAR>(type << 16);
      add_changeable(found, Space::cb, smmu.bank_offset(bank0));
    }
    return found;
  }
  void add_changeable(Words& found, Space space, std::uint32_t start) {
    for (const RegisterInfo& info : table(space)) {
      if (info.access != reg::RegisterAccess::read_write) continue;
      for (unsigned half = 0; half < info.width_bits / 32; ++half) {
        const std::uint32_t offset = start + info.offset + 4 * half;
        const auto clearable = static_cast<std::uint32_t>(info.rules.w1c >> (32 * half));
        found[offset] |= clearable | (after(offset, ~0u) ^ after(offset, 0));
      }
    }
  }
  std::uint32_t after(std::uint32_t offset, std::uint32_t written) {
    EXPECT_TRUE(smmu.write(offset, written, 4));
    return static_cast<std::uint32_t>(smmu.peek(offset, 4));
  }
};

TEST_F(Junk, OnlyWhatTheManualGuaranteesIsAsItSays) {
  cycle();
  EXPECT_EQ(get<gr0::sCR0>() & 1, 1u) << "CLIENTPD";
  EXPECT_EQ(get<gr0::IDR1>() & 0xff, 8u);
  unsigned odd = 0;
  for (unsigned i = 0; i < 16; ++i) odd += get<gr0::SMR>(i) != 0;
  for (unsigned i = 0; i < 8; ++i) {
    const BankIndex bank(static_cast<std::uint8_t>(i));
    odd += get<cb::SCTLR>(bank) != 0;
    odd += (get<cb::FSR>(bank) & 0x1fe) != 0;
    odd += get<cb::TTBR0>(bank) != 0;
  }
  EXPECT_GT(odd, 30u);
}

// Of every register, all that software can write and all that it can clear is found as 0 and as 1.
TEST_F(Junk, ReachesEveryBitOfEveryRegisterThatHasState) {
  const std::set<std::uint32_t> guaranteed{
      gr0::sACR::offset(), smmu.bank_offset(bank0) + std::uint32_t{cb::ACTLR::offset()}};
  const Words changeable = changeable_bits();
  Words zeroes;
  Words ones;
  for (int i = 0; i < 60; ++i) {
    cycle();
    for (const auto& [offset, bits] : changeable) {
      const auto value = static_cast<std::uint32_t>(smmu.peek(offset, 4));
      ones[offset] |= value;
      zeroes[offset] |= ~value;
    }
  }
  ones[gr0::sCR0::offset()] |= 1;
  zeroes[gr0::sCR0::offset()] |= 1;
  EXPECT_GT(changeable.size(), 35u);
  for (const auto& [offset, bits] : changeable) {
    if (guaranteed.contains(offset)) continue;
    EXPECT_EQ(ones[offset] & zeroes[offset] & bits, bits) << "at " << std::hex << offset;
  }
}

TEST_F(Junk, NeverMakesUpAStall) {
  for (int i = 0; i < 20; ++i) {
    cycle();
    for (unsigned b = 0; b < 8; ++b)
      EXPECT_EQ(get<cb::FSR>(BankIndex(static_cast<std::uint8_t>(b))) >> 30 & 1, 0u);
  }
}

TEST_F(Junk, MayRaiseALineAtPowerOn) {
  unsigned raised = 0;
  for (int i = 0; i < 20; ++i) {
    cycle();
    for (unsigned b = 0; b < 8; ++b) raised += line(BankIndex(static_cast<std::uint8_t>(b)));
  }
  EXPECT_GT(raised, 0u) << "a junk FSR beside a junk CFIE";
}

TEST_F(Junk, DiffersFromOnePowerOnToTheNextButNotFromRunToRun) {
  cycle();
  const std::uint64_t first = smmu.digest();
  cycle();
  EXPECT_NE(smmu.digest(), first);

  FakeEnvironment other_environment;
  Storage<bench_capacity> other_storage;
  Smmu other(losing(PowerLoss::junk, 7), other_environment, other_storage.resources());
  other.set_supply(Supply::on);
  other.set_supply(Supply::off);
  other.set_supply(Supply::on);
  EXPECT_EQ(other.digest(), first);
}

TEST_F(Junk, RespectsBitsThatDoNotExist) {
  cycle();
  for (unsigned i = 0; i < 8; ++i) {
    EXPECT_EQ(get<gr1::CBAR>(i) & 0xff00'0000u, 0u);
    EXPECT_EQ(get<gr1::CBA2R>(i) & ~1u, 0u);
  }
}

TEST_F(Junk, SomeOfTheOldTlbSurvives) {
  for (std::uint64_t page = 0; page < 32; ++page) {
    tables.map(page << 12, 0x8000'0000, user_page);
    (void)read_at(page << 12);
  }
  cycle();
  unsigned left = 0;
  for (const TlbEntry& entry : storage.resources().tlb->entries()) left += entry.tag.valid();
  EXPECT_GT(left, 0u);
  EXPECT_LT(left, 32u);
}

class Zeroes : public Power {};

TEST_F(Zeroes, EverythingElseIsZeroAndTheTlbIsEmpty) {
  ASSERT_EQ(read_at(0x4000).verdict, Verdict::passed);
  cycle();
  EXPECT_EQ(get<gr0::SMR>(0), 0u);
  EXPECT_EQ(get<cb::TTBR0>(bank0), 0u);
  for (const TlbEntry& entry : storage.resources().tlb->entries()) EXPECT_FALSE(entry.tag.valid());
}

}  // namespace
}  // namespace faultline::model::testing
