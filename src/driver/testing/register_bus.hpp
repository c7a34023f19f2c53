// SPDX-License-Identifier: Apache-2.0
//
// A bus for tests of the driver: a bag of registers that remembers every access by name, and knows
// of the SMMU only what the register declarations say about write-one-to-clear, and that RESUME
// ends a stall. It is no model: what is read is what a test has put there.
#pragma once
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "port/bus.hpp"
#include "spec/cb/fault.hpp"
#include "spec/layout.hpp"
#include "spec/table.hpp"

namespace faultline::driver::testing {

class RegisterBus final : public port::Bus {
 public:
  struct Access {
    bool write = false;
    std::string name;  // "FSR[3]" for banks and arrays, "sCR0" otherwise
    std::uint64_t value = 0;

    [[nodiscard]] std::string text() const { return (write ? "write " : "read ") + name; }
  };

  explicit RegisterBus(const spec::PageLayout& pages) : pages_(pages) {}

  std::uint32_t read32(std::uint32_t offset, const char*) override {
    return static_cast<std::uint32_t>(read(offset));
  }
  std::uint64_t read64(std::uint32_t offset, const char*) override { return read(offset); }
  void write32(std::uint32_t offset, std::uint32_t value, const char*) override {
    write(offset, value);
  }
  void write64(std::uint32_t offset, std::uint64_t value, const char*) override {
    write(offset, value);
  }

  // What the hardware has there; behind the driver's back.
  template <typename R>
  void set(std::uint64_t value, BankIndex bank) {
    values_[pages_.offset_of<R>(bank)] = value;
  }
  template <typename R>
  void set(std::uint64_t value) {
    values_[pages_.offset_of<R>()] = value;
  }
  template <typename R>
  [[nodiscard]] std::uint64_t get(BankIndex bank) {
    return values_[pages_.offset_of<R>(bank)];
  }
  template <typename R>
  [[nodiscard]] std::uint64_t get() {
    return values_[pages_.offset_of<R>()];
  }

  // The accesses since the last time, as "read FSR[3]" and "write sCR0".
  std::vector<std::string> take_texts() {
    std::vector<std::string> texts;
    for (const Access& access : take()) texts.push_back(access.text());
    return texts;
  }
  std::vector<Access> take() { return std::exchange(accesses, {}); }

  bool powered = true;  // an access without it is a failure of the test
  std::vector<Access> accesses;
  std::function<void(const Access&)> after = [](const Access&) {};

 private:
  struct Where {
    spec::Found found;
    std::string name;
    std::uint32_t bank_page = 0;  // start of the bank's page
  };

  Where find(std::uint32_t offset) const {
    const auto place = pages_.place_of(offset);
    if (!place || place->page == spec::Place::Page::implementation) return {};
    using Page = spec::Place::Page;
    const spec::Space space = place->page == Page::gr0   ? spec::Space::gr0
                              : place->page == Page::gr1 ? spec::Space::gr1
                                                         : spec::Space::cb;
    Where where{spec::find(space, place->offset), {}, offset - place->offset};
    if (!where.found) return where;
    where.name = std::string(where.found.info->name);
    const bool array = where.found.info->count > 1;
    if (place->page == Page::cb) where.name += "[" + std::to_string(place->bank.value) + "]";
    if (array) where.name += "[" + std::to_string(where.found.index) + "]";
    return where;
  }

  std::uint64_t read(std::uint32_t offset) {
    const Where where = find(offset);
    EXPECT_TRUE(powered) << "read of " << where.name << " without clocks";
    const std::uint64_t value = values_[offset];
    accesses.push_back({false, where.name, value});
    after(accesses.back());
    return value;
  }

  void write(std::uint32_t offset, std::uint64_t value) {
    const Where where = find(offset);
    EXPECT_TRUE(powered) << "write of " << where.name << " without clocks";
    if (where.found) {
      values_[offset] = where.found.info->rules.stored_after_write(values_[offset], value);
      if (where.found.info->name == "RESUME") resume(where.bank_page);
    } else {
      values_[offset] = value;
    }
    accesses.push_back({true, where.name, value});
    after(accesses.back());
  }

  // SS goes only when the other fault bits have gone before.
  void resume(std::uint32_t bank_page) {
    std::uint64_t& fsr = values_[bank_page + spec::cb::FSR::offset()];
    const std::uint64_t rest = fsr & spec::cb::FSR::Fields::mask_of(reg::Access::w1c);
    if (rest == 0) fsr &= ~spec::cb::FSR::SS::mask;
  }

  spec::PageLayout pages_;
  std::map<std::uint32_t, std::uint64_t> values_;
};

}  // namespace faultline::driver::testing
