// SPDX-License-Identifier: Apache-2.0
//
// What a translation costs: a hit, random pages that the TLB holds, walks, nested, evictions.
#include <benchmark/benchmark.h>

#include <memory>
#include <vector>

#include "model/smmu.hpp"
#include "spec/cb.hpp"
#include "spec/gr1.hpp"

namespace faultline::model {
namespace {

// Flat memory, so that the figures are those of the device and not of a map.
class FlatEnvironment final : public Environment {
 public:
  std::optional<std::uint64_t> read64(PhysAddr address) override {
    return words[address.value / 8 % words.size()];
  }
  void set_line(Line, bool) override {}
  void stall_resolved(StallId, Resolution, bool) override {}
  std::uint64_t now_ns() override { return 0; }
  std::vector<std::uint64_t> words = std::vector<std::uint64_t>(1u << 20);
};

constexpr Capacity capacity{.tlb_entries = 4096, .walk_entries = 64};

// Bank 0: stage 1, 39 bits, 16384 pages mapped; bank 1: stage 2 with an identity in blocks.
struct Bench {
  Bench() : smmu(Configuration{}, environment, storage->resources()) {
    smmu.set_supply(Supply::on);
    for (std::uint64_t page = 0; page < 16384; ++page) map(page);
    for (std::uint64_t i = 0; i < 512; ++i)
      environment.words[(0x60'0000 + 8 * i) / 8] = i << 30 | 0x7fd;
    for (unsigned i = 0; i < 16; ++i) write(0x800 + 4 * i, 0);
    write(0x800, 0x8000'0001);
    write(0xc00, 0);
    bank(0, 1u << 16, 25u | 1u << 23, 0x10'0000, 7u << 15 | 5u);
    bank(1, 0, 25u | 1u << 6 | 5u << 16, 0x60'0000, 0);
    write(0, 0x20'0406);
  }
  void bank(unsigned index, std::uint32_t cbar, std::uint32_t tcr, std::uint64_t ttbr,
            std::uint32_t tcr2) {
    const std::uint32_t at = smmu.bank_offset(BankIndex(static_cast<std::uint8_t>(index)));
    write(0x1000 + 4 * index, cbar);
    write(0x1800 + 4 * index, 1);
    write(at + spec::cb::FSR::offset(), 0xffff'ffff);
    write(at + spec::cb::TCR::offset(), tcr);
    write(at + spec::cb::TCR2::offset(), tcr2);
    write(at + spec::cb::TTBR0::offset(), static_cast<std::uint32_t>(ttbr));
    write(at + spec::cb::TTBR0::offset() + 4, 0);
    write(at + spec::cb::SCTLR::offset(), 0x121);
  }
  void nest() { write(0x1000, 3u << 16 | 1u << 8); }
  void write(std::uint32_t offset, std::uint32_t value) { (void)smmu.write(offset, value, 4); }
  void map(std::uint64_t page) {
    auto& words = environment.words;
    words[0x10'0000 / 8] = 0x11'0003;
    words[0x11'0000 / 8 + (page >> 9)] = (0x12'0000 + (page >> 9 << 12)) | 3;
    words[0x12'0000 / 8 + page] = page << 12 | 0xc43;
  }
  std::uint64_t random() {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return state >> 33;
  }

  FlatEnvironment environment;
  std::unique_ptr<Storage<capacity>> storage = std::make_unique<Storage<capacity>>();
  Smmu smmu;
  std::uint64_t state = 1;
};

void hit(benchmark::State& state) {
  Bench bench;
  std::uint64_t at = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        bench.smmu.translate(StreamId(1), Iova(0x4000 + (at += 8) % 4096), {}));
  }
}
BENCHMARK(hit)->Name("model/hit");

// Pages that the TLB holds, in random order.
void random_pages(benchmark::State& state) {
  Bench bench;
  const auto pages = static_cast<std::uint64_t>(state.range(0));
  for (int round = 0; round < 2; ++round)
    for (std::uint64_t page = 0; page < pages; ++page)
      (void)bench.smmu.translate(StreamId(1), Iova(page << 12), {});
  const auto before = bench.smmu.translations();
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        bench.smmu.translate(StreamId(1), Iova(bench.random() % pages << 12), {}));
  }
  const auto misses = bench.smmu.translations().tlb_misses - before.tlb_misses;
  state.counters["miss%"] =
      100.0 * static_cast<double>(misses) / static_cast<double>(state.iterations());
}
BENCHMARK(random_pages)->Name("model/random_pages")->Arg(64)->Arg(2048);

// Every access misses and evicts.
void walk_and_evict(benchmark::State& state) {
  Bench bench;
  std::uint64_t page = 0;
  for (auto _ : state) {
    page = (page + 1) % 16384;
    benchmark::DoNotOptimize(bench.smmu.translate(StreamId(1), Iova(page << 12), {}));
  }
}
BENCHMARK(walk_and_evict)->Name("model/walk_and_evict");

void nested_walk_and_evict(benchmark::State& state) {
  Bench bench;
  bench.nest();
  std::uint64_t page = 0;
  for (auto _ : state) {
    page = (page + 1) % 16384;
    benchmark::DoNotOptimize(bench.smmu.translate(StreamId(1), Iova(page << 12), {}));
  }
}
BENCHMARK(nested_walk_and_evict)->Name("model/nested_walk_and_evict");

void digest(benchmark::State& state) {
  Bench bench;
  for (auto _ : state) benchmark::DoNotOptimize(bench.smmu.digest());
}
BENCHMARK(digest)->Name("model/digest");

}  // namespace
}  // namespace faultline::model
