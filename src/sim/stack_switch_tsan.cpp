// SPDX-License-Identifier: Apache-2.0
//
// Under the thread sanitizer, which notes each call and return of a stack. It has to be told of the
// change, or calls are noted for one stack and returns for another, until its notes overflow. This
// file is compiled without it: the switch would itself be a call here and a return there.
#include <sanitizer/tsan_interface.h>

#include "sim/stack_switch.hpp"

namespace faultline::sim {

void forget_frames(const void*, std::size_t) {}
void* new_shadow() {
  return __tsan_create_fiber(0);
}
void forget_shadow(void* shadow) {
  __tsan_destroy_fiber(shadow);
}
void* running_shadow() {
  return __tsan_get_current_fiber();
}
void before_switch(void**, const OtherStack& to) {
  __tsan_switch_to_fiber(to.shadow, 0);
}
void after_switch(void*, OtherStack*) {}

}  // namespace faultline::sim
