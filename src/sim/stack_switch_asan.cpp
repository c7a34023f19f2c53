// SPDX-License-Identifier: Apache-2.0
//
// Under the address sanitizer, which keeps a shadow of the running stack.
#include <sanitizer/common_interface_defs.h>

#include "sim/stack_switch.hpp"

namespace faultline::sim {

void before_switch(void** save, const void* bottom, std::size_t bytes) {
  __sanitizer_start_switch_fiber(save, bottom, bytes);
}
void after_switch(void* saved, const void** old_bottom, std::size_t* old_bytes) {
  __sanitizer_finish_switch_fiber(saved, old_bottom, old_bytes);
}

}  // namespace faultline::sim
