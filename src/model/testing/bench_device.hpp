// SPDX-License-Identifier: Apache-2.0
//
// A device on a test bench: a fake environment that remembers what it was told, and short names for
// register accesses.
#pragma once
#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "model/smmu.hpp"
#include "model/testing/memory.hpp"
#include "spec/cb.hpp"
#include "spec/gr0.hpp"
#include "spec/gr1.hpp"

namespace faultline::model::testing {

class FakeEnvironment final : public Environment {
 public:
  struct Resolved {
    StallId id;
    Resolution resolution;
    bool aborted;
  };

  std::optional<std::uint64_t> read64(PhysAddr address) override {
    ++reads;
    return memory.read64(address.value);
  }
  void set_line(Line line, bool high) override {
    EXPECT_EQ(line.kind == Line::Kind::context ? bank_lines[line.bank.value]
                                               : global_lines[static_cast<int>(line.kind)],
              !high)
        << "a line was told the level that it has";
    if (line.kind == Line::Kind::context) {
      bank_lines[line.bank.value] = high;
    } else {
      global_lines[static_cast<int>(line.kind)] = high;
    }
    ++edges;
  }
  void stall_resolved(StallId id, Resolution resolution, bool aborted) override {
    resolved.push_back({id, resolution, aborted});
  }
  std::uint64_t now_ns() override { return time_ns; }

  Memory memory;
  std::map<int, bool> bank_lines;
  std::map<int, bool> global_lines;
  std::vector<Resolved> resolved;
  std::uint64_t time_ns = 1000;
  unsigned reads = 0;
  unsigned edges = 0;
};

class RecordingSink final : public trace::Sink {
 public:
  void record(const trace::Event& event) override { events.push_back(event); }
  [[nodiscard]] std::vector<trace::Event> of(trace::Kind kind) const {
    std::vector<trace::Event> found;
    for (const auto& event : events)
      if (event.kind == kind) found.push_back(event);
    return found;
  }
  std::vector<trace::Event> events;
};

inline constexpr Capacity bench_capacity{.banks = 8, .streams = 16, .waiting = 4};

// Zero after power-on, so that a test sets only what it is about.
inline Configuration bench_configuration() {
  Configuration configuration;
  configuration.behaviour.power_loss = PowerLoss::zero;
  return configuration;
}

class BenchDevice : public ::testing::Test {
 protected:
  explicit BenchDevice(const Configuration& configuration = bench_configuration())
      : smmu(configuration, environment, storage.resources()) {
    smmu.set_supply(Supply::on);
  }

  // Registers of a bank, and of global space 0 and 1, whatever their width.
  template <typename R>
  void set(BankIndex bank, typename R::Word value) {
    ASSERT_TRUE(smmu.write(offset<R>(bank), value, sizeof(typename R::Word)).has_value());
  }
  template <typename R>
  typename R::Word get(BankIndex bank) {
    const auto word = smmu.read(offset<R>(bank), sizeof(typename R::Word));
    EXPECT_TRUE(word.has_value());
    return static_cast<typename R::Word>(word.value_or(0));
  }
  template <typename R>
  void set(typename R::Word value, std::uint32_t index = 0) {
    ASSERT_TRUE(smmu.write(offset<R>(index), value, sizeof(typename R::Word)).has_value());
  }
  template <typename R>
  typename R::Word get(std::uint32_t index = 0) {
    const auto word = smmu.read(offset<R>(index), sizeof(typename R::Word));
    EXPECT_TRUE(word.has_value());
    return static_cast<typename R::Word>(word.value_or(0));
  }
  template <typename R>
  std::uint32_t offset(BankIndex bank) const {
    return smmu.bank_offset(bank) + R::offset();
  }
  template <typename R>
  std::uint32_t offset(std::uint32_t index) const {
    const std::uint32_t page = smmu.configuration().size.pages_64k ? 0x10000 : 0x1000;
    return (R::space == spec::Space::gr1 ? page : 0) + R::offset(index);
  }

  // Client port on; unmatched streams and conflicts fault; global faults abort and interrupt.
  void enable() { set<spec::gr0::sCR0>(1u << 1 | 1u << 2 | 1u << 10 | 1u << 21); }

  // Group `group` sends stream `stream` to `bank`.
  void route(std::uint32_t group, std::uint32_t stream, BankIndex bank) {
    set<spec::gr0::SMR>(1u << 31 | stream, group);
    set<spec::gr0::S2CR>(bank.value, group);
  }

  // Stage 1, AArch64, 4K, 39-bit addresses below and above, the tree at `root` for both TTBRs;
  // SCTLR last.
  static constexpr std::uint32_t M = 1;
  static constexpr std::uint32_t CFRE = 1 << 5;
  static constexpr std::uint32_t CFIE = 1 << 6;
  static constexpr std::uint32_t CFCFG = 1 << 7;
  static constexpr std::uint32_t HUPCF = 1 << 8;
  void set_up_stage1(BankIndex bank, std::uint64_t root, std::uint64_t asid = 0,
                     std::uint32_t sctlr = M | CFRE | CFIE) {
    set<spec::gr1::CBAR>(1u << 16, bank.value);
    set<spec::gr1::CBA2R>(1, bank.value);
    set<spec::cb::TCR>(bank, 25u | 25u << 16 | 2u << 30);
    set<spec::cb::TCR2>(bank, 5u | 7u << 15);
    set<spec::cb::TTBR0>(bank, root | asid << 48);
    set<spec::cb::TTBR1>(bank, root | asid << 48);
    set<spec::cb::MAIR0>(bank, 0x0044'04ff);
    set<spec::cb::SCTLR>(bank, sctlr);
  }

  Outcome read_at(std::uint64_t iova, std::uint32_t stream = 1) {
    return smmu.translate(StreamId(static_cast<std::uint16_t>(stream)), Iova(iova), {});
  }
  Outcome write_at(std::uint64_t iova, std::uint32_t stream = 1) {
    return smmu.translate(StreamId(static_cast<std::uint16_t>(stream)), Iova(iova),
                          {.write = true});
  }
  bool line(BankIndex bank) { return environment.bank_lines[bank.value]; }
  bool global_line() {
    return environment.global_lines[static_cast<int>(Line::Kind::global_fault)];
  }
  bool configuration_line() {
    return environment.global_lines[static_cast<int>(Line::Kind::global_configuration)];
  }
  Memory& memory() { return environment.memory; }

  static constexpr BankIndex bank0{0};
  static constexpr BankIndex bank1{1};
  FakeEnvironment environment;
  Storage<bench_capacity> storage;
  Smmu smmu;
};

// Bank 0 with one tree of tables at 1 MiB, reached by stream 1.
class OneBank : public BenchDevice {
 protected:
  explicit OneBank(const Configuration& configuration = bench_configuration(),
                   std::uint32_t sctlr = M | CFRE | CFIE)
      : BenchDevice(configuration), tables(environment.memory, 0x10'0000, 12, 1) {
    enable();
    route(0, 1, bank0);
    set_up_stage1(bank0, tables.root(), 0, sctlr);
  }
  // Sets SCTLR and nothing else.
  void control(std::uint32_t sctlr) { set<spec::cb::SCTLR>(bank0, sctlr); }
  std::uint32_t status() { return get<spec::cb::FSR>(bank0); }

  Tables tables;
};

}  // namespace faultline::model::testing
