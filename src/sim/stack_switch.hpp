// SPDX-License-Identifier: Apache-2.0
//
// Tells a sanitizer that the stack changes. The build picks stack_switch_asan.cpp,
// stack_switch_tsan.cpp or stack_switch_plain.cpp.
#pragma once
#include <cstddef>

namespace faultline::sim {

// Frames that were left in the middle on this stack are not there any more.
void forget_frames(const void* bottom, std::size_t bytes);

// What the thread sanitizer keeps of a stack; null without it. Whoever made one forgets it while
// another one is running.
void* new_shadow();
void forget_shadow(void* shadow);
// Of the stack that is running.
void* running_shadow();

// A stack to go to.
struct OtherStack {
  void* shadow = nullptr;
  const void* bottom = nullptr;
  std::size_t bytes = 0;
};

// Before leaving for another stack. `save` keeps what is needed to come back; null when this stack
// is left for good.
void before_switch(void** save, const OtherStack& to);
// After arriving; `saved` is what before_switch kept for this stack, and the stack that was left is
// told, but for its shadow.
void after_switch(void* saved, OtherStack* from);

}  // namespace faultline::sim
