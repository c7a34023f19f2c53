// SPDX-License-Identifier: Apache-2.0
//
// Tells the address sanitizer that the stack changes. The build picks stack_switch_asan.cpp or
// stack_switch_plain.cpp.
#pragma once
#include <cstddef>

namespace faultline::sim {

// Before leaving for another stack. `save` keeps what is needed to come back; null when this stack
// is left for good.
void before_switch(void** save, const void* bottom, std::size_t bytes);
// After arriving; `saved` is what before_switch kept for this stack, and the stack that was left is
// told.
void after_switch(void* saved, const void** old_bottom, std::size_t* old_bytes);

}  // namespace faultline::sim
