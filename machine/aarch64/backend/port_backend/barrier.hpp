// SPDX-License-Identifier: Apache-2.0
//
// Barriers on AArch64 (DDI 0487, B2.3). A DSB and not a DMB: a device write after it must not reach
// the SMMU before the table entry has reached memory, and a DMB orders only memory accesses.
#pragma once

namespace faultline::port {
inline namespace aarch64_backend {

inline void full_barrier() {
  asm volatile("dsb sy" ::: "memory");
}
inline void table_barrier() {
  asm volatile("dsb ishst" ::: "memory");
}

}  // namespace aarch64_backend
}  // namespace faultline::port
