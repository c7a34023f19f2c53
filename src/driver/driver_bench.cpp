// SPDX-License-Identifier: Apache-2.0
//
// What the driver costs on the bus: register accesses for a fault, an unmap, a pair of suspend and
// resume, a probe, counted on the simulated machine where the virtual SMMU answers; and the RAM
// that it wants to be handed. Counts are of one iteration and the same in every run; the times are
// those of the simulator and mean nothing.
#include <benchmark/benchmark.h>

#include <array>
#include <cstdlib>
#include <string_view>

#include "driver/domain.hpp"
#include "driver/fault_handler.hpp"
#include "driver/flavour/mmu500.hpp"
#include "driver/smmu.hpp"
#include "irq/core.hpp"
#include "model/flavour.hpp"
#include "power/device.hpp"
#include "power/domain.hpp"
#include "sim/dma_master.hpp"
#include "sim/executor.hpp"
#include "sim/interrupt_controller.hpp"
#include "sim/kernel.hpp"
#include "sim/memory.hpp"
#include "sim/register_bus.hpp"
#include "sim/smmu_device.hpp"
#include "sim/supply.hpp"

namespace faultline::driver {
namespace {

constexpr std::uint64_t page = 4096;
constexpr Iova mapped{0x1000'0000};
constexpr Iova unmapped{0x7000'0000};
constexpr StreamMatch stream{StreamId(5)};

void must(bool worked) {
  if (!worked) std::abort();
}

struct Silence final : port::Log {
  void write(port::Severity, std::string_view) override {}
};

struct Client final : FaultHandler {
  Verdict on_fault(const ContextFaultRecord&) override {
    ++told;
    return Verdict::terminate;
  }
  std::int64_t told = 0;
};

// An MMU-500 with four banks; one line for global faults, one a bank.
class Machine {
 public:
  static constexpr std::uint8_t bank_count = 4;

  explicit Machine(std::uint8_t stream_groups = 48)
      : kernel(2, scheduler_, sim::Costs{}),
        controller_(kernel),
        executor_(kernel, 3),
        clock(kernel),
        memory_(PhysAddr(0x8000'0000), 64U << 20, 16U << 20),
        clocks_(kernel, "clocks", 1),
        rail_(kernel, "rail", 2),
        hardware_(kernel, model::mmu500(bank_count, stream_groups), memory_, controller_,
                  {.context = {context_.begin(), context_.end()},
                   .global = global_[0],
                   .global_configuration = global_[0]},
                  clocks_, &rail_),
        bus(kernel, hardware_, 1),
        interrupts_(lines_, {controller_, executor_, clock, log_, kernel.recorder()}),
        smmu(Config{.name = "smmu",
                    .bus = bus,
                    .clock = clock,
                    .executor = executor_,
                    .memory = memory_,
                    .clocks = clocks_,
                    .interrupts = interrupts_,
                    .log = log_,
                    .sink = kernel.recorder(),
                    .flavour = flavour_,
                    .firmware = {.window_bytes = 1U << 24},
                    .wiring = {global_, context_, {}},
                    .banks = banks_,
                    .streams = streams_}),
        rail_domain_("rail", rail_),
        power_core_{executor_, clock, kernel.recorder()},
        device(power_core_, "smmu", 7, &smmu.runtime_callbacks()),
        master_(kernel, hardware_, "master") {
    controller_.set_entry(
        {[](void* core, LineNumber line) { static_cast<irq::Core*>(core)->handle(line); },
         &interrupts_});
    for (const irq::Line& line : lines_) controller_.connect(line.number(), "smmu", 0);
  }

  // In a thread of the machine, until `body` returns.
  template <typename Body>
  void run(Body&& body) {
    auto whole = [&] {
      body();
      kernel.stop();
    };
    kernel.spawn(sim::ContextKind::thread, "benchmark", 1, port::Priority::normal,
                 {[](void* at) { (*static_cast<decltype(whole)*>(at))(); }, &whole});
    must(kernel.run() == sim::Stop::finished && bus.refused() == 0);
  }
  void bring_up() { must(rail_domain_.attach(device) && smmu.probe(&device)); }
  void take_down() {
    smmu.remove();
    rail_domain_.detach(device);
  }
  // In service, with a domain that a stream is attached to.
  template <typename Body>
  void serve(const DomainOptions& options, Body&& body) {
    run([&] {
      bring_up();
      Domain domain(smmu);
      must(domain.open(options) && domain.attach({&stream, 1}));
      body(domain);
      must(domain.detach({&stream, 1}) && domain.close());
      take_down();
    });
  }
  // As a master's driver does while the master is busy: the SMMU stays awake meanwhile.
  void hold_awake() { must(device.resume_and_get().has_value()); }
  void let_sleep() { device.put(); }
  void access(Iova iova) {
    sim::Transfer transfer;
    transfer.stream = stream.id;
    transfer.iova = iova;
    master_.start(transfer);
    must(master_.wait(transfer));
  }
  [[nodiscard]] PhysAddr data() const { return memory_.data(); }

 private:
  static constexpr std::array<LineNumber, 1> global_{LineNumber(33)};
  static constexpr std::array<LineNumber, bank_count> context_{LineNumber(34), LineNumber(35),
                                                               LineNumber(36), LineNumber(37)};
  sim::TimedScheduler scheduler_{1};

 public:
  sim::Kernel kernel;

 private:
  sim::InterruptController controller_;
  sim::Executor executor_;

 public:
  sim::Clock clock;

 private:
  sim::Memory memory_;
  sim::Supply clocks_;
  sim::Supply rail_;
  sim::SmmuDevice hardware_;

 public:
  sim::RegisterBus bus;

 private:
  Silence log_;
  std::array<irq::Line, 5> lines_{irq::Line(global_[0]), irq::Line(context_[0]),
                                  irq::Line(context_[1]), irq::Line(context_[2]),
                                  irq::Line(context_[3])};
  std::array<Bank, bank_count> banks_;
  std::array<StreamEntry, 128> streams_;
  flavour::ArmMmu500 flavour_;
  irq::Core interrupts_;

 public:
  Smmu smmu;

 private:
  power::Domain rail_domain_;
  power::Core power_core_;

 public:
  power::Device device;

 private:
  sim::DmaMaster master_;
};

// Register accesses of what runs between start and stop, for each iteration.
class Accesses {
 public:
  Accesses(benchmark::State& state, const Machine& machine) : state_(state), machine_(machine) {}
  void start() { before_ = machine_.bus.accesses(); }
  void stop() { sum_ += machine_.bus.accesses() - before_; }
  ~Accesses() {
    state_.counters["register_accesses"] =
        static_cast<double>(sum_) / static_cast<double>(state_.iterations());
  }
  Accesses(const Accesses&) = delete;
  Accesses& operator=(const Accesses&) = delete;

 private:
  benchmark::State& state_;
  const Machine& machine_;
  std::uint64_t before_ = 0;
  std::uint64_t sum_ = 0;
};

// Stalled: with the RESUME that answers it.
void context_fault(benchmark::State& state, bool stall) {
  Machine machine;
  Client client;
  machine.serve({.stall = stall, .fault_handler = &client}, [&](Domain&) {
    machine.hold_awake();
    Accesses accesses(state, machine);
    accesses.start();
    for (auto _ : state) {
      machine.access(unmapped);
      machine.clock.sleep_ns(100'000);
    }
    accesses.stop();
    machine.let_sleep();
    must(client.told == state.iterations());
  });
}
BENCHMARK_CAPTURE(context_fault, not_stalled, false)->Name("driver/context_fault/not_stalled");
BENCHMARK_CAPTURE(context_fault, stalled, true)->Name("driver/context_fault/stalled");

// With the flush; mapping touches no register.
void unmap(benchmark::State& state) {
  Machine machine;
  const auto pages = static_cast<std::uint64_t>(state.range(0));
  machine.serve({}, [&](Domain& domain) {
    machine.hold_awake();
    Accesses accesses(state, machine);
    accesses.start();
    for (auto _ : state) {
      must(domain.map({mapped, machine.data(), page, pages, pgtable::read_write}).has_value());
      must(domain.unmap(mapped, page, pages).has_value());
    }
    accesses.stop();
    machine.let_sleep();
  });
}
BENCHMARK(unmap)->Name("driver/unmap")->Arg(1)->Arg(16)->Arg(64)->Arg(512);

// The argument: stream mapping groups, all of which are written at every resume. One domain.
void suspend_and_resume(benchmark::State& state) {
  Machine machine(static_cast<std::uint8_t>(state.range(0)));
  machine.serve({}, [&](Domain&) {
    Accesses accesses(state, machine);
    accesses.start();
    for (auto _ : state) must(machine.device.suspend() && machine.device.resume());
    accesses.stop();
  });
}
BENCHMARK(suspend_and_resume)->Name("driver/suspend_and_resume")->Arg(16)->Arg(48)->Arg(128);

void probe(benchmark::State& state) {
  Machine machine(static_cast<std::uint8_t>(state.range(0)));
  machine.run([&] {
    Accesses accesses(state, machine);
    for (auto _ : state) {
      accesses.start();
      machine.bring_up();
      accesses.stop();
      machine.take_down();
    }
  });
}
BENCHMARK(probe)->Name("driver/probe")->Arg(16)->Arg(48)->Arg(128);

// What the machine hands in, with the simulator's locks and atomics on this host.
void ram(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(state.iterations());
  state.counters["Smmu"] = sizeof(Smmu);
  state.counters["Bank"] = sizeof(Bank);
  state.counters["StreamEntry"] = sizeof(StreamEntry);
  state.counters["Domain"] = sizeof(Domain);
  state.counters["irq_Line"] = sizeof(irq::Line);
  state.counters["power_Device"] = sizeof(power::Device);
  state.counters["Gate_of_Smmu"] = sizeof(Gate);
  state.counters["StreamMap_of_Smmu"] = sizeof(StreamMap);
}
BENCHMARK(ram)->Name("driver/ram");

}  // namespace
}  // namespace faultline::driver
