// SPDX-License-Identifier: Apache-2.0
//
// Random register writes, transactions, power cycles and time, under many configurations, with what
// must hold after every step: lines are their conditions, faults are counted once, what waits is
// known, the fast path and the slow path agree.
#include <array>
#include <set>

#include "model/flavour.hpp"
#include "model/testing/bench_device.hpp"
#include "spec/syndrome.hpp"
#include "spec/table.hpp"

namespace faultline::model::testing {
namespace {

using namespace spec;

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed * 0x9e37'79b9'7f4a'7c15u + 1) {}
  std::uint64_t word() {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return state_;
  }
  std::uint64_t below(std::uint64_t bound) { return (word() >> 11) % bound; }
  bool one_in(std::uint64_t n) { return below(n) == 0; }

 private:
  std::uint64_t state_;
};

Configuration random_configuration(Random& random) {
  Configuration made = random.one_in(4) ? mmu500(8, 16) : bench_configuration();
  made.size.pages_64k = random.one_in(2);
  made.size.upstream_bits = random.one_in(2) ? 49 : random.one_in(2) ? 64 : 40;
  made.features.extended_stream_ids = random.one_in(4);
  made.features.stream_matching = !random.one_in(4);
  made.features.vmid16 = random.one_in(3);
  made.behaviour.power_loss = static_cast<PowerLoss>(random.below(3));
  made.behaviour.second_stall = static_cast<SecondStall>(random.below(3));
  made.behaviour.invalidation = static_cast<Invalidation>(random.below(2));
  made.behaviour.ss_asserts_line = random.one_in(2);
  made.behaviour.resume_needs_clear_first = random.one_in(2);
  made.behaviour.honours_hupcf = random.one_in(2);
  made.behaviour.sync_duration_ns = random.one_in(2) ? 0 : 50;
  made.behaviour.prefetches_next_page = random.one_in(2);
  return made;
}

// A device under random traffic. Memory is full of small random descriptors, so that walks go
// somewhere.
class Traffic {
 public:
  explicit Traffic(std::uint64_t seed)
      : random_(seed),
        configuration_(random_configuration(random_)),
        smmu_(configuration_, environment_, storage_.resources(), &sink_) {
    smmu_.set_supply(Supply::on);
  }

  void step() {
    switch (random_.below(16)) {
      case 0: power(); break;
      case 1: environment_.time_ns += random_.below(100); break;
      case 2: fill_memory(); break;
      case 3:
      case 4:
      case 5:
      case 6: write_register(); break;
      case 7: sensible_bank(); break;
      case 8: answer_stalls(); break;
      default: translate(); break;
    }
    retry_released();
    check();
  }
  // How often each verdict was given, by its number.
  [[nodiscard]] const std::array<unsigned, 6>& verdicts() const { return verdicts_; }
  [[nodiscard]] FaultCounts faults() const { return smmu_.all_faults(); }

 private:
  void power() {
    if (!random_.one_in(4)) return;
    smmu_.set_supply(static_cast<Supply>(random_.below(3)));
    smmu_.set_supply(Supply::on);
  }
  void fill_memory() {
    for (int i = 0; i < 32; ++i) {
      const std::uint64_t kind = random_.below(4);
      const std::uint64_t target = random_.below(32) << 12;
      environment_.memory.write64(random_.below(32) << 12 | random_.below(512) << 3,
                                  target | (random_.word() & 0x0060'0000'0000'0ffc) | kind | 0x400);
    }
  }
  std::uint32_t base_of(Space space) {
    const std::uint32_t page = configuration_.size.pages_64k ? 0x10000 : 0x1000;
    if (space == Space::gr0) return 0;
    if (space == Space::gr1) return page;
    return smmu_.bank_offset(BankIndex(static_cast<std::uint8_t>(random_.below(8))));
  }
  void write_register() {
    const Space space = random_.one_in(3) ? Space::gr0 : random_.one_in(4) ? Space::gr1 : Space::cb;
    const auto rows = table(space);
    const RegisterInfo& info = rows[random_.below(rows.size())];
    const auto index = static_cast<std::uint32_t>(random_.below(info.count));
    const unsigned bytes = random_.one_in(2) ? 4 : info.size_bytes();
    std::uint64_t value = random_.word() & random_.word();
    // Mostly let clients through, or nothing is tested.
    if (info.offset == 0 && space == Space::gr0) value &= ~std::uint64_t{!random_.one_in(8)};
    (void)smmu_.write(base_of(space) + info.offset + index * info.stride_bytes, value, bytes);
  }
  void write(std::uint32_t offset, std::uint64_t value, unsigned bytes = 4) {
    ASSERT_TRUE(smmu_.write(offset, value, bytes).has_value());
  }
  // A bank as a driver would set it up, so that not all is nonsense.
  void sensible_bank() {
    const auto bank = static_cast<std::uint32_t>(random_.below(4));
    const std::uint32_t gr1 = configuration_.size.pages_64k ? 0x10000 : 0x1000;
    const std::uint32_t cb = smmu_.bank_offset(BankIndex(static_cast<std::uint8_t>(bank)));
    const std::uint32_t type = static_cast<std::uint32_t>(random_.below(4));
    write(gr1 + 4 * bank, type << 16 | random_.below(4) << 8 | random_.below(2));
    write(gr1 + 0x800 + 4 * bank, random_.below(8) != 0);
    const std::uint64_t sizes[] = {16, 24, 25, 28, 34};
    const std::uint64_t size = sizes[random_.below(5)];
    write(cb + 0x30, type == 0 ? size | random_.below(3) << 6 | random_.below(3) << 14 | 5u << 16
                               : size | random_.below(3) << 14 | size << 16 | 2u << 30);
    write(cb + 0x10, 5u | 7u << 15);
    write(cb + 0x20, random_.below(32) << 12, 8);
    write(cb + 0x28, random_.below(32) << 12, 8);
    write(cb, 0x61 | random_.below(4) << 7);
    for (std::uint32_t i = 0; i < 16; ++i) write(0x800 + 4 * i, 0);
    for (std::uint32_t i = 0; i < 4; ++i) {
      write(0x800 + 4 * i, 1u << 31 | i);
      write(0xc00 + 4 * i, i | 1u << 10);
    }
    write(0, 0x20'0406);
  }
  void answer_stalls() {
    for (std::uint32_t i = 0; i < 8; ++i) {
      const std::uint32_t cb = smmu_.bank_offset(BankIndex(static_cast<std::uint8_t>(i)));
      if (random_.one_in(2)) write(cb + 0x58, ~std::uint64_t{0} >> 32);
      if (random_.one_in(2)) write(cb + 0x08, random_.below(2));
    }
  }
  void translate() {
    const StreamId stream(static_cast<std::uint16_t>(random_.below(6)));
    std::uint64_t address = random_.below(64) << 12 | random_.below(4096);
    if (random_.one_in(4)) address = ~address;
    if (random_.one_in(8)) address = random_.word();
    const Access access{.write = random_.one_in(2),
                        .instruction = random_.one_in(4),
                        .privileged = random_.one_in(2)};
    note(smmu_.translate(stream, Iova(address), access));
  }
  void note(const Outcome& outcome) {
    ++verdicts_[static_cast<std::size_t>(outcome.verdict)];
    if (outcome.fault != FaultId{}) {
      EXPECT_TRUE(faults_.insert(outcome.fault.value).second) << "a fault has one id";
    }
    const bool waits = outcome.verdict == Verdict::stalled || outcome.verdict == Verdict::held;
    EXPECT_EQ(outcome.stall != StallId{}, waits);
    if (waits) {
      EXPECT_TRUE(waiting_.insert(outcome.stall.value).second);
    }
    if (outcome.verdict == Verdict::passed) {
      EXPECT_NE(outcome.size_bytes, 0u);
    }
  }
  // Everything that was let go is tried again, or is over.
  void retry_released() {
    while (!environment_.resolved.empty()) {
      const auto resolved = environment_.resolved.back();
      environment_.resolved.pop_back();
      EXPECT_EQ(waiting_.erase(resolved.id.value), 1u) << "resolved exactly once";
      if (resolved.resolution == Resolution::retry) note(smmu_.retranslate(resolved.id));
    }
  }
  void check() {
    const std::uint32_t sCR0 = static_cast<std::uint32_t>(smmu_.peek(0, 4));
    const std::uint32_t sGFSR = static_cast<std::uint32_t>(smmu_.peek(0x48, 4));
    EXPECT_EQ(smmu_.line({.kind = Line::Kind::global_fault}),
              (sCR0 >> 2 & 1) != 0 && (sGFSR & 0x8000'015f) != 0);
    EXPECT_EQ(smmu_.line({.kind = Line::Kind::global_configuration}),
              (sCR0 >> 5 & 1) != 0 && (sGFSR & 0x20) != 0);
    for (std::uint32_t i = 0; i < 8; ++i) check_bank(BankIndex(static_cast<std::uint8_t>(i)));
    EXPECT_EQ(smmu_.waiting(), waiting_.size());
    const FaultCounts counts = smmu_.all_faults();
    const auto told = sink_.of(trace::Kind::fault_raised).size() +
                      sink_.of(trace::Kind::fault_overflowed).size() +
                      sink_.of(trace::Kind::fault_merged).size();
    EXPECT_EQ(counts.raised + counts.overflowed + counts.merged, told);
    EXPECT_LE(counts.lost, counts.raised + junk_records());
  }
  // Junk in FSR looks like a record and is lost like one.
  std::uint64_t junk_records() const {
    return configuration_.behaviour.power_loss == PowerLoss::zero ? 0 : ~std::uint64_t{0} / 2;
  }
  void check_bank(BankIndex bank) {
    const std::uint32_t cb = smmu_.bank_offset(bank);
    const auto sctlr = static_cast<std::uint32_t>(smmu_.peek(cb, 4));
    const auto fsr = static_cast<std::uint32_t>(smmu_.peek(cb + 0x58, 4));
    std::uint32_t asserting = 0x8000'01fe;
    if (configuration_.behaviour.ss_asserts_line) asserting |= 1u << 30;
    EXPECT_EQ(smmu_.line({.kind = Line::Kind::context, .bank = bank}),
              (sctlr >> 6 & 1) != 0 && (fsr & asserting) != 0);
  }

  Random random_;
  Configuration configuration_;
  RecordingSink sink_;
  FakeEnvironment environment_;
  Storage<bench_capacity> storage_;
  Smmu smmu_;
  std::set<std::uint32_t> faults_;
  std::set<std::uint32_t> waiting_;
  std::array<unsigned, 6> verdicts_{};
};

TEST(RandomTraffic, LeavesEveryInvariantStanding) {
  std::array<unsigned, 6> verdicts{};
  FaultCounts faults;
  for (std::uint64_t seed = 1; seed <= 60 && !::testing::Test::HasFailure(); ++seed) {
    Traffic traffic(seed);
    SCOPED_TRACE(seed);
    for (int i = 0; i < 400 && !::testing::Test::HasFailure(); ++i) traffic.step();
    for (std::size_t i = 0; i < verdicts.size(); ++i) verdicts[i] += traffic.verdicts()[i];
    faults += traffic.faults();
  }
  // Traffic that meets nothing proves nothing.
  for (const Verdict verdict :
       {Verdict::passed, Verdict::bypassed, Verdict::faulted, Verdict::stalled, Verdict::held})
    EXPECT_GT(verdicts[static_cast<std::size_t>(verdict)], 100u) << static_cast<int>(verdict);
  EXPECT_GT(faults.raised, 1000u);
  EXPECT_GT(faults.overflowed, 100u);
  EXPECT_GT(faults.lost, 10u);
}

TEST(RandomTraffic, IsTheSameTwice) {
  const auto digest_after = [](std::uint64_t seed) {
    Random random(seed);
    Configuration configuration = random_configuration(random);
    FakeEnvironment environment;
    Storage<bench_capacity> storage;
    Smmu smmu(configuration, environment, storage.resources());
    smmu.set_supply(Supply::on);
    for (int i = 0; i < 2000; ++i) {
      const auto offset = static_cast<std::uint32_t>(random.below(smmu.size_bytes()) & ~3u);
      (void)smmu.write(offset, random.word(), 4);
      (void)smmu.translate(StreamId(static_cast<std::uint16_t>(random.below(32))),
                           Iova(random.word() >> 16), {});
    }
    return smmu.digest();
  };
  for (std::uint64_t seed = 1; seed < 5; ++seed) EXPECT_EQ(digest_after(seed), digest_after(seed));
}

}  // namespace
}  // namespace faultline::model::testing
