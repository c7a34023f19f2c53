// SPDX-License-Identifier: Apache-2.0
//
// Checks against programming errors. They stay on in every build: a broken invariant in a driver
// that owns isolation is worse than a stop. Errors of hardware and callers are values
// (base/result.hpp), never checks.
#pragma once

namespace faultline::base {

// Does not return. The hosted definition prints and aborts; a machine without an operating system
// brings its own.
[[noreturn]] void check_failed(const char* condition, const char* file, int line);

}  // namespace faultline::base

#define FL_CHECK(condition)     \
  (static_cast<bool>(condition) \
       ? static_cast<void>(0)   \
       : ::faultline::base::check_failed(#condition, __FILE_NAME__, __LINE__))
