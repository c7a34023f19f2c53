// SPDX-License-Identifier: Apache-2.0
//
// Which build of the program this is: the identifier that the linker made of its contents.
#pragma once
#include <string>

namespace faultline::explore {

// In hexadecimal digits; empty for a program that was linked without one.
[[nodiscard]] std::string build_id();

}  // namespace faultline::explore
