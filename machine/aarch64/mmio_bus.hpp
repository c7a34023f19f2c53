// SPDX-License-Identifier: Apache-2.0
//
// The registers of a device in this CPU's address space. The mapping must be Device-nGnRE or
// stronger. Plain loads and stores in assembly: a compiler may choose forms with write-back, which
// a hypervisor cannot emulate (DDI 0487, ESR_ELx.ISV).
#pragma once
#include "port/bus.hpp"

namespace faultline::machine::aarch64 {

class MmioBus final : public port::Bus {
 public:
  // `base`: where the register block is mapped; it stays mapped while the bus lives.
  explicit MmioBus(std::uintptr_t base) : base_(base) {}

  std::uint32_t read32(std::uint32_t offset, const char*) override {
    std::uint32_t value;
    asm volatile("ldr %w0, [%1]" : "=r"(value) : "r"(base_ + offset) : "memory");
    return value;
  }
  std::uint64_t read64(std::uint32_t offset, const char*) override {
    std::uint64_t value;
    asm volatile("ldr %0, [%1]" : "=r"(value) : "r"(base_ + offset) : "memory");
    return value;
  }
  void write32(std::uint32_t offset, std::uint32_t value, const char*) override {
    asm volatile("str %w0, [%1]" ::"rZ"(value), "r"(base_ + offset) : "memory");
  }
  void write64(std::uint32_t offset, std::uint64_t value, const char*) override {
    asm volatile("str %0, [%1]" ::"rZ"(value), "r"(base_ + offset) : "memory");
  }

 private:
  std::uintptr_t base_;
};

}  // namespace faultline::machine::aarch64
