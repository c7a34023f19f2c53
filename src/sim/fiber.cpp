// SPDX-License-Identifier: Apache-2.0
//
// Fibers over Boost.Context's switch.
#include "sim/fiber.hpp"

#include <boost/context/detail/fcontext.hpp>

#include "base/check.hpp"

namespace faultline::sim {

namespace context = boost::context::detail;

// What the switch hands over: the fiber, and where its caller goes on.
struct FiberSwitch {
  static void entry(context::transfer_t from) {
    Fiber& fiber = *static_cast<Fiber*>(from.data);
    after_switch(nullptr, &fiber.outside_stack_);
    fiber.outside_ = from.fctx;
    fiber.entry_(fiber.object_);
    fiber.finished_ = true;
    before_switch(nullptr, fiber.outside_stack_);
    context::jump_fcontext(fiber.outside_, nullptr);
    __builtin_unreachable();
  }
};

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
  inside_ = context::make_fcontext(stack_top_, StackPool::stack_bytes, &FiberSwitch::entry);
}

void Fiber::resume() {
  FL_CHECK(!finished_);
  void* save = nullptr;
  outside_stack_.shadow = running_shadow();
  before_switch(&save, {.shadow = shadow_,
                        .bottom = static_cast<char*>(stack_top_) - StackPool::stack_bytes,
                        .bytes = StackPool::stack_bytes});
  const context::transfer_t from = context::jump_fcontext(inside_, this);
  after_switch(save, nullptr);
  inside_ = from.fctx;
}

void Fiber::suspend() {
  void* save = nullptr;
  before_switch(&save, outside_stack_);
  const context::transfer_t from = context::jump_fcontext(outside_, this);
  after_switch(save, &outside_stack_);
  outside_ = from.fctx;
}

}  // namespace faultline::sim
