// SPDX-License-Identifier: Apache-2.0
//
// A fiber: a function with a stack of its own, entered and left by hand. Only one runs at a time,
// so that the machine decides at each visible operation who goes on.
#pragma once
#include "sim/stack_pool.hpp"
#include "sim/stack_switch.hpp"

namespace faultline::sim {

class Fiber {
 public:
  using Entry = void (*)(void* object);

  // `pool` outlives the fiber.
  explicit Fiber(StackPool& pool) : pool_(pool) {}
  ~Fiber();
  Fiber(const Fiber&) = delete;
  Fiber& operator=(const Fiber&) = delete;

  // Prepares to run `entry(object)` from its beginning at the next resume(). A fiber that was left
  // in the middle is forgotten there; nothing on its stack is destroyed.
  void start(Entry entry, void* object);
  // From outside: runs until the fiber suspends or its entry returns.
  void resume();
  // From inside: back to where resume() was called.
  void suspend();
  [[nodiscard]] bool finished() const { return finished_; }
  // From outside: what of its stack is in use, as lowest address and bytes.
  struct InUse {
    void* lowest;
    std::size_t bytes;
  };
  [[nodiscard]] InUse in_use() const {
    const auto bytes =
        static_cast<std::size_t>(static_cast<char*>(stack_top_) - static_cast<char*>(inside_));
    return {inside_, bytes};
  }

 private:
  friend struct FiberSwitch;

  void forget_shadow_of_last_run();

  StackPool& pool_;
  void* stack_top_ = nullptr;
  void* inside_ = nullptr;   // where the fiber goes on
  void* outside_ = nullptr;  // where its caller goes on
  Entry entry_ = nullptr;
  void* object_ = nullptr;
  bool finished_ = true;
  // For sanitizers: the caller's stack, and what is kept of the fiber's own.
  OtherStack outside_stack_;
  void* shadow_ = nullptr;
};

}  // namespace faultline::sim
