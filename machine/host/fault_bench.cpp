// SPDX-License-Identifier: Apache-2.0
//
// Instructions of the driver and the interrupt core for a fault, over host threads and a bag of
// registers, so that nothing else is counted but a few stores. Where the kernel gives no
// instruction counter, valgrind has one (docs/performance.md has the command): the number of
// iterations is fixed, so that its totals can be divided.
#include <benchmark/benchmark.h>
#include <linux/perf_event.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "driver/domain.hpp"
#include "driver/fault_handler.hpp"
#include "driver/flavour/generic.hpp"
#include "driver/smmu.hpp"
#include "irq/core.hpp"

namespace faultline::machine::host {
namespace {

using namespace driver;

constexpr std::int64_t iterations = 20'000;
constexpr LineNumber bank_line{34};
constexpr std::uint32_t TF = 1U << 1;
constexpr std::uint32_t SS = 1U << 30;

// Four banks, eight stream mapping groups, 4K register pages. FSR is write-one-to-clear, and RESUME
// clears SS.
class Registers final : public port::Bus {
 public:
  Registers() {
    words[spec::gr0::IDR0::offset() / 4] = 0x6800'0000U | 2U << 24 | 8U << 9 | 8U;
    words[spec::gr0::IDR1::offset() / 4] = 2U << 28 | 4U;
    words[spec::gr0::IDR2::offset() / 4] = 0x7555;
  }
  std::uint32_t read32(std::uint32_t offset, const char*) override { return words[offset / 4]; }
  std::uint64_t read64(std::uint32_t offset, const char*) override {
    return words[offset / 4] | std::uint64_t{words[offset / 4 + 1]} << 32;
  }
  void write32(std::uint32_t offset, std::uint32_t value, const char*) override {
    if (offset == status) {
      words[offset / 4] &= ~value;
    } else {
      if (offset == resume) words[status / 4] &= ~SS;
      words[offset / 4] = value;
    }
  }
  void write64(std::uint32_t offset, std::uint64_t value, const char*) override {
    words[offset / 4] = static_cast<std::uint32_t>(value);
    words[offset / 4 + 1] = static_cast<std::uint32_t>(value >> 32);
  }
  void raise(std::uint32_t fault) { words[status / 4] = fault; }
  [[nodiscard]] bool asserted() const { return words[status / 4] != 0; }

 private:
  static constexpr std::uint32_t first_bank = 8 * 0x1000;
  static constexpr std::uint32_t status = first_bank + spec::cb::FSR::offset();
  static constexpr std::uint32_t resume = first_bank + spec::cb::RESUME::offset();
  std::array<std::uint32_t, 16 * 1024> words{};
};

struct Clock final : port::Clock {
  std::uint64_t now_ns() override { return now += 1'000'000; }
  void delay_ns(std::uint64_t) override {}
  void sleep_ns(std::uint64_t) override {}
  std::uint64_t now = 0;
};
struct Executor final : port::Executor {
  void arm(port::Timer&, std::uint64_t) override {}
  bool cancel(port::Timer&) override { return false; }
  bool cancel_and_wait(port::Timer&) override { return false; }
  bool queue(port::Work&) override { return true; }
  bool cancel(port::Work&) override { return true; }
  bool cancel_and_wait(port::Work&) override { return true; }
  void flush(port::Work&) override {}
  Result<void, port::ThreadError> start(port::Thread&) override { return {}; }
  void join(port::Thread&) override {}
};
struct Controller final : port::InterruptController {
  void set_trigger(LineNumber, port::Trigger) override {}
  void mask(LineNumber) override {}
  void unmask(LineNumber) override {}
  void end_of_interrupt(LineNumber) override {}
  void retrigger(LineNumber) override {}
  bool active(LineNumber) override { return false; }
};
struct Clocks final : port::Supply {
  Result<void, port::SupplyError> enable() override { return {}; }
  void disable() override {}
};
struct Silence final : port::Log {
  void write(port::Severity, std::string_view) override {}
};
struct Pages final : port::PageMemory {
  Pages() : PageMemory(0) {}
  std::optional<PhysAddr> allocate(std::size_t size_bytes) override {
    void* made = std::aligned_alloc(size_bytes, size_bytes);
    std::memset(made, 0, size_bytes);
    return physical(made);
  }
  void release(PhysAddr block, std::size_t) override { std::free(pointer(block)); }
  void clean(PhysAddr, std::size_t) override {}
};
struct Client final : FaultHandler {
  driver::Verdict on_fault(const ContextFaultRecord&) override {
    ++told;
    return driver::Verdict::terminate;
  }
  std::int64_t told = 0;
};

struct Machine {
  explicit Machine(bool stall) {
    if (!smmu.probe() || !domain.open({.stall = stall, .fault_handler = &client})) std::abort();
  }
  ~Machine() {
    if (!domain.close()) std::abort();
    smmu.remove();
  }
  Machine(const Machine&) = delete;
  Machine& operator=(const Machine&) = delete;

  Registers bus;
  Clock clock;
  Executor executor;
  Controller controller;
  Clocks clocks;
  Silence log;
  trace::NullSink sink;
  Pages pages;
  driver::flavour::Generic flavour;
  std::array<LineNumber, 1> global{LineNumber(33)};
  std::array<LineNumber, 4> context{bank_line, LineNumber(35), LineNumber(36), LineNumber(37)};
  std::array<irq::Line, 5> lines{irq::Line(global[0]), irq::Line(context[0]), irq::Line(context[1]),
                                 irq::Line(context[2]), irq::Line(context[3])};
  irq::Core interrupts{lines, {controller, executor, clock, log, sink}};
  std::array<Bank, 4> banks;
  std::array<StreamEntry, 8> streams;
  Smmu smmu{Config{.name = "smmu",
                   .bus = bus,
                   .clock = clock,
                   .executor = executor,
                   .memory = pages,
                   .clocks = clocks,
                   .interrupts = interrupts,
                   .log = log,
                   .sink = sink,
                   .flavour = flavour,
                   .firmware = {.window_bytes = 1U << 20},
                   .wiring = {global, context, {}},
                   .banks = banks,
                   .streams = streams}};
  Client client;
  Domain domain{smmu};
};

// This thread's instructions outside of the kernel, where the machine counts them.
class Instructions {
 public:
  Instructions() {
    perf_event_attr wanted{};
    wanted.type = PERF_TYPE_HARDWARE;
    wanted.size = sizeof wanted;
    wanted.config = PERF_COUNT_HW_INSTRUCTIONS;
    wanted.exclude_kernel = 1;
    wanted.exclude_hv = 1;
    file_ = static_cast<int>(syscall(SYS_perf_event_open, &wanted, 0, -1, -1, 0));
  }
  ~Instructions() {
    if (file_ >= 0) close(file_);
  }
  Instructions(const Instructions&) = delete;
  Instructions& operator=(const Instructions&) = delete;

  // Nothing where they are not counted.
  [[nodiscard]] std::optional<std::uint64_t> now() const {
    std::uint64_t count = 0;
    if (file_ < 0 || read(file_, &count, sizeof count) != sizeof count) return std::nullopt;
    return count;
  }

 private:
  int file_;
};

// From the vector to the end of the interrupt: interrupt core, handler, client.
void handled(benchmark::State& state, std::uint32_t fault) {
  Machine machine((fault & SS) != 0);
  const Instructions instructions;
  const auto before = instructions.now();
  for (auto _ : state) {
    if (fault != 0) machine.bus.raise(fault);
    machine.interrupts.handle(bank_line);
  }
  const auto after = instructions.now();
  const auto count = static_cast<double>(state.iterations());
  if (before && after) {
    state.counters["instructions"] = static_cast<double>(*after - *before) / count;
  }
  const std::int64_t expected = fault != 0 ? state.iterations() : 0;
  if (machine.client.told != expected || machine.bus.asserted()) std::abort();
}
BENCHMARK_CAPTURE(handled, context_fault, TF)->Iterations(iterations);
BENCHMARK_CAPTURE(handled, stalled_context_fault, TF | SS)->Iterations(iterations);
BENCHMARK_CAPTURE(handled, nothing_recorded, 0U)->Iterations(iterations);

}  // namespace
}  // namespace faultline::machine::host
