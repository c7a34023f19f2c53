// SPDX-License-Identifier: Apache-2.0
//
// Fibers over a jump from stack to stack.
#include "sim/fiber.hpp"

#include "base/check.hpp"
#include "sim/fiber_jump.hpp"

namespace faultline::sim {

// What runs on a new stack.
struct FiberSwitch {
  static void begin(const Arrival& first) {
    Fiber& fiber = *static_cast<Fiber*>(first.data);
    after_switch(nullptr, &fiber.outside_stack_);
    fiber.outside_ = first.from;
    fiber.entry_(fiber.object_);
    fiber.finished_ = true;
    before_switch(nullptr, fiber.outside_stack_);
    jump(fiber.outside_, nullptr);
    __builtin_unreachable();
  }
};

void fiber_begins(Arrival first) {
  FiberSwitch::begin(first);
}

Fiber::~Fiber() {
  forget_shadow_of_last_run();
  if (stack_top_) pool_.give_back(stack_top_);
}

void Fiber::forget_shadow_of_last_run() {
  if (shadow_) forget_shadow(shadow_);
  shadow_ = nullptr;
}

void Fiber::start(Entry entry, void* object) {
  if (!stack_top_) stack_top_ = pool_.take();
  entry_ = entry;
  object_ = object;
  finished_ = false;
  forget_shadow_of_last_run();
  shadow_ = new_shadow();
  forget_frames(static_cast<char*>(stack_top_) - StackPool::stack_bytes, StackPool::stack_bytes);
  inside_ = prepare_stack(stack_top_, StackPool::stack_bytes);
}

void Fiber::resume() {
  FL_CHECK(!finished_);
  void* save = nullptr;
  outside_stack_.shadow = running_shadow();
  before_switch(&save, {.shadow = shadow_,
                        .bottom = static_cast<char*>(stack_top_) - StackPool::stack_bytes,
                        .bytes = StackPool::stack_bytes});
  const Arrival back = jump(inside_, this);
  after_switch(save, nullptr);
  inside_ = back.from;
}

void Fiber::suspend() {
  void* save = nullptr;
  before_switch(&save, outside_stack_);
  const Arrival back = jump(outside_, this);
  after_switch(save, &outside_stack_);
  outside_ = back.from;
}

}  // namespace faultline::sim
