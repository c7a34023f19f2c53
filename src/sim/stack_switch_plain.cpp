// SPDX-License-Identifier: Apache-2.0
//
// No sanitizer: nothing to tell.
#include "sim/stack_switch.hpp"

namespace faultline::sim {

void forget_frames(const void*, std::size_t) {}
void* new_shadow() {
  return nullptr;
}
void forget_shadow(void*) {}
void* running_shadow() {
  return nullptr;
}
void before_switch(void**, const OtherStack&) {}
void after_switch(void*, OtherStack*) {}

}  // namespace faultline::sim
