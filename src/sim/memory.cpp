// SPDX-License-Identifier: Apache-2.0
//
// RAM is one mapping of the host, at a constant distance from its physical addresses.
#include "sim/memory.hpp"

#include <sys/mman.h>

#include <bit>
#include <cstring>

#include "base/bits.hpp"
#include "base/check.hpp"

namespace faultline::sim {

namespace {

constexpr std::size_t smallest_bytes = 64;
constexpr std::size_t largest_bytes = 64 * 1024;

// Aligned to the largest table, so that alignment of physical and host addresses agree.
std::uintptr_t map_ram(std::uint64_t size_bytes) {
  void* ram = mmap(nullptr, size_bytes + largest_bytes, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  FL_CHECK(ram != MAP_FAILED);
  return base::align_up(reinterpret_cast<std::uintptr_t>(ram), largest_bytes);
}

}  // namespace

Memory::Memory(PhysAddr base, std::uint64_t size_bytes, std::uint64_t table_bytes)
    : PageMemory(map_ram(size_bytes) - static_cast<std::uintptr_t>(base.value)),
      base_(base),
      size_bytes_(size_bytes),
      table_bytes_(table_bytes) {
  FL_CHECK(base::is_aligned(base.value, largest_bytes));
  FL_CHECK(table_bytes <= size_bytes);
}

Memory::~Memory() {
  munmap(pointer(base_), size_bytes_);
}

bool Memory::holds(PhysAddr address) const {
  return address >= base_ && address - base_ + 8 <= size_bytes_ &&
         base::is_aligned(address.value, 8);
}

std::optional<std::uint64_t> Memory::read64(PhysAddr address) const {
  if (!holds(address)) return std::nullopt;
  if (touches_) touches_->read(pointer(address));
  return *static_cast<const std::uint64_t*>(pointer(address));
}

bool Memory::write64(PhysAddr address, std::uint64_t value) {
  if (!holds(address)) return false;
  if (touches_) touches_->write(pointer(address));
  *static_cast<std::uint64_t*>(pointer(address)) = value;
  return true;
}

unsigned Memory::size_class(std::size_t size_bytes) {
  FL_CHECK(base::is_power_of_two(size_bytes));
  FL_CHECK(size_bytes >= smallest_bytes && size_bytes <= largest_bytes);
  return static_cast<unsigned>(std::countr_zero(size_bytes) - std::countr_zero(smallest_bytes));
}

std::optional<PhysAddr> Memory::allocate(std::size_t size_bytes) {
  if (touches_) touches_->write(this);
  if (allocations_left_ == 0) return std::nullopt;
  if (allocations_left_ > 0) --allocations_left_;
  auto& free = free_[size_class(size_bytes)];
  PhysAddr block;
  if (!free.empty()) {
    block = free.back();
    free.pop_back();
  } else {
    const std::uint64_t at = base::align_up(table_next_, size_bytes);
    if (at + size_bytes > table_bytes_) return std::nullopt;
    table_next_ = at + size_bytes;
    block = base_ + at;
  }
  std::memset(pointer(block), 0, size_bytes);
  ++blocks_in_use_;
  bytes_in_use_ += size_bytes;
  return block;
}

void Memory::release(PhysAddr block, std::size_t size_bytes) {
  FL_CHECK(blocks_in_use_ > 0);
  if (touches_) touches_->write(this);
  --blocks_in_use_;
  bytes_in_use_ -= size_bytes;
  free_[size_class(size_bytes)].push_back(block);
}

void Memory::clean(PhysAddr, std::size_t) {
  ++cleans_;
}

}  // namespace faultline::sim
