// SPDX-License-Identifier: Apache-2.0
// Base of the registers of a translation context bank. IHI 0062, chapter on translation context
// bank registers.
#pragma once
#include "spec/space.hpp"

namespace faultline::spec::cb {

template <typename Self, std::uint32_t offset, reg::Shape shape = reg::read_write>
using Register32 = SpaceRegister<Space::cb, Self, std::uint32_t, offset, shape>;
template <typename Self, std::uint32_t offset, reg::Shape shape = reg::read_write>
using Register64 = SpaceRegister<Space::cb, Self, std::uint64_t, offset, shape>;

}  // namespace faultline::spec::cb
