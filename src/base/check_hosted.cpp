// SPDX-License-Identifier: Apache-2.0
//
// Where a failed check ends under an operating system.
#include <cstdio>
#include <cstdlib>

#include "base/check.hpp"

namespace faultline::base {

void check_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "faultline: %s:%d: check failed: %s\n", file, line, condition);
  std::abort();
}

}  // namespace faultline::base
