// SPDX-License-Identifier: Apache-2.0
//
// Stacks for fibers, each with a guard page below it, kept for reuse: a fresh mapping per fiber
// would cost microseconds.
#pragma once
#include <cstddef>
#include <vector>

namespace faultline::sim {

class StackPool {
 public:
  static constexpr std::size_t stack_bytes = 256 * 1024;

  StackPool() = default;
  ~StackPool();
  StackPool(const StackPool&) = delete;
  StackPool& operator=(const StackPool&) = delete;

  // The upper end of a stack of `stack_bytes`. Checked: the operating system has memory.
  void* take();
  void give_back(void* top);

 private:
  std::vector<void*> all_;
  std::vector<void*> free_;
};

}  // namespace faultline::sim
