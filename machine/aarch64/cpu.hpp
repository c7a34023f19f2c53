// SPDX-License-Identifier: Apache-2.0
//
// What the machine knows about the CPU that runs. TPIDR_EL1 points at it, so that locks find it
// without a global; the start-up code of each CPU sets it before anything else here is used.
#pragma once
#include <cstdint>

namespace faultline::machine::aarch64 {

class Executor;

struct Cpu {
  unsigned spin_locks = 0;     // held
  unsigned no_preemption = 0;  // nesting
  unsigned hard_interrupts = 0;
  std::uint64_t daif_before_locks = 0;
  Executor* executor = nullptr;  // set by the executor that runs here
};

[[nodiscard]] inline Cpu& this_cpu() {
  Cpu* cpu;
  asm volatile("mrs %0, tpidr_el1" : "=r"(cpu));
  return *cpu;
}
// `cpu` must outlive everything that runs on this CPU.
inline void set_this_cpu(Cpu& cpu) {
  asm volatile("msr tpidr_el1, %0" ::"r"(&cpu) : "memory");
}

// Masks interrupts on this CPU and says what was masked before.
[[nodiscard]] inline std::uint64_t mask_interrupts() {
  std::uint64_t daif;
  asm volatile("mrs %0, daif\n msr daifset, #2" : "=r"(daif)::"memory");
  return daif;
}
inline void restore_interrupts(std::uint64_t daif) {
  asm volatile("msr daif, %0" ::"r"(daif) : "memory");
}

// While one lives, this CPU is in a hard interrupt. For the interrupt vector; it nests.
class HardInterrupt {
 public:
  HardInterrupt() { ++this_cpu().hard_interrupts; }
  ~HardInterrupt() { --this_cpu().hard_interrupts; }
  HardInterrupt(const HardInterrupt&) = delete;
  HardInterrupt& operator=(const HardInterrupt&) = delete;
};

}  // namespace faultline::machine::aarch64
