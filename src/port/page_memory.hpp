// SPDX-License-Identifier: Apache-2.0
//
// Memory for IO page tables: a window in which physical and CPU addresses differ by a constant, so
// that following a table pointer costs an addition.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/types.hpp"

namespace faultline::port {

class PageMemory {
 public:
  // `size_bytes` bytes, filled with zeros, aligned to their size (a power of two from 64 bytes to
  // 64 KiB). Nothing when there is none left. May be called under a spin lock; never blocks.
  [[nodiscard]] virtual std::optional<PhysAddr> allocate(std::size_t size_bytes) = 0;
  // `size_bytes` as it was allocated.
  virtual void release(PhysAddr block, std::size_t size_bytes) = 0;
  // Makes CPU stores to [block, block + size) visible to a walker that does not snoop CPU caches.
  // Only called for such walkers.
  virtual void clean(PhysAddr block, std::size_t size_bytes) = 0;

  [[nodiscard]] void* pointer(PhysAddr address) const {
    return reinterpret_cast<void*>(static_cast<std::uintptr_t>(address.value) + linear_offset_);
  }
  [[nodiscard]] PhysAddr physical(const void* pointer) const {
    return PhysAddr(reinterpret_cast<std::uintptr_t>(pointer) - linear_offset_);
  }

 protected:
  // CPU address = physical address + offset, for the whole window, modulo the word.
  explicit PageMemory(std::uintptr_t linear_offset) : linear_offset_(linear_offset) {}
  ~PageMemory() = default;

 private:
  std::uintptr_t linear_offset_;
};

}  // namespace faultline::port
