// SPDX-License-Identifier: Apache-2.0
//
// What a report of a fault is about.
#pragma once
#include <cstdint>

#include "spec/cb/fault.hpp"
#include "spec/syndrome.hpp"

namespace faultline::oracle {

// Whether a report, of FSR or sGFSR with these bits, is of a recorded fault. MULTI alone is not: it
// says that there were more, whose syndromes are lost.
[[nodiscard]] constexpr bool tells_of_a_fault(std::uint64_t status) {
  constexpr std::uint64_t faults = spec::context_fault_bits | spec::global_fault_bits;
  constexpr std::uint64_t multi = spec::cb::FSR::MULTI::mask;
  return (status & multi) == 0 || (status & faults) != 0;
}

}  // namespace faultline::oracle
