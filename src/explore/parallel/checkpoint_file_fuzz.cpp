// SPDX-License-Identifier: Apache-2.0
//
// Whatever the text. Seeds are in tests/corpus/explore.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "explore/parallel/checkpoint_check.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  faultline::explore::check_checkpoint({reinterpret_cast<const char*>(data), size});
  return 0;
}
