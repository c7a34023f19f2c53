// SPDX-License-Identifier: Apache-2.0
//
// A device tree blob, checked once when it is loaded and then only read: nodes, properties,
// phandles. libfdt takes the format apart; this adds limits, errors with a place, and an index, so
// that no look-up costs more than a binary search whatever the blob says. Devicetree Specification
// v0.4, chapters 2 and 5.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "fdt/problem.hpp"

namespace faultline::fdt {

using ParseError = Problem;

// What a blob may be at most. Real trees stay far below; a hostile one is refused before it costs
// memory or time.
struct Limits {
  static constexpr std::size_t blob_bytes = 2u << 20;  // an arm64 kernel maps no more
  static constexpr unsigned depth = 64;                // nodes inside nodes
  static constexpr std::size_t path_characters = 512;
};

struct Property {
  std::string_view name;
  std::span<const std::uint8_t> value;
};

class Tree;
struct TreeIndex;

// One node of a Tree: a handle, cheap to copy, valid as long as the tree lives (moving the tree
// does not disturb it).
class Node {
 public:
  // Last component with its unit address ("iommu@5040000"); empty for the root.
  [[nodiscard]] std::string_view name() const;
  [[nodiscard]] std::string path() const;
  // None for the root.
  [[nodiscard]] std::optional<Node> parent() const;
  // Place in document order: the root is 0, and a parent comes before its children.
  [[nodiscard]] std::size_t index() const { return index_; }
  // Null when the node has no such property; of several with one name the first.
  [[nodiscard]] const Property* find(std::string_view property) const;
  [[nodiscard]] bool has(std::string_view property) const { return find(property) != nullptr; }
  // True when neither this node nor any node around it has a status other than "okay" or "ok".
  [[nodiscard]] bool enabled() const;
  // True when `compatible` lists this string.
  [[nodiscard]] bool is_compatible(std::string_view name) const;
  // A problem of this node.
  [[nodiscard]] Problem problem(Fault fault, std::string_view property, std::string message,
                                std::string remedy) const;

  friend bool operator==(const Node&, const Node&) = default;

 private:
  friend class Tree;
  Node(const TreeIndex* tree, std::uint32_t index) : tree_(tree), index_(index) {}

  const TreeIndex* tree_;
  std::uint32_t index_;
};

class Tree {
 public:
  // Copies and checks a blob. Errors: not_a_tree, truncated, too_large, damaged. Bytes behind the
  // blob's own end are ignored.
  [[nodiscard]] static Result<Tree, ParseError> load(std::span<const std::uint8_t> blob);
  // The same for a file; also cannot_read.
  [[nodiscard]] static Result<Tree, ParseError> load_file(const std::string& path);

  Tree(Tree&&) noexcept;
  Tree& operator=(Tree&&) noexcept;
  ~Tree();

  [[nodiscard]] Node root() const { return at(0); }
  [[nodiscard]] std::size_t node_count() const;
  // `index` is below node_count().
  [[nodiscard]] Node at(std::size_t index) const;
  // None when no node has this phandle; of several the first.
  [[nodiscard]] std::optional<Node> by_phandle(std::uint32_t phandle) const;
  // A full path, each component with its unit address. Looks at every node.
  [[nodiscard]] std::optional<Node> by_path(std::string_view path) const;
  // Nodes whose phandle an earlier node has already.
  [[nodiscard]] std::vector<Node> phandle_repeaters() const;
  // The blob as it was loaded.
  [[nodiscard]] std::span<const std::uint8_t> blob() const;

 private:
  explicit Tree(std::unique_ptr<const TreeIndex> index);
  std::unique_ptr<const TreeIndex> index_;
};

}  // namespace faultline::fdt
