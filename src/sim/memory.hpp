// SPDX-License-Identifier: Apache-2.0
//
// The machine's memory: one window of RAM, a part of which is handed out for page tables.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "port/page_memory.hpp"
#include "sim/touch.hpp"

namespace faultline::sim {

class Memory final : public port::PageMemory {
 public:
  // `size_bytes` of RAM at physical address `base`; page tables come from its lower end. Checked:
  // the host has that much.
  Memory(PhysAddr base, std::uint64_t size_bytes, std::uint64_t table_bytes);
  // From now on tells what it touches.
  void explore(Touches& touches) { touches_ = &touches; }
  // How much of the part for tables was ever given out, from the lower end on.
  [[nodiscard]] std::uint64_t table_bytes_used() const { return table_next_; }
  ~Memory();
  Memory(const Memory&) = delete;
  Memory& operator=(const Memory&) = delete;

  // --- As a bus sees it. Nothing, or false, outside of RAM. ---
  [[nodiscard]] std::optional<std::uint64_t> read64(PhysAddr address) const;
  bool write64(PhysAddr address, std::uint64_t value);

  // --- port::PageMemory ---
  [[nodiscard]] std::optional<PhysAddr> allocate(std::size_t size_bytes) override;
  void release(PhysAddr block, std::size_t size_bytes) override;
  void clean(PhysAddr block, std::size_t size_bytes) override;

  // RAM that is not for tables, for the scenario to give to devices.
  [[nodiscard]] PhysAddr data() const { return base_ + table_bytes_; }
  [[nodiscard]] std::uint64_t table_bytes() const { return table_bytes_; }
  [[nodiscard]] std::uint64_t data_bytes() const { return size_bytes_ - table_bytes_; }

  // Every allocation after the next `count` fails, until it is called again; negative: none does.
  void fail_allocations_after(int count) { allocations_left_ = count; }
  [[nodiscard]] std::uint64_t blocks_in_use() const { return blocks_in_use_; }
  [[nodiscard]] std::uint64_t bytes_in_use() const { return bytes_in_use_; }
  [[nodiscard]] std::uint64_t cleans() const { return cleans_; }

 private:
  [[nodiscard]] bool holds(PhysAddr address) const;
  static unsigned size_class(std::size_t size_bytes);

  PhysAddr base_;
  std::uint64_t size_bytes_;
  std::uint64_t table_bytes_;
  std::uint64_t table_next_ = 0;
  std::array<std::vector<PhysAddr>, 11> free_;  // by size: 64 bytes to 64 KiB
  int allocations_left_ = -1;
  std::uint64_t blocks_in_use_ = 0;
  std::uint64_t bytes_in_use_ = 0;
  std::uint64_t cleans_ = 0;
  Touches* touches_ = nullptr;
};

}  // namespace faultline::sim
