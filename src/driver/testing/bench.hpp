// SPDX-License-Identifier: Apache-2.0
//
// An SMMU of the driver on a table: over a bag of registers, with interrupt lines, time and workers
// that move when a test says so. Four banks, eight stream mapping groups.
#pragma once
#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "driver/domain.hpp"
#include "driver/fault_handler.hpp"
#include "driver/smmu.hpp"
#include "driver/testing/register_bus.hpp"
#include "irq/testing/fake_machine.hpp"
#include "pgtable/testing/pool.hpp"

namespace faultline::driver::testing {

// Work runs when the test says so; threads run when they are joined.
class ManualExecutor final : public port::Executor {
 public:
  void arm(port::Timer&, std::uint64_t) override {}
  bool cancel(port::Timer&) override { return false; }
  bool cancel_and_wait(port::Timer&) override { return false; }
  bool queue(port::Work& work) override {
    if (std::ranges::find(waiting_, &work) != waiting_.end()) return false;
    waiting_.push_back(&work);
    return true;
  }
  bool cancel(port::Work& work) override { return std::erase(waiting_, &work) > 0; }
  bool cancel_and_wait(port::Work& work) override { return cancel(work); }
  void flush(port::Work& work) override {
    if (cancel(work)) work.callback();
  }
  Result<void, port::ThreadError> start(port::Thread&) override {
    if (threads_left == 0) return base::error(port::ThreadError::exhausted);
    --threads_left;
    return {};
  }
  void join(port::Thread& thread) override {
    thread.callback();
    ++threads_left;
  }

  std::size_t threads_left = 100;

  // Returns how many there were.
  std::size_t run_all() {
    std::size_t count = 0;
    for (; !waiting_.empty(); ++count) {
      port::Work* const work = waiting_.front();
      waiting_.erase(waiting_.begin());
      work->callback();
    }
    return count;
  }

 private:
  std::vector<port::Work*> waiting_;
};

class TestFlavour final : public Flavour {
 public:
  [[nodiscard]] const char* name() const override { return called; }
  [[nodiscard]] bool threaded_context_faults() const override { return threaded; }
  bool threaded = false;
  const char* called = "generic";
};

class TestClocks final : public port::Supply {
 public:
  explicit TestClocks(RegisterBus& bus) : bus_(bus) {}
  Result<void, port::SupplyError> enable() override {
    if (refuse) return base::error(port::SupplyError::refused);
    ++users;
    bus_.powered = true;
    return {};
  }
  void disable() override {
    FL_CHECK(users > 0);
    --users;
    bus_.powered = users > 0;
    if (!bus_.powered) order_of_last_cut = bus_.accesses.size();
  }
  unsigned users = 0;
  bool refuse = false;
  std::size_t order_of_last_cut = 0;

 private:
  RegisterBus& bus_;
};

// A client that remembers and answers.
class TestClient final : public FaultHandler {
 public:
  Verdict on_fault(const ContextFaultRecord& record) override {
    records.push_back(record);
    const auto once = during;  // it may well be replaced by what it does
    once();
    return answer;
  }
  void on_verdict_dropped(const ContextFaultRecord&, Verdict verdict) override {
    dropped.push_back(verdict);
  }
  Verdict answer = Verdict::terminate;
  std::function<void()> during = [] {};
  std::vector<ContextFaultRecord> records;
  std::vector<Verdict> dropped;
};

// Somebody on another CPU who holds a token and does not let go.
class Holder {
 public:
  explicit Holder(Smmu& smmu) : gate_(smmu.gate()) { EXPECT_TRUE(gate_.enter()); }
  ~Holder() { gate_.leave(); }
  Holder(const Holder&) = delete;
  Holder& operator=(const Holder&) = delete;

 private:
  Gate& gate_;
};

class Bench {
 public:
  static constexpr std::uint32_t bank_count = 4;
  static constexpr LineNumber global_line{33};
  static constexpr LineNumber bank_line{34};  // of bank 0; the next banks have the next lines

  Bench()
      : Bench({global_line}, {LineNumber(34), LineNumber(35), LineNumber(36), LineNumber(37)}) {}
  Bench(std::vector<LineNumber> global, std::vector<LineNumber> context)
      : global_lines(std::move(global)), context_lines(std::move(context)) {
    identify();
  }

  // The SMMU as `config` says; once.
  Smmu& make() {
    config.wiring.global_lines = global_lines;
    config.wiring.context_lines = context_lines;
    return smmu.emplace(config);
  }
  // In service, its accesses until now forgotten.
  Smmu& serve() {
    Smmu& made = make();
    EXPECT_TRUE(made.probe());
    forget();
    return made;
  }
  void forget() {
    bus.accesses.clear();
    sink.events.clear();
    log.lines.clear();
  }

  // A fault of bank 0 as the hardware records it.
  void raise(std::uint32_t fsr, std::uint64_t address, BankIndex bank = BankIndex(0)) {
    bus.set<spec::cb::FSR>(bus.get<spec::cb::FSR>(bank) | fsr, bank);
    bus.set<spec::cb::FAR>(address, bank);
  }

 private:
  void identify() {
    bus.set<spec::gr0::IDR0>(0x68000000U | 8U << 9 | 8U | 2U << 24);  // S1, S2, SMS, 8 ID bits
    bus.set<spec::gr0::IDR1>(2U << 28 | bank_count);                  // 16 pages
    bus.set<spec::gr0::IDR2>(0x7555);
  }

 public:
  std::vector<LineNumber> global_lines;
  std::vector<LineNumber> context_lines;
  RegisterBus bus{spec::PageLayout(12, 8)};
  TestClocks clocks{bus};
  irq::testing::FakeClock clock;
  ManualExecutor executor;
  irq::testing::FakeController controller;
  irq::testing::FakeLog log;
  irq::testing::RecordingSink sink;
  pgtable::testing::Pool pool;
  TestFlavour flavour;
  std::array<irq::Line, 5> lines{irq::Line(LineNumber(33)), irq::Line(LineNumber(34)),
                                 irq::Line(LineNumber(35)), irq::Line(LineNumber(36)),
                                 irq::Line(LineNumber(37))};
  irq::Core interrupts{lines, {controller, executor, clock, log, sink}};
  std::array<Bank, bank_count> banks;
  std::array<StreamEntry, 8> streams;
  Config config{.name = "smmu",
                .device = 7,
                .bus = bus,
                .clock = clock,
                .executor = executor,
                .memory = pool,
                .clocks = clocks,
                .interrupts = interrupts,
                .log = log,
                .sink = sink,
                .flavour = flavour,
                .firmware = {.window_bytes = 1U << 20},
                .banks = banks,
                .streams = streams};
  std::optional<Smmu> smmu;
};

// One with a domain on bank 0, whose client answers.
class ServedBench : public Bench {
 public:
  ServedBench() {
    serve();
    domain.emplace(*smmu);
    EXPECT_TRUE(domain->open({.fault_handler = &client}));
    EXPECT_EQ(domain->bank(), bank);
    forget();
  }
  ~ServedBench() {
    EXPECT_TRUE(domain->close());
    smmu->remove();
  }
  [[nodiscard]] FaultCounters& counters() { return banks[bank.value].faults.counters; }

  static constexpr BankIndex bank{0};
  TestClient client;
  std::optional<Domain> domain;
};

}  // namespace faultline::driver::testing
