// SPDX-License-Identifier: Apache-2.0
// Values that fields of several registers share: shareability, cacheability, allocation hints, page
// sizes and address sizes. IHI 0062 (attribute fields of sCR0, S2CR, CBAR and SCTLR) and DDI 0487
// (TCR, descriptors).
#pragma once
#include <cstdint>
#include <optional>

namespace faultline::spec {

// SH0, SH1 of TCR and SH of a descriptor.
enum class Shareability : std::uint32_t { non_shareable = 0, outer = 2, inner = 3 };

// SHCFG of sCR0, S2CR and SCTLR, BPSHCFG of CBAR: another encoding than the one above.
enum class ShareabilityConfig : std::uint32_t {
  as_presented = 0,  // in CBAR.BPSHCFG this value is reserved
  outer = 1,
  inner = 2,
  non_shareable = 3,
};

// IRGN and ORGN of TCR.
enum class Cacheability : std::uint32_t {
  non_cacheable = 0,
  write_back_write_allocate = 1,
  write_through = 2,
  write_back_no_write_allocate = 3,
};

// RACFG and WACFG: allocation hints for transactions that are not translated.
enum class AllocationConfig : std::uint32_t { as_presented = 0, allocate = 2, no_allocate = 3 };

// BSU: the least shareability domain that is applied to a barrier from a client.
enum class BarrierUpgrade : std::uint32_t { none = 0, inner = 1, outer = 2, full_system = 3 };

// TG0 of TCR.
enum class GranuleTg0 : std::uint32_t { k4 = 0, k64 = 1, k16 = 2 };

// TG1 of TCR. WARNING: not the encoding of TG0.
enum class GranuleTg1 : std::uint32_t { k16 = 1, k4 = 2, k64 = 3 };

// IAS and OAS of IDR2, PASize of TCR2 and of a stage 2 TCR.
enum class AddressSize : std::uint32_t {
  bits32 = 0,
  bits36 = 1,
  bits40 = 2,
  bits42 = 3,
  bits44 = 4,
  bits48 = 5,
};

// UBS of IDR2, the upstream bus size. WARNING: 5 is 49 bits here, for two ranges of 48.
enum class UpstreamSize : std::uint32_t {
  bits32 = 0,
  bits36 = 1,
  bits40 = 2,
  bits42 = 3,
  bits44 = 4,
  bits49 = 5,
  bits64 = 15,
};

// The number of address bits; nothing for a reserved encoding.
[[nodiscard]] constexpr std::optional<unsigned> address_bits(AddressSize size) {
  switch (size) {
    case AddressSize::bits32: return 32;
    case AddressSize::bits36: return 36;
    case AddressSize::bits40: return 40;
    case AddressSize::bits42: return 42;
    case AddressSize::bits44: return 44;
    case AddressSize::bits48: return 48;
  }
  return std::nullopt;
}

[[nodiscard]] constexpr std::optional<unsigned> address_bits(UpstreamSize size) {
  switch (size) {
    case UpstreamSize::bits32: return 32;
    case UpstreamSize::bits36: return 36;
    case UpstreamSize::bits40: return 40;
    case UpstreamSize::bits42: return 42;
    case UpstreamSize::bits44: return 44;
    case UpstreamSize::bits49: return 49;
    case UpstreamSize::bits64: return 64;
  }
  return std::nullopt;
}

// The largest encoding whose address size is not above `bits`; nothing below 32.
[[nodiscard]] constexpr std::optional<AddressSize> address_size(unsigned bits) {
  if (bits < 32) return std::nullopt;
  if (bits < 36) return AddressSize::bits32;
  if (bits < 40) return AddressSize::bits36;
  if (bits < 42) return AddressSize::bits40;
  if (bits < 44) return AddressSize::bits42;
  if (bits < 48) return AddressSize::bits44;
  return AddressSize::bits48;
}

// log2 of the page size; nothing for the reserved encoding.
[[nodiscard]] constexpr std::optional<unsigned> granule_shift(GranuleTg0 granule) {
  switch (granule) {
    case GranuleTg0::k4: return 12;
    case GranuleTg0::k16: return 14;
    case GranuleTg0::k64: return 16;
  }
  return std::nullopt;
}
[[nodiscard]] constexpr std::optional<unsigned> granule_shift(GranuleTg1 granule) {
  switch (granule) {
    case GranuleTg1::k4: return 12;
    case GranuleTg1::k16: return 14;
    case GranuleTg1::k64: return 16;
  }
  return std::nullopt;
}

}  // namespace faultline::spec
