// SPDX-License-Identifier: Apache-2.0
// How src/spec is asked for each layout that registers.txt calls a view: with the bits of the value
// or with the mode that decides it.
#pragma once

#include <cstdint>
#include <string_view>

#include "spec/mode.hpp"

namespace faultline::second_transcription {

using spec::Mode;

inline constexpr Mode stage2{.stage2 = true};
inline constexpr Mode stage2_long{.stage2 = true, .va64 = false};
inline constexpr Mode long_format{.va64 = false};
inline constexpr Mode short_format{.va64 = false, .long_descriptors = false};
inline constexpr Mode extended{.extended_stream_ids = true};

// How src/spec is asked for a layout that registers.txt calls `view`.
struct Ask {
  std::string_view reg;
  std::string_view view;
  std::uint64_t bits;
  Mode mode;
};

[[nodiscard]] constexpr std::uint64_t type(std::uint64_t value) {
  return value << 16;
}

inline constexpr Ask asks[] = {
    {"SMR", "valid", 0, {}},
    {"SMR", "extended", 0, extended},
    {"S2CR", "translation", type(0), {}},
    {"S2CR", "bypass", type(1), {}},
    {"S2CR", "fault", type(2), {}},
    {"CBAR", "s2", type(0), {}},
    {"CBAR", "s1_s2_bypass", type(1), {}},
    {"CBAR", "s1_s2_fault", type(2), {}},
    {"CBAR", "s1_s2", type(3), {}},
    {"SCTLR", "s1", 0, {}},
    {"SCTLR", "s2", 0, stage2},
    {"TTBR0", "s1_aarch64", 0, {}},
    {"TTBR0", "s1_long", 0, long_format},
    {"TTBR0", "s1_short", 0, short_format},
    {"TTBR0", "s2", 0, stage2},
    {"TTBR1", "s1_aarch64", 0, {}},
    {"TTBR1", "s1_long", 0, long_format},
    {"TTBR1", "s1_short", 0, short_format},
    {"TCR", "s1_aarch64", 0, {}},
    {"TCR", "s1_long", 1ULL << 31, long_format},
    {"TCR", "s1_short", 0, short_format},
    {"TCR", "s2_aarch64", 0, stage2},
    {"TCR", "s2_long", 1ULL << 31, stage2_long},
    {"CONTEXTIDR", "short", 0, short_format},
    {"CONTEXTIDR", "long", 0, {}},
    {"MAIR0", "mair", 0, {}},
    {"MAIR0", "prrr", 0, short_format},
    {"MAIR1", "mair", 0, {}},
    {"MAIR1", "nmrr", 0, short_format},
    {"PAR", "ok_long", 0, {}},
    {"PAR", "ok_short", 0, short_format},
    {"PAR", "fault", 1, {}},
    {"sGPAR", "ok_long", 0, {}},
    {"sGPAR", "ok_short", 0, short_format},
    {"sGPAR", "fault", 1, {}},
    {"FSYNR0", "s1", 0, {}},
    {"FSYNR0", "s2", 0, stage2},
    {"TLBIVA", "aarch64", 0, {}},
    {"TLBIVA", "aarch32", 0, long_format},
    {"TLBIVAA", "aarch64", 0, {}},
    {"TLBIVAA", "aarch32", 0, long_format},
    {"TLBIVAL", "aarch64", 0, {}},
    {"TLBIVAL", "aarch32", 0, long_format},
    {"TLBIVAAL", "aarch64", 0, {}},
    {"TLBIVAAL", "aarch32", 0, long_format},
};

}  // namespace faultline::second_transcription
