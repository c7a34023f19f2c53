// SPDX-License-Identifier: Apache-2.0
// Groups of fault bits: what counts as a fault, what keeps an interrupt line up. IHI 0062,
// SMMU_CBn_FSR and SMMU_sGFSR.
#pragma once
#include "reg/value.hpp"
#include "spec/cb/fault.hpp"
#include "spec/gr0/fault.hpp"

namespace faultline::spec {

namespace detail {
template <typename... Fs>
inline constexpr std::uint32_t union_of = static_cast<std::uint32_t>((Fs::mask | ...));
}

// The bits of FSR that name a fault; at least one is set when a fault was recorded.
inline constexpr std::uint32_t context_fault_bits =
    detail::union_of<cb::FSR::TF, cb::FSR::AFF, cb::FSR::PF, cb::FSR::EF, cb::FSR::TLBMCF,
                     cb::FSR::TLBLKF, cb::FSR::ASF, cb::FSR::UUT>;

// Those, and what may remain alone: a stalled transaction, a fault that was lost. Non-zero: the
// bank wants attention.
inline constexpr std::uint32_t context_pending_bits =
    context_fault_bits | detail::union_of<cb::FSR::SS, cb::FSR::MULTI>;

// The bits of sGFSR that name a fault.
inline constexpr std::uint32_t global_fault_bits =
    detail::union_of<gr0::sGFSR::ICF, gr0::sGFSR::USF, gr0::sGFSR::SMCF, gr0::sGFSR::UCBF,
                     gr0::sGFSR::UCIF, gr0::sGFSR::CAF, gr0::sGFSR::EF, gr0::sGFSR::UUT>;

inline constexpr std::uint32_t global_pending_bits =
    global_fault_bits | detail::union_of<gr0::sGFSR::MULTI>;

[[nodiscard]] constexpr bool pending(reg::Value<cb::FSR> fsr) {
  return (fsr.bits() & context_pending_bits) != 0;
}
[[nodiscard]] constexpr bool pending(reg::Value<gr0::sGFSR> gfsr) {
  return (gfsr.bits() & global_pending_bits) != 0;
}

}  // namespace faultline::spec
