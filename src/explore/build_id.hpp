// SPDX-License-Identifier: Apache-2.0
//
// Which program this is, for what one run has written and another one reads.
#pragma once

namespace faultline::explore {

// 40 hexadecimal digits made of the sources (cmake/SourceId.cmake): the same for every build of the
// same sources, in whatever directory and by whatever compiler.
[[nodiscard]] const char* build_id();

}  // namespace faultline::explore
