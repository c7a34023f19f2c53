// SPDX-License-Identifier: Apache-2.0
// The name of a register by its byte offset, as reports, traces and reasons of failure show it:
// "GR0.sGFSR", "GR0.SMR12", "GR1.CBAR3", "CB5.FSR", "CB5.FAR+4" for an upper half, "GID+0x204" in
// the implementation's page.
#pragma once
#include <cstdint>

#include "base/text.hpp"
#include "spec/layout.hpp"

namespace faultline::spec {

using RegisterName = base::Text<24>;

// The name of what lies at `offset` from the base of an SMMU with this geometry. A place without a
// register is named by its page and offset; beyond the map, by the offset alone. Never blocks.
[[nodiscard]] RegisterName register_name(std::uint32_t offset, const PageLayout& pages);

}  // namespace faultline::spec
