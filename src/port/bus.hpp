// SPDX-License-Identifier: Apache-2.0
//
// The registers of one device, as its driver sees them. docs/bus-ordering.md is the ordering
// contract; in short: accesses to one device arrive in program order; a write may be posted, that
// is land later, until a read from the same device returns; nothing is ordered against memory
// without a barrier (port/barrier.hpp).
#pragma once
#include <cstdint>

namespace faultline::port {

class Bus {
 public:
  // `offset` in bytes from the start of the register block, naturally aligned and inside it.
  // `function` names the code that touches the register: a refused access is reported with it.
  // Never blocks; any context. A device without clock or power answers as the machine does: a
  // simulated one reports it and returns all ones.
  virtual std::uint32_t read32(std::uint32_t offset, const char* function) = 0;
  virtual std::uint64_t read64(std::uint32_t offset, const char* function) = 0;
  virtual void write32(std::uint32_t offset, std::uint32_t value, const char* function) = 0;
  virtual void write64(std::uint32_t offset, std::uint64_t value, const char* function) = 0;

 protected:
  ~Bus() = default;
};

}  // namespace faultline::port
