// SPDX-License-Identifier: Apache-2.0
//
// Procedure Call Standard for the Arm 64-bit Architecture: x19 to x30 and the lower halves of v8 to
// v15 belong to the caller. Two pointers are returned, and passed, in x0 and x1.
#include <cstdint>

#include "sim/fiber_jump.hpp"

namespace faultline::sim {

Arrival jump_to(void* to, void* data) __asm__("faultline_fiber_jump");
void begin_first() __asm__("faultline_fiber_first");

}  // namespace faultline::sim

asm(R"(
  .text
  .p2align 4
  .globl faultline_fiber_jump
  .hidden faultline_fiber_jump
  .type faultline_fiber_jump, %function
faultline_fiber_jump:
  sub sp, sp, #160
  stp d8, d9, [sp, #0]
  stp d10, d11, [sp, #16]
  stp d12, d13, [sp, #32]
  stp d14, d15, [sp, #48]
  stp x19, x20, [sp, #64]
  stp x21, x22, [sp, #80]
  stp x23, x24, [sp, #96]
  stp x25, x26, [sp, #112]
  stp x27, x28, [sp, #128]
  stp x29, x30, [sp, #144]
  mov x2, sp
  mov sp, x0
  ldp d8, d9, [sp, #0]
  ldp d10, d11, [sp, #16]
  ldp d12, d13, [sp, #32]
  ldp d14, d15, [sp, #48]
  ldp x19, x20, [sp, #64]
  ldp x21, x22, [sp, #80]
  ldp x23, x24, [sp, #96]
  ldp x25, x26, [sp, #112]
  ldp x27, x28, [sp, #128]
  ldp x29, x30, [sp, #144]
  add sp, sp, #160
  mov x0, x2
  br x30
  .size faultline_fiber_jump, . - faultline_fiber_jump

  .p2align 4
  .globl faultline_fiber_first
  .hidden faultline_fiber_first
  .type faultline_fiber_first, %function
faultline_fiber_first:
  .cfi_startproc
  .cfi_undefined x30
  mov x29, xzr
  mov x30, xzr
  b faultline_fiber_begins
  .cfi_endproc
  .size faultline_fiber_first, . - faultline_fiber_first
)");

namespace faultline::sim {

namespace {

// As faultline_fiber_jump takes it from the stack, lowest address first.
struct Frame {
  std::uint64_t d8_to_d15[8], x19_to_x28[10], x29;
  void (*x30)();
};
static_assert(sizeof(Frame) == 160);

}  // namespace

void* prepare_stack(void* top, std::size_t) {
  auto* frame = reinterpret_cast<Frame*>(static_cast<char*>(top) - sizeof(Frame));
  *frame = {};
  frame->x30 = &begin_first;
  return frame;
}

Arrival jump(void* to, void* data) {
  return jump_to(to, data);
}

}  // namespace faultline::sim
