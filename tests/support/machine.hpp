// SPDX-License-Identifier: Apache-2.0
//
// The driver on the simulated machine: a virtual SMMU behind a posting bus, with clocks, a power
// domain, interrupt lines and a master. Everything is as small as it can be; boards and scenarios
// are the scenario layer's. For the tests of several folders.
#pragma once
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "driver/domain.hpp"
#include "driver/fault_handler.hpp"
#include "driver/flavour/kinds.hpp"
#include "driver/smmu.hpp"
#include "irq/core.hpp"
#include "mishap.hpp"
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

namespace faultline::driver::testing {

struct Lines final : port::Log {
  void write(port::Severity, std::string_view line) override { lines.emplace_back(line); }
  std::vector<std::string> lines;
};

struct Client final : FaultHandler {
  Verdict on_fault(const ContextFaultRecord& record) override {
    records.push_back(record);
    return answer;
  }
  void on_verdict_dropped(const ContextFaultRecord&, Verdict) override { ++dropped; }
  Verdict answer = Verdict::terminate;
  std::vector<ContextFaultRecord> records;
  std::size_t dropped = 0;
};

// A domain that gives everything back by itself, so that a failed assertion in the middle of a test
// is no more than that.
class Tenant {
 public:
  explicit Tenant(Smmu& smmu) : domain_(smmu) {}
  ~Tenant() { leave(); }
  Tenant(const Tenant&) = delete;
  Tenant& operator=(const Tenant&) = delete;

  // Opens it and leads `streams` to it.
  void move_in(const DomainOptions& wanted, std::vector<StreamMatch> streams) {
    ASSERT_TRUE(domain_.open(wanted));
    ASSERT_TRUE(domain_.attach(streams));
    streams_ = std::move(streams);
  }
  void leave() {
    if (!streams_.empty()) {
      EXPECT_TRUE(domain_.detach(streams_));
    }
    streams_.clear();
    EXPECT_TRUE(domain_.close());
  }
  Domain& operator*() { return domain_; }
  Domain* operator->() { return &domain_; }

 private:
  Domain domain_;
  std::vector<StreamMatch> streams_;
};

struct MachineOptions {
  flavour::Kind kind = flavour::Kind::generic;
  std::uint64_t seed = 1;  // how long each posted write takes
  // False: no power domain. The rail stays on, suspending gates the clocks, and state is kept.
  bool loses_power = true;
  bool combined_line = false;  // one line for everything
  Options driver{.tlb_sync_timeout_ns = 200'000, .close_deadline_ns = 1'000'000};
};

class Machine {
 public:
  static constexpr std::uint32_t bank_count = 4;
  static constexpr std::uint32_t window_bytes = 1U << 22;
  static constexpr LineNumber global_line{33};

  Machine(const model::Configuration& model, const MachineOptions& options)
      : options_(options),
        scheduler_(options.seed),
        kernel(2, scheduler_, sim::Costs{}),
        controller(kernel),
        executor(kernel, 3),
        clock(kernel),
        memory(PhysAddr(0x8000'0000), 64U << 20, 16U << 20),
        clocks(kernel, "clocks", 1),
        rail(kernel, "rail", 2),
        hardware(kernel, model, memory, controller,
                 {.context = {context_.begin(), context_.end()},
                  .global = global_line,
                  .global_configuration = global_line},
                 clocks, &rail),
        bus(kernel, hardware, options.seed),
        failing{FailingMemory(memory), FailingSupply(clocks), FailingSupply(rail),
                FailingExecutor(executor), FailingBus(bus)},
        interrupts(lines_, {controller, failing.threads, clock, log, kernel.recorder()}),
        smmu(Config{.name = "smmu",
                    .device = 7,
                    .bus = failing.syncs,
                    .clock = clock,
                    .executor = executor,
                    .memory = failing.memory,
                    .clocks = failing.clocks,
                    .interrupts = interrupts,
                    .log = log,
                    .sink = kernel.recorder(),
                    .flavour = kinds_.get(options.kind),
                    .firmware = {.window_bytes = window_bytes},
                    .wiring = {global_, context_, {}},
                    .banks = banks_,
                    .streams = streams_,
                    .options = options.driver}),
        domain("gdsc", failing.rail),
        power_core{executor, clock, kernel.recorder()},
        device(power_core, "smmu", 7, &smmu.runtime_callbacks()),
        master(kernel, hardware, "master") {
    controller.set_entry(
        {[](void* core, LineNumber line) { static_cast<irq::Core*>(core)->handle(line); },
         &interrupts});
    for (const irq::Line& line : lines_) controller.connect(line.number(), "smmu", 0);
    kernel.set_limits(60'000'000'000, 10'000'000);
  }

  // Runs `body` in a thread of the machine until it returns; a machine that stops before is a
  // failure.
  template <typename Body>
  void run(Body&& body) {
    auto whole = [&] {
      body();
      kernel.stop();
    };
    kernel.spawn(sim::ContextKind::thread, "test", 1, port::Priority::normal,
                 {[](void* at) { (*static_cast<decltype(whole)*>(at))(); }, &whole});
    EXPECT_EQ(kernel.run(), sim::Stop::finished);
    EXPECT_EQ(bus.refused(), 0u);  // whatever a test is about: no access without power
  }
  // The same with the SMMU in service before and removed after; nothing may be left then.
  template <typename Body>
  void serve(Body&& body) {
    run([&] {
      ASSERT_TRUE(power_up());
      ASSERT_TRUE(smmu.probe(&device));
      failing.syncs.set_pages(smmu.registers().pages());
      body();
      smmu.remove();
      power_down();
      expect_nothing_left();
    });
  }
  // What a board does before probe and after remove. False: refused.
  [[nodiscard]] bool power_up() {
    return options_.loses_power ? domain.attach(device).has_value() : rail.enable().has_value();
  }
  void power_down() {
    if (options_.loses_power) {
      domain.detach(device);
    } else {
      rail.disable();
    }
  }
  void expect_nothing_left() {
    EXPECT_EQ(device.usage_count(), 0);
    EXPECT_EQ(device.underflow_count(), 0u);
    EXPECT_EQ(memory.blocks_in_use(), 0u);
    EXPECT_FALSE(clocks.on());
    EXPECT_FALSE(rail.on());
    for (const irq::Line& line : lines_) EXPECT_EQ(interrupts.handlers(line.number(), {}), 0u);
    for (const Bank& bank : banks_) EXPECT_FALSE(bank.taken());
  }
  [[nodiscard]] std::span<const irq::Line> lines() const { return lines_; }
  [[nodiscard]] std::span<Bank> banks() { return banks_; }
  [[nodiscard]] LineNumber line(BankIndex bank) const { return context_[bank.value]; }
  // One access of the master, and its end.
  sim::Transfer access(StreamId stream, Iova iova, bool write = false) {
    sim::Transfer transfer;
    transfer.stream = stream;
    transfer.iova = iova;
    transfer.kind.write = write;
    transfer.pattern = pattern;
    master.start(transfer);
    EXPECT_TRUE(master.wait(transfer, kernel.now_ns() + 50'000'000));
    return transfer;
  }
  // What a write of the master leaves in memory.
  [[nodiscard]] static std::uint64_t written(Iova iova) { return iova.value ^ pattern; }

 private:
  static constexpr std::uint64_t pattern = 0x1122'3344'5566'7788;
  std::array<LineNumber, bank_count> context_lines() const {
    if (options_.combined_line) return {global_line, global_line, global_line, global_line};
    return {LineNumber(34), LineNumber(35), LineNumber(36), LineNumber(37)};
  }

  const MachineOptions options_;
  const std::array<LineNumber, 1> global_{global_line};
  const std::array<LineNumber, bank_count> context_ = context_lines();
  sim::TimedScheduler scheduler_;

 public:
  sim::Kernel kernel;
  sim::InterruptController controller;
  sim::Executor executor;
  sim::Clock clock;
  sim::Memory memory;
  sim::Supply clocks;
  sim::Supply rail;
  sim::SmmuDevice hardware;
  sim::RegisterBus bus;
  // What the driver and its surroundings get of the above.
  struct Failing {
    FailingMemory memory;
    FailingSupply clocks;
    FailingSupply rail;
    FailingExecutor threads;
    FailingBus syncs;
  } failing;
  Lines log;

 private:
  std::array<irq::Line, 5> lines_{irq::Line(LineNumber(33)), irq::Line(LineNumber(34)),
                                  irq::Line(LineNumber(35)), irq::Line(LineNumber(36)),
                                  irq::Line(LineNumber(37))};
  std::array<Bank, bank_count> banks_;
  std::array<StreamEntry, 48> streams_;
  flavour::Kinds kinds_;

 public:
  irq::Core interrupts;
  Smmu smmu;
  power::Domain domain;
  power::Core power_core;
  power::Device device;
  sim::DmaMaster master;
};

}  // namespace faultline::driver::testing
