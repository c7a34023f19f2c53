// SPDX-License-Identifier: Apache-2.0
//
// Under the address sanitizer, which keeps a shadow of the running stack.
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>

#include "sim/stack_switch.hpp"

namespace faultline::sim {

// Their red zones would be found in the middle of the frames that come to lie there.
void forget_frames(const void* bottom, std::size_t bytes) {
  __asan_unpoison_memory_region(bottom, bytes);
}

void* new_shadow() {
  return nullptr;
}
void forget_shadow(void*) {}
void* running_shadow() {
  return nullptr;
}
void before_switch(void** save, const OtherStack& to) {
  __sanitizer_start_switch_fiber(save, to.bottom, to.bytes);
}
void after_switch(void* saved, OtherStack* from) {
  __sanitizer_finish_switch_fiber(saved, from ? &from->bottom : nullptr,
                                  from ? &from->bytes : nullptr);
}

}  // namespace faultline::sim
