// SPDX-License-Identifier: Apache-2.0
//
// System V ABI, AMD64: rbx, rbp and r12 to r15 belong to the caller. Two pointers are returned in
// rax and rdx, and passed in rdi and rsi.
#include <cstdint>

#include "sim/fiber_jump.hpp"

namespace faultline::sim {

Arrival jump_to(void* to, void* data) __asm__("faultline_fiber_jump");
void begin_first() __asm__("faultline_fiber_first");

}  // namespace faultline::sim

// It leaves by an indirect jump: a return would be predicted to go back to who called, which it
// never does.
asm(R"(
  .text
  .p2align 4
  .globl faultline_fiber_jump
  .hidden faultline_fiber_jump
  .type faultline_fiber_jump, @function
faultline_fiber_jump:
  pushq %rbp
  pushq %rbx
  pushq %r12
  pushq %r13
  pushq %r14
  pushq %r15
  movq %rsp, %rax
  movq %rdi, %rsp
  popq %r15
  popq %r14
  popq %r13
  popq %r12
  popq %rbx
  popq %rbp
  movq %rsi, %rdx
  popq %rcx
  jmp *%rcx
  .size faultline_fiber_jump, . - faultline_fiber_jump

  .p2align 4
  .globl faultline_fiber_first
  .hidden faultline_fiber_first
  .type faultline_fiber_first, @function
faultline_fiber_first:
  .cfi_startproc
  .cfi_undefined rip
  movq %rax, %rdi
  movq %rdx, %rsi
  call faultline_fiber_begins
  ud2
  .cfi_endproc
  .size faultline_fiber_first, . - faultline_fiber_first
)");

namespace faultline::sim {

namespace {

// As faultline_fiber_jump takes it from the stack, lowest address first.
struct Frame {
  std::uint64_t r15, r14, r13, r12, rbx, rbp;
  void (*next)();
  std::uint64_t padding[2];  // 16-byte alignment where faultline_fiber_first calls
};

}  // namespace

void* prepare_stack(void* top, std::size_t) {
  auto* frame = reinterpret_cast<Frame*>(static_cast<char*>(top) - sizeof(Frame));
  *frame = {};
  frame->next = &begin_first;
  return frame;
}

Arrival jump(void* to, void* data) {
  return jump_to(to, data);
}

}  // namespace faultline::sim
