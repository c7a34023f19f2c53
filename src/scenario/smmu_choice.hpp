// SPDX-License-Identifier: Apache-2.0
//
// What kind of SMMU a node of a device tree stands for: which model to build, and which flavour of
// the driver to run on it. The ID registers of the real chip are not in the tree, so that numbers
// follow from what is: one context bank for each context interrupt, as far as the register window
// has room.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "driver/config.hpp"
#include "driver/flavour/kinds.hpp"
#include "fdt/description.hpp"
#include "model/configuration.hpp"

namespace faultline::scenario {

struct SmmuWishes {
  std::optional<std::uint32_t> banks;          // instead of one per context interrupt
  std::optional<std::uint32_t> stream_groups;  // instead of 128
};

struct SmmuChoice {
  model::Configuration configuration;
  driver::flavour::Kind flavour{};
  driver::Architecture architecture{};
  std::uint32_t window_bytes = 0;
};

// Errors, in words: a register window without room for one bank, or a wish that is out of range.
[[nodiscard]] Result<SmmuChoice, std::string> choose(const fdt::SmmuNode& node,
                                                     const SmmuWishes& wishes);

}  // namespace faultline::scenario
