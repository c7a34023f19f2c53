// SPDX-License-Identifier: Apache-2.0
//
// The ID registers, derived from the configuration alone, so that what is announced is what works.
// IHI 0062, SMMU_IDR0 to IDR7.
#pragma once
#include <cstdint>

#include "model/configuration.hpp"
#include "model/register_block.hpp"
#include "spec/gr0.hpp"
#include "spec/layout.hpp"

namespace faultline::model {

// Fills in IDR0 to IDR7.
void identify(const Configuration& configuration, RegisterBlock<spec::gr0::Registers>& global);

// Pages of the global half of the register map: enough for all context banks, a power of two, at
// least 2.
[[nodiscard]] std::uint32_t global_pages(const Size& size);
[[nodiscard]] spec::PageLayout page_layout(const Size& size);

// Whether `configuration` describes a device that can be: numbers in range, a stage, a granule or
// format for it.
[[nodiscard]] bool is_possible(const Configuration& configuration);

}  // namespace faultline::model
