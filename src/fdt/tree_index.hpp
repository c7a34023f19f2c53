// SPDX-License-Identifier: Apache-2.0
//
// What Tree remembers of a blob: the bytes, every node and property in document order, and the
// phandles sorted. Private to src/fdt.
#pragma once
#include <utility>

#include "fdt/tree.hpp"

namespace faultline::fdt {

struct NodeRecord {
  std::string_view name;
  std::uint32_t parent = 0;  // the root is its own parent
  std::uint32_t first_property = 0;
  std::uint32_t property_count = 0;
  std::uint32_t path_characters = 0;
  bool enabled = true;  // with everything around it
};

struct TreeIndex {
  std::vector<std::uint8_t> blob;
  std::vector<NodeRecord> nodes;
  std::vector<Property> properties;  // a node's are adjacent and sorted by name
  std::vector<std::pair<std::uint32_t, std::uint32_t>> phandles;  // phandle, node; sorted
  std::vector<std::uint32_t> phandle_repeaters;

  [[nodiscard]] std::string path(std::uint32_t node) const;
  [[nodiscard]] const Property* find(std::uint32_t node, std::string_view property) const;
};

// Fills in the index of the blob in `index`. Errors as Tree::load.
[[nodiscard]] Result<void, ParseError> build_index(TreeIndex& index);

}  // namespace faultline::fdt
