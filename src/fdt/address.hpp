// SPDX-License-Identifier: Apache-2.0
//
// `reg`, and the way of an address through the `ranges` of the buses up to the root. Devicetree
// Specification v0.4, 2.3.5 to 2.3.8.
#pragma once
#include <cstdint>
#include <vector>

#include "base/result.hpp"
#include "base/types.hpp"
#include "fdt/tree.hpp"

namespace faultline::fdt {

struct Region {
  PhysAddr address;  // as a CPU sees it
  std::uint64_t size_bytes = 0;
};

// Every region of a node's `reg`. Errors, all with the node and the property to mend: missing;
// length (no whole number of entries); value (empty region, one that wraps around the address space
// or that no `ranges` entry covers, broken #address-cells, #size-cells or ranges of a bus);
// unsupported (addresses or sizes of more than two cells); too_large (more than 16 regions or 1024
// ranges of one bus).
[[nodiscard]] Result<std::vector<Region>, Problem> read_regions(Node node);

}  // namespace faultline::fdt
