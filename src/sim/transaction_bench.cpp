// SPDX-License-Identifier: Apache-2.0
//
// What a master's access costs in the whole simulator: a hit, walks, nested walks and bypass,
// beside their floors of the same run, which are memory alone and virtual time alone. Transfers are
// long, so that starting one does not count.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <memory>
#include <vector>

#include "sim/dma_master.hpp"
#include "sim/kernel.hpp"
#include "sim/memory.hpp"
#include "sim/smmu_device.hpp"
#include "spec/cb.hpp"
#include "spec/gr1.hpp"

namespace faultline::sim {
namespace {

constexpr PhysAddr ram{0x8000'0000};
constexpr std::uint64_t page = 4096;
constexpr std::uint64_t pages = 16384;  // four times what the TLB holds
constexpr StreamId stream{1};
constexpr std::uint32_t accesses = 1U << 16;  // of one transfer

model::Configuration device() {
  model::Configuration made;
  made.behaviour.power_loss = model::PowerLoss::zero;
  return made;
}

// Bank 0: stage 1 with 39 bits and 16384 pages, which lie in 16 MiB of memory; bank 1: stage 2, an
// identity in blocks of 1 GiB.
class Machine {
 public:
  Machine()
      : kernel(2, scheduler_, Costs{}),
        memory(ram, 64U << 20, 16U << 20),
        controller_(kernel),
        clocks_(kernel, "clocks", 1),
        smmu(kernel, device(), memory, controller_, {}, clocks_, nullptr) {
    if (!clocks_.enable()) std::abort();
    make_tables();
    write(0xc00, 0);                // S2CR: bank 0
    write(0x800, 0x8000'0000 | 1);  // SMR: the stream
    bank(0, 1U << 16, 25U | 1U << 23, stage1_root, 7U << 15 | 5U);
    bank(1, 0, 25U | 1U << 6 | 5U << 16, stage2_root, 0);
    write(0, 0x20'0406);
  }
  void nest() { write(0x1000, 3U << 16 | 1U << 8); }
  void bypass() { write(0xc00, 1U << 16); }

  // Runs until nothing happens any more.
  void rest() {
    if (kernel.run() != Stop::quiet) std::abort();
  }
  [[nodiscard]] std::uint64_t misses() { return smmu.model().translations().tlb_misses; }

 private:
  static constexpr std::uint64_t stage1_root = ram.value;
  static constexpr std::uint64_t stage2_root = ram.value + 0x1000;
  static constexpr std::uint64_t level2 = ram.value + 0x2000;
  static constexpr std::uint64_t level3 = ram.value + 0x3000;

  void make_tables() {
    store(stage1_root, level2 | 3);
    for (std::uint64_t i = 0; i < pages / 512; ++i) store(level2 + 8 * i, level3 + i * page + 3);
    for (std::uint64_t i = 0; i < pages; ++i) {
      store(level3 + 8 * i, memory.data().value + i % 4096 * page + 0xc43);
    }
    for (std::uint64_t i = 0; i < 512; ++i) store(stage2_root + 8 * i, i << 30 | 0x7fd);
  }
  void store(std::uint64_t address, std::uint64_t value) {
    if (!memory.write64(PhysAddr(address), value)) std::abort();
  }
  void write(std::uint32_t offset, std::uint32_t value) {
    if (!smmu.model().write(offset, value, 4)) std::abort();
  }
  void bank(std::uint8_t index, std::uint32_t cbar, std::uint32_t tcr, std::uint64_t ttbr,
            std::uint32_t tcr2) {
    const std::uint32_t at = smmu.model().bank_offset(BankIndex(index));
    write(0x1000 + 4U * index, cbar);
    write(0x1800 + 4U * index, 1);
    write(at + spec::cb::TCR::offset(), tcr);
    write(at + spec::cb::TCR2::offset(), tcr2);
    write(at + spec::cb::TTBR0::offset(), static_cast<std::uint32_t>(ttbr));
    write(at + spec::cb::TTBR0::offset() + 4, 0);
    write(at + spec::cb::SCTLR::offset(), 0x121);
  }

  TimedScheduler scheduler_{1};

 public:
  Kernel kernel;
  Memory memory;

 private:
  InterruptController controller_;
  Supply clocks_;

 public:
  SmmuDevice smmu;
};

void count(benchmark::State& state, std::uint64_t accesses_of_iteration) {
  state.SetItemsProcessed(static_cast<std::int64_t>(accesses_of_iteration) * state.iterations());
}

// --- Floors.

// The loads alone.
void floor_memory(benchmark::State& state) {
  const Machine machine;
  for (auto _ : state) {
    for (std::uint32_t i = 0; i < accesses; ++i) {
      benchmark::DoNotOptimize(machine.memory.read64(machine.memory.data() + i * 8));
    }
  }
  count(state, accesses);
}
BENCHMARK(floor_memory)->Name("machine/floor_memory");

// As many waits in virtual time, with nothing else to do.
struct Idler {
  void run() {
    for (;;) {
      kernel.block("work", 0);
      for (std::uint32_t i = 0; i < accesses; ++i) kernel.spend(kernel.costs().transaction_ns);
    }
  }
  Kernel& kernel;
};

void floor_virtual_time(benchmark::State& state) {
  Machine machine;
  Idler idler{machine.kernel};
  Context& agent = machine.kernel.spawn(ContextKind::agent, "idler", no_cpu, port::Priority::normal,
                                        port::Callback::to<&Idler::run>(idler));
  machine.rest();
  for (auto _ : state) {
    machine.kernel.wake(agent);
    machine.rest();
  }
  count(state, accesses);
}
BENCHMARK(floor_virtual_time)->Name("machine/floor_virtual_time");

// --- Rows.

// A transfer of each master at once.
void transfers(benchmark::State& state, Machine& machine, const Transfer& wanted,
               std::size_t master_count = 1) {
  std::vector<std::unique_ptr<DmaMaster>> masters(master_count);
  for (auto& master : masters) {
    master = std::make_unique<DmaMaster>(machine.kernel, machine.smmu, "master");
  }
  std::vector<Transfer> jobs(master_count);
  const std::uint64_t before = machine.misses();
  for (auto _ : state) {
    for (std::size_t i = 0; i < master_count; ++i) {
      jobs[i] = wanted;
      masters[i]->start(jobs[i]);
    }
    machine.rest();
    for (const Transfer& job : jobs) {
      if (job.done != wanted.count) std::abort();
    }
  }
  count(state, wanted.count * master_count);
  const auto all = static_cast<double>(state.items_processed());
  state.counters["miss%"] = 100 * static_cast<double>(machine.misses() - before) / all;
}

void bypass(benchmark::State& state) {
  Machine machine;
  machine.bypass();
  const Iova data(machine.memory.data().value);
  transfers(state, machine, {.stream = stream, .iova = data, .count = accesses});
}
BENCHMARK(bypass)->Name("machine/bypass");

// 128 pages in order.
void hit(benchmark::State& state) {
  Machine machine;
  transfers(state, machine, {.stream = stream, .count = accesses});
}
BENCHMARK(hit)->Name("machine/hit");

// Masters that take turns: each access is a decision of the scheduler.
void hit_of_masters(benchmark::State& state) {
  Machine machine;
  transfers(state, machine, {.stream = stream, .count = accesses},
            static_cast<std::size_t>(state.range(0)));
}
BENCHMARK(hit_of_masters)->Name("machine/hit_of_masters")->Arg(2)->Arg(4);

// Another page each time, which the TLB has lost since.
void walk(benchmark::State& state) {
  Machine machine;
  transfers(state, machine, {.stream = stream, .count = pages, .stride_bytes = page});
}
BENCHMARK(walk)->Name("machine/walk");

void nested_walk(benchmark::State& state) {
  Machine machine;
  machine.nest();
  transfers(state, machine, {.stream = stream, .count = pages, .stride_bytes = page});
}
BENCHMARK(nested_walk)->Name("machine/nested_walk");

}  // namespace
}  // namespace faultline::sim
