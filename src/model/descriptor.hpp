// SPDX-License-Identifier: Apache-2.0
//
// Eight-byte descriptors read apart: what kind, where to, and what is allowed there. The positions
// of the bits are spec's; what they mean together is decided here. DDI 0487, sections on VMSAv8-64
// descriptor formats and access permissions.
#pragma once
#include <cstdint>

#include "model/context.hpp"
#include "model/format.hpp"
#include "model/walk.hpp"

namespace faultline::model {

enum class DescriptorKind : std::uint8_t { invalid, table, leaf };

[[nodiscard]] DescriptorKind kind_of_descriptor(std::uint64_t descriptor, const Granule& granule,
                                                unsigned level);

// The address in a table descriptor, aligned to the granule.
[[nodiscard]] std::uint64_t next_table(std::uint64_t descriptor, const Granule& granule);

// What a table descriptor takes away from all below it; gathered by "or".
inline constexpr std::uint8_t hierarchy_no_unprivileged = 1;  // APTable[0]
inline constexpr std::uint8_t hierarchy_no_write = 2;         // APTable[1]
inline constexpr std::uint8_t hierarchy_no_privileged_execute = 4;
inline constexpr std::uint8_t hierarchy_no_execute = 8;
[[nodiscard]] std::uint8_t hierarchy_of(std::uint64_t descriptor);

[[nodiscard]] bool has_access_flag(std::uint64_t descriptor);

// A block or page of `stage`: output (not yet aligned to its size), permissions, attributes. Level
// and size are the walker's.
[[nodiscard]] Leaf decode_leaf(const Stage& stage, std::uint64_t descriptor,
                               std::uint8_t hierarchy);

}  // namespace faultline::model
