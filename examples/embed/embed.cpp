// SPDX-License-Identifier: Apache-2.0
//
// The driver on a machine without an operating system: what a machine hands in, one page mapped,
// one stream attached. An embedder replaces the four small classes by its own, and calls
// irq::Core::handle from its interrupt vector.
#include <array>
#include <cstring>

#include "driver/domain.hpp"
#include "driver/flavour/mmu500.hpp"
#include "driver/smmu.hpp"
#include "machine/aarch64/clock.hpp"
#include "machine/aarch64/executor.hpp"
#include "machine/aarch64/mmio_bus.hpp"

using namespace faultline;

namespace {

// Pages for tables: a block of RAM that is handed out from its start and never taken back.
struct Pages final : port::PageMemory {
  Pages(std::uintptr_t start, std::size_t bytes)
      : PageMemory(0), next_(start), end_(start + bytes) {}
  std::optional<PhysAddr> allocate(std::size_t size_bytes) override {
    const std::uintptr_t at = (next_ + size_bytes - 1) & ~(size_bytes - 1);
    if (at + size_bytes > end_) return std::nullopt;
    next_ = at + size_bytes;
    std::memset(pointer(PhysAddr(at)), 0, size_bytes);
    return PhysAddr(at);
  }
  void release(PhysAddr, std::size_t) override {}
  void clean(PhysAddr, std::size_t) override {}  // the walker snoops
  std::uintptr_t next_, end_;
};

// Clocks that are always on.
struct Clocks final : port::Supply {
  Result<void, port::SupplyError> enable() override { return {}; }
  void disable() override {}
};

// What the driver says about itself and its faults.
struct NoLog final : port::Log {
  void write(port::Severity, std::string_view) override {}
};

// A GIC driver goes here.
struct Lines final : port::InterruptController {
  void set_trigger(LineNumber, port::Trigger) override {}
  void mask(LineNumber) override {}
  void unmask(LineNumber) override {}
  void end_of_interrupt(LineNumber) override {}
  void retrigger(LineNumber) override {}
  bool active(LineNumber) override { return false; }
};

}  // namespace

extern "C" void faultline_main() {
  alignas(16) std::array<std::array<std::byte, 4096>, 2> stacks;
  std::array<machine::aarch64::Strand, 2> strands{
      {{.stack = stacks[0].data(), .size_bytes = stacks[0].size()},
       {.stack = stacks[1].data(), .size_bytes = stacks[1].size()}}};
  machine::aarch64::Executor executor(strands, 1);
  machine::aarch64::GenericTimerClock clock;
  machine::aarch64::MmioBus bus(0x0500'0000);
  Pages pages(0x4800'0000, 1 << 20);
  Clocks clocks;
  Lines controller;
  NoLog log;
  trace::NullSink sink;
  std::array irq_lines{irq::Line(LineNumber(65)), irq::Line(LineNumber(97))};
  irq::Core interrupts(irq_lines, {controller, executor, clock, log, sink});

  driver::flavour::ArmMmu500 flavour;
  std::array<driver::Bank, 4> banks;
  std::array<driver::StreamEntry, 16> streams;
  const std::array global{LineNumber(65)};
  const std::array context{LineNumber(97), LineNumber(97), LineNumber(97), LineNumber(97)};
  driver::Smmu smmu({.name = "5000000.iommu",
                     .bus = bus,
                     .clock = clock,
                     .executor = executor,
                     .memory = pages,
                     .clocks = clocks,
                     .interrupts = interrupts,
                     .log = log,
                     .sink = sink,
                     .flavour = flavour,
                     .firmware = {.window_bytes = 0x80000, .coherent_walk = true},
                     .wiring = {.global_lines = global, .context_lines = context},
                     .banks = banks,
                     .streams = streams});
  if (!smmu.probe()) return;
  driver::Domain domain(smmu);
  const std::array master{driver::StreamMatch{StreamId(0x42)}};
  if (!domain.open({}) || !domain.attach(master)) return;
  if (!domain.map({Iova(0x1000), PhysAddr(0x4900'0000), 4096, 1, pgtable::read_write})) return;
  while (true) executor.poll();  // faults arrive through the interrupt vector
}
