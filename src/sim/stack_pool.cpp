// SPDX-License-Identifier: Apache-2.0
//
// Maps stacks once, with an inaccessible page under each.
#include "sim/stack_pool.hpp"

#include <sys/mman.h>

#include "base/check.hpp"

namespace faultline::sim {

namespace {
constexpr std::size_t guard_bytes = 4096;
}

StackPool::~StackPool() {
  for (void* top : all_) {
    munmap(static_cast<char*>(top) - stack_bytes - guard_bytes, stack_bytes + guard_bytes);
  }
}

void* StackPool::take() {
  if (!free_.empty()) {
    void* top = free_.back();
    free_.pop_back();
    return top;
  }
  void* low = mmap(nullptr, stack_bytes + guard_bytes, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  FL_CHECK(low != MAP_FAILED);
  FL_CHECK(mprotect(low, guard_bytes, PROT_NONE) == 0);
  void* top = static_cast<char*>(low) + guard_bytes + stack_bytes;
  all_.push_back(top);
  return top;
}

void StackPool::give_back(void* top) {
  free_.push_back(top);
}

}  // namespace faultline::sim
