// SPDX-License-Identifier: Apache-2.0
//
// Page memory for tests. It counts, fails on demand, finds leaks, double releases and wrong sizes,
// spoils what is released, and keeps a second copy of everything: what a walker that does not snoop
// would read, brought up to date by clean() alone.
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "base/bits.hpp"
#include "base/check.hpp"
#include "port/page_memory.hpp"

namespace faultline::pgtable::testing {

// For one thread.
class Pool final : public port::PageMemory {
 public:
  struct Clean {
    PhysAddr block;
    std::size_t size_bytes;
    bool operator==(const Clean&) const = default;
  };

  static constexpr std::size_t capacity_bytes = std::size_t{8} << 20;
  static constexpr std::uint64_t base = 0x4000'0000;

  Pool() : Pool(static_cast<std::byte*>(std::aligned_alloc(1U << 16, capacity_bytes))) {}

  std::optional<PhysAddr> allocate(std::size_t size_bytes) override {
    FL_CHECK(base::is_power_of_two(size_bytes) && size_bytes >= 64 && size_bytes <= 65536);
    ++allocations;
    if (fail_at != 0 && allocations >= fail_at) return std::nullopt;
    std::vector<std::uint64_t>& free = free_[size_bytes];
    std::uint64_t address;
    if (!free.empty()) {
      address = free.back();
      free.pop_back();
    } else {
      address = base::align_up(next_, size_bytes);
      if (address + size_bytes > base + capacity_bytes) return std::nullopt;
      next_ = address + size_bytes;
      if (walker_view_) std::memset(walker_pointer(PhysAddr(address)), 0xFF, size_bytes);
    }
    live_[address] = size_bytes;
    std::memset(pointer(PhysAddr(address)), 0, size_bytes);
    return PhysAddr(address);
  }
  void release(PhysAddr block, std::size_t size_bytes) override {
    const auto found = live_.find(block.value);
    FL_CHECK(found != live_.end() && found->second == size_bytes);
    live_.erase(found);
    free_[size_bytes].push_back(block.value);
    std::memset(pointer(block), 0xFF, size_bytes);
    if (walker_view_) std::memset(walker_pointer(block), 0xFF, size_bytes);
  }
  void clean(PhysAddr block, std::size_t size_bytes) override {
    FL_CHECK(size_bytes > 0);
    FL_CHECK(block.value >= base && block.value + size_bytes <= base + capacity_bytes);
    cleans.push_back({block, size_bytes});
    if (walker_view_) std::memcpy(walker_pointer(block), pointer(block), size_bytes);
  }

  // From here on there is a copy of the memory as the walker sees it: at first nothing but rubbish
  // that looks like descriptors.
  void keep_walker_view() {
    walker_view_ = Memory(static_cast<std::byte*>(std::aligned_alloc(1U << 16, capacity_bytes)));
  }
  // A descriptor as the walker reads it; all ones outside of the memory.
  [[nodiscard]] std::uint64_t walker_reads(std::uint64_t address) const {
    if (address < base || address + 8 > next_) return ~std::uint64_t{0};
    const void* const at = walker_view_ ? walker_pointer(PhysAddr(address))
                                        : static_cast<std::byte*>(pointer(PhysAddr(address)));
    std::uint64_t word;
    std::memcpy(&word, at, sizeof word);
    return word;
  }

  [[nodiscard]] std::size_t live_count() const { return live_.size(); }
  // Every byte of every live block, to compare two moments.
  [[nodiscard]] std::map<std::uint64_t, std::vector<std::uint64_t>> contents() const {
    std::map<std::uint64_t, std::vector<std::uint64_t>> all;
    for (const auto& [address, size_bytes] : live_) {
      std::vector<std::uint64_t> words(size_bytes / 8);
      std::memcpy(words.data(), pointer(PhysAddr(address)), size_bytes);
      all.emplace(address, std::move(words));
    }
    return all;
  }

  std::uint64_t allocations = 0;  // calls, successful or not
  std::uint64_t fail_at = 0;      // the first call that fails, as do those after it; 0: none
  std::vector<Clean> cleans;

 private:
  struct Free {
    void operator()(std::byte* memory) const { std::free(memory); }
  };
  using Memory = std::unique_ptr<std::byte, Free>;

  explicit Pool(std::byte* memory)
      : PageMemory(reinterpret_cast<std::uintptr_t>(memory) - base), memory_(memory) {}
  std::byte* walker_pointer(PhysAddr address) const {
    return walker_view_.get() + (address.value - base);
  }

  Memory memory_;
  Memory walker_view_;
  std::uint64_t next_ = base;
  std::map<std::uint64_t, std::size_t> live_;
  std::map<std::size_t, std::vector<std::uint64_t>> free_;
};

}  // namespace faultline::pgtable::testing
