// SPDX-License-Identifier: Apache-2.0
//
// The formats that there are, to choose from when a table is opened. DDI 0487, VMSAv8-64.
#pragma once
#include "pgtable/format.hpp"

namespace faultline::pgtable {

extern const Format aarch64_4k_stage1;  // 4K pages, 2M and 1G blocks
extern const Format aarch64_4k_stage2;
extern const Format aarch64_16k_stage1;  // 16K pages, 32M blocks
extern const Format aarch64_16k_stage2;
extern const Format aarch64_64k_stage1;  // 64K pages, 512M blocks
extern const Format aarch64_64k_stage2;

}  // namespace faultline::pgtable
