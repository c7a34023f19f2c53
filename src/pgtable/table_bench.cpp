// SPDX-License-Identifier: Apache-2.0
//
// What a page table costs, each row beside its floor measured in the same run: the stores, barriers
// and loads without which the job cannot be done. 4K granule, 48-bit input, coherent walker.
// Figures are for one call, so that 256 pages are one.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <random>
#include <vector>

#include "pgtable/formats.hpp"
#include "pgtable/gather.hpp"
#include "pgtable/table.hpp"
#include "port/barrier.hpp"
#include "port/entry.hpp"

namespace faultline::pgtable {
namespace {

constexpr std::uint64_t KiB = 1024;
constexpr std::uint64_t MiB = 1024 * KiB;
constexpr std::uint64_t GiB = 1024 * MiB;

// Hands out tables one behind the other and takes them back at the end.
class Arena final : public port::PageMemory {
 public:
  explicit Arena(std::size_t capacity_bytes)
      : Arena(static_cast<std::byte*>(std::aligned_alloc(1U << 16, capacity_bytes)),
              capacity_bytes) {}

  std::optional<PhysAddr> allocate(std::size_t size_bytes) override {
    const std::size_t start = (used_ + size_bytes - 1) & ~(size_bytes - 1);
    if (start + size_bytes > capacity_) return std::nullopt;
    used_ = start + size_bytes;
    std::memset(memory_.get() + start, 0, size_bytes);
    return physical(memory_.get() + start);
  }
  void release(PhysAddr /*block*/, std::size_t /*size_bytes*/) override {}
  void clean(PhysAddr /*block*/, std::size_t /*size_bytes*/) override {}
  [[nodiscard]] std::size_t used_bytes() const { return used_; }

 private:
  struct Free {
    void operator()(std::byte* memory) const { std::free(memory); }
  };
  Arena(std::byte* memory, std::size_t capacity_bytes)
      : PageMemory(reinterpret_cast<std::uintptr_t>(memory) - 0x8000'0000),
        memory_(memory),
        capacity_(capacity_bytes) {}

  std::unique_ptr<std::byte, Free> memory_;
  std::size_t capacity_;
  std::size_t used_ = 0;
};

class CountingSink final : public FlushSink {
 public:
  void range(Iova /*start*/, std::uint64_t size_bytes, std::uint64_t /*stride*/) override {
    bytes += size_bytes;
  }
  bool walk(Iova /*start*/, std::uint64_t /*size*/, std::uint64_t /*stride*/) override {
    return true;
  }
  bool all() override { return true; }
  std::uint64_t bytes = 0;
};

struct Bench {
  explicit Bench(const Format& format = aarch64_4k_stage1, std::size_t table_bytes = 16 * MiB)
      : memory(table_bytes), table(memory, sink) {
    if (!table.open(format, {})) std::abort();
  }
  ~Bench() { static_cast<void>(table.close()); }
  Bench(const Bench&) = delete;
  Bench& operator=(const Bench&) = delete;

  void map(std::uint64_t iova, std::uint64_t size, std::uint64_t count) {
    if (!table.map(Iova(iova), PhysAddr(iova & mask), size, count, protection)) std::abort();
  }
  void unmap(std::uint64_t iova, std::uint64_t size, std::uint64_t count, FlushSink& to) {
    if (!table.unmap(Iova(iova), size, count, to)) std::abort();
  }

  static constexpr std::uint64_t mask = (std::uint64_t{1} << 47) - 1;
  static constexpr Protection protection = read_write | Protection::cacheable;
  Arena memory;
  CountingSink sink;
  Table table;
};

// --- Floors.

// The entries of 1 GiB, known to be read by somebody, or the stores to them would be left out.
std::vector<std::uint64_t> entries_of_a_gigabyte() {
  std::vector<std::uint64_t> entries(GiB / (4 * KiB));
  benchmark::DoNotOptimize(entries.data());
  return entries;
}

// What mapping a page cannot do without: its entry stored, in order, and a barrier.
void floor_store_and_barrier(benchmark::State& state) {
  std::vector<std::uint64_t> entries = entries_of_a_gigabyte();
  std::size_t i = 0;
  for (auto _ : state) {
    port::store_entry(entries[i], std::uint64_t{i} << 12 | 3);
    port::table_barrier();
    i = (i + 1) % entries.size();
  }
}
BENCHMARK(floor_store_and_barrier);

// The same for so many entries and one barrier.
void floor_stores_and_barrier(benchmark::State& state) {
  std::vector<std::uint64_t> entries = entries_of_a_gigabyte();
  const auto count = static_cast<std::size_t>(state.range(0));
  std::size_t first = 0;
  for (auto _ : state) {
    for (std::size_t i = 0; i < count; ++i) {
      port::store_entry(entries[first + i], std::uint64_t{i} << 12 | 3);
    }
    port::table_barrier();
    first = (first + count) % entries.size();
  }
}
BENCHMARK(floor_stores_and_barrier)->Arg(256);

void floor_store(benchmark::State& state) {
  std::vector<std::uint64_t> entries = entries_of_a_gigabyte();
  std::size_t i = 0;
  for (auto _ : state) {
    port::store_entry(entries[i], std::uint64_t{i} << 12 | 3);
    benchmark::ClobberMemory();
    i = (i + 1) % entries.size();
  }
}
BENCHMARK(floor_store);

// Random addresses in a stretch, the same for a lookup and its floor.
std::vector<std::uint64_t> random_addresses(std::uint64_t stretch_bytes) {
  std::mt19937_64 random(1);
  std::vector<std::uint64_t> addresses(1U << 16);
  for (std::uint64_t& address : addresses) address = random() % stretch_bytes;
  return addresses;
}

// A walk as somebody would write it by hand who knows that there are four levels and only pages.
std::uint64_t walk_by_hand(const Arena& memory, PhysAddr root, std::uint64_t address) {
  const auto* table = static_cast<const std::uint64_t*>(memory.pointer(root));
  for (unsigned shift = 39;; shift -= 9) {
    const std::uint64_t entry = port::load_entry(table[(address >> shift) & 511]);
    if ((entry & 1) == 0) return 0;
    if (shift == 12) return (entry & 0xFFFF'FFFF'F000) + (address & 4095);
    table = static_cast<const std::uint64_t*>(memory.pointer(PhysAddr(entry & 0xFFFF'FFFF'F000)));
  }
}

std::size_t table_bytes_for(std::uint64_t stretch_bytes) {
  return stretch_bytes / 512 + stretch_bytes / 262144 + MiB;
}

void floor_walk(benchmark::State& state) {
  const std::uint64_t stretch = static_cast<std::uint64_t>(state.range(0)) * GiB;
  Bench bench(aarch64_4k_stage1, table_bytes_for(stretch));
  bench.map(0, 4 * KiB, stretch / (4 * KiB));
  const std::vector<std::uint64_t> addresses = random_addresses(stretch);
  const PhysAddr root = bench.table.configuration().root;
  std::size_t i = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(walk_by_hand(bench.memory, root, addresses[i]));
    i = (i + 1) % addresses.size();
  }
}
BENCHMARK(floor_walk)->Arg(1)->Arg(64);

// --- Rows.

void lookup(benchmark::State& state) {
  const std::uint64_t stretch = static_cast<std::uint64_t>(state.range(0)) * GiB;
  Bench bench(aarch64_4k_stage1, table_bytes_for(stretch));
  bench.map(0, 4 * KiB, stretch / (4 * KiB));
  const std::vector<std::uint64_t> addresses = random_addresses(stretch);
  std::size_t i = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(bench.table.lookup(Iova(addresses[i])));
    i = (i + 1) % addresses.size();
  }
  state.counters["table_bytes_per_GiB"] =
      static_cast<double>(bench.memory.used_bytes()) / static_cast<double>(state.range(0));
}
BENCHMARK(lookup)->Arg(1)->Arg(64);

// One call after the other through `stretch`; unmapping (or mapping) what was done is not timed,
// and its tables are there already.
void map_in_order(benchmark::State& state, std::uint64_t size, std::uint64_t count) {
  Bench bench;
  const std::uint64_t step = size * count;
  const std::uint64_t stretch = std::max<std::uint64_t>(GiB, 64 * step);
  bench.map(0, size, stretch / size);
  bench.unmap(0, size, stretch / size, bench.sink);
  std::uint64_t iova = 0;
  for (auto _ : state) {
    bench.map(iova, size, count);
    iova += step;
    if (iova == stretch) {
      state.PauseTiming();
      bench.unmap(0, size, stretch / size, bench.sink);
      iova = 0;
      state.ResumeTiming();
    }
  }
}
BENCHMARK_CAPTURE(map_in_order, 4K, 4 * KiB, 1);
BENCHMARK_CAPTURE(map_in_order, 256x4K, 4 * KiB, 256);
BENCHMARK_CAPTURE(map_in_order, 2M, 2 * MiB, 1);

// `queued` saves the ranges up in a Gather for 64 calls at a time.
void unmap_in_order(benchmark::State& state, std::uint64_t size, std::uint64_t count, bool queued) {
  Bench bench;
  Gather gather(bench.sink);
  FlushSink& to = queued ? static_cast<FlushSink&>(gather) : bench.sink;
  const std::uint64_t step = size * count;
  const std::uint64_t stretch = std::max<std::uint64_t>(GiB, 64 * step);
  bench.map(0, size, stretch / size);
  std::uint64_t iova = 0;
  for (auto _ : state) {
    bench.unmap(iova, size, count, to);
    iova += step;
    if (iova % (64 * step) == 0) gather.flush();
    if (iova == stretch) {
      state.PauseTiming();
      bench.map(0, size, stretch / size);
      iova = 0;
      state.ResumeTiming();
    }
  }
  gather.flush();
}
BENCHMARK_CAPTURE(unmap_in_order, 4K, 4 * KiB, 1, false);
BENCHMARK_CAPTURE(unmap_in_order, 256x4K, 4 * KiB, 256, false);
BENCHMARK_CAPTURE(unmap_in_order, 256x4K_queued, 4 * KiB, 256, true);
BENCHMARK_CAPTURE(unmap_in_order, 2M, 2 * MiB, 1, false);

// The leaf cache does not help: each call is in another region.
void map_and_unmap_scattered(benchmark::State& state) {
  Bench bench;
  std::vector<std::uint64_t> addresses = random_addresses(GiB);
  for (std::uint64_t& address : addresses) address &= ~(4 * KiB - 1);
  bench.map(0, 4 * KiB, GiB / (4 * KiB));
  bench.unmap(0, 4 * KiB, GiB / (4 * KiB), bench.sink);
  std::size_t i = 0;
  for (auto _ : state) {
    bench.map(addresses[i], 4 * KiB, 1);
    bench.unmap(addresses[i], 4 * KiB, 1, bench.sink);
    i = (i + 1) % addresses.size();
  }
}
BENCHMARK(map_and_unmap_scattered);

}  // namespace
}  // namespace faultline::pgtable
