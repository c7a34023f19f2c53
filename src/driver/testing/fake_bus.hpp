// SPDX-License-Identifier: Apache-2.0
//
// Registers that keep what is written to them, write-one-to-clear ones included, and a diary of the
// accesses. For tests of single parts; what needs a device that acts runs on the simulator.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "driver/policy.hpp"
#include "port/bus.hpp"
#include "spec/layout.hpp"
#include "spec/names.hpp"
#include "spec/table.hpp"

namespace faultline::driver::testing {

class FakeBus final : public port::Bus {
 public:
  explicit FakeBus(spec::PageLayout layout = spec::PageLayout(12, 16)) : pages(layout) {}

  std::uint32_t read32(std::uint32_t offset, const char* function) override {
    functions.emplace_back(function);
    writes_under_way = 0;
    return words[offset];
  }
  std::uint64_t read64(std::uint32_t offset, const char* function) override {
    functions.emplace_back(function);
    writes_under_way = 0;
    return std::uint64_t{words[offset + 4]} << 32 | words[offset];
  }
  void write32(std::uint32_t offset, std::uint32_t value, const char* function) override {
    functions.emplace_back(function);
    ++writes_under_way;
    writes.push_back(name(offset));
    store(offset, value);
  }
  void write64(std::uint32_t offset, std::uint64_t value, const char* function) override {
    functions.emplace_back(function);
    ++writes_under_way;
    writes.push_back(name(offset));
    store(offset, static_cast<std::uint32_t>(value));
    store(offset + 4, static_cast<std::uint32_t>(value >> 32));
  }

  [[nodiscard]] std::string name(std::uint32_t offset) const {
    return std::string(spec::register_name(offset, pages).view());
  }
  // What was written since the last time.
  [[nodiscard]] std::vector<std::string> take_writes() { return std::exchange(writes, {}); }

  spec::PageLayout pages;
  std::map<std::uint32_t, std::uint32_t> words;
  std::map<std::uint32_t, std::uint32_t> stuck_at_zero;  // bits that do not exist, by offset
  std::vector<std::string> writes;
  std::vector<std::string> functions;
  std::size_t writes_under_way = 0;  // no read has waited for them

 private:
  void store(std::uint32_t offset, std::uint32_t value) {
    words[offset] = value & ~stuck_at_zero[offset];
  }
};

// Lets everybody in, or nobody.
class FakePolicy final : public FaultPolicy {
 public:
  FakePolicy() : FaultPolicy(Preemption::allowed) {}

  Admission admit(Purpose) override { return {.admitted = open, .reference = false, .epoch = 0}; }
  Admission readmit(Purpose purpose) override { return admit(purpose); }
  void release(Purpose, const Admission&) override {}

  bool open = true;
};

}  // namespace faultline::driver::testing
