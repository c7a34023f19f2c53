// SPDX-License-Identifier: Apache-2.0
// Base of the registers of global register space 1. IHI 0062, chapter on global register space 1.
#pragma once
#include "spec/space.hpp"

namespace faultline::spec::gr1 {

template <typename Self, std::uint32_t offset, reg::Shape shape = reg::read_write>
using Register32 = SpaceRegister<Space::gr1, Self, std::uint32_t, offset, shape>;
template <typename Self, std::uint32_t offset, reg::Shape shape = reg::read_write>
using Register64 = SpaceRegister<Space::gr1, Self, std::uint64_t, offset, shape>;

}  // namespace faultline::spec::gr1
