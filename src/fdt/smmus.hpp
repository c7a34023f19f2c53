// SPDX-License-Identifier: Apache-2.0
//
// Reads every SMMUv1 and SMMUv2 of a tree with its masters. A malformed node costs itself (or the
// one reference) and a finding; all others are read.
#pragma once
#include "base/result.hpp"
#include "fdt/description.hpp"
#include "fdt/tree.hpp"

namespace faultline::fdt {

// What the tree says. A node whose properties are broken stays in the list with usable == false and
// what could be read of it. Of the findings, only the first 256 are kept, then a last one counts
// the others. Error: no_smmu. Nothing in the result refers to `tree`.
[[nodiscard]] Result<Description, Problem> read_smmus(const Tree& tree);

}  // namespace faultline::fdt
