// SPDX-License-Identifier: Apache-2.0
//
// From one stack to another. The build picks an implementation: fiber_jump_x86_64.cpp or
// fiber_jump_aarch64.cpp, which do what the calling convention asks for and nothing else, or
// fiber_jump_boost.cpp on other processors and under sanitizers.
#pragma once
#include <cstddef>

namespace faultline::sim {

// What is known after a jump: the stack that was left, to jump back to, and what it sent.
struct Arrival {
  void* from = nullptr;
  void* data = nullptr;
};

// Where the first jump to a prepared stack leads; does not return. Defined by whoever jumps.
void fiber_begins(Arrival first) __asm__("faultline_fiber_begins");

// `top` is the upper end of `bytes`, aligned to 16.
void* prepare_stack(void* top, std::size_t bytes);
// Goes on at `to`; returns when somebody jumps back here. Rounding modes and the like are not
// switched: every fiber has those of the thread that it is on.
Arrival jump(void* to, void* data);

}  // namespace faultline::sim
