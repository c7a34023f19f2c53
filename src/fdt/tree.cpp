// SPDX-License-Identifier: Apache-2.0
//
// Look-ups in the index of a tree.
#include "fdt/tree.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "fdt/tree_index.hpp"

namespace faultline::fdt {

std::string TreeIndex::path(std::uint32_t node) const {
  if (node == 0) return "/";
  std::string text(nodes[node].path_characters, '/');
  std::size_t end = text.size();
  for (std::uint32_t at = node; at != 0; at = nodes[at].parent) {
    const std::string_view name = nodes[at].name;
    end -= name.size();
    std::ranges::copy(name, text.begin() + static_cast<std::ptrdiff_t>(end));
    --end;
  }
  return text;
}

const Property* TreeIndex::find(std::uint32_t node, std::string_view property) const {
  const NodeRecord& record = nodes[node];
  const std::span all = std::span(properties).subspan(record.first_property, record.property_count);
  const auto found = std::ranges::lower_bound(all, property, {}, &Property::name);
  return found != all.end() && found->name == property ? &*found : nullptr;
}

std::string_view Node::name() const {
  return tree_->nodes[index_].name;
}
std::string Node::path() const {
  return tree_->path(index_);
}
bool Node::enabled() const {
  return tree_->nodes[index_].enabled;
}

std::optional<Node> Node::parent() const {
  if (index_ == 0) return std::nullopt;
  return Node(tree_, tree_->nodes[index_].parent);
}

const Property* Node::find(std::string_view property) const {
  return tree_->find(index_, property);
}

bool Node::is_compatible(std::string_view name) const {
  const Property* property = find("compatible");
  if (property == nullptr) return false;
  auto rest = property->value;
  while (!rest.empty()) {
    const auto end = std::ranges::find(rest, std::uint8_t{0});
    if (std::ranges::equal(std::ranges::subrange(rest.begin(), end), name, {},
                           [](std::uint8_t byte) { return static_cast<char>(byte); })) {
      return true;
    }
    const auto length = static_cast<std::size_t>(end - rest.begin());
    rest = rest.subspan(std::min(length + 1, rest.size()));
  }
  return false;
}

Problem Node::problem(Fault fault, std::string_view property, std::string message,
                      std::string remedy) const {
  return {.fault = fault,
          .node = path(),
          .property = std::string(property),
          .message = std::move(message),
          .remedy = std::move(remedy)};
}

Tree::Tree(std::unique_ptr<const TreeIndex> index) : index_(std::move(index)) {}
Tree::Tree(Tree&&) noexcept = default;
Tree& Tree::operator=(Tree&&) noexcept = default;
Tree::~Tree() = default;

std::size_t Tree::node_count() const {
  return index_->nodes.size();
}
std::span<const std::uint8_t> Tree::blob() const {
  return index_->blob;
}

Node Tree::at(std::size_t index) const {
  FL_CHECK(index < node_count());
  return {index_.get(), static_cast<std::uint32_t>(index)};
}

std::optional<Node> Tree::by_phandle(std::uint32_t phandle) const {
  const auto& all = index_->phandles;
  const auto found =
      std::ranges::lower_bound(all, phandle, {}, [](auto& pair) { return pair.first; });
  if (found == all.end() || found->first != phandle) return std::nullopt;
  return at(found->second);
}

std::optional<Node> Tree::by_path(std::string_view path) const {
  if (path == "/") return root();
  for (std::size_t i = 1; i < node_count(); ++i) {
    if (index_->nodes[i].path_characters == path.size() && at(i).path() == path) return at(i);
  }
  return std::nullopt;
}

std::vector<Node> Tree::phandle_repeaters() const {
  std::vector<Node> nodes;
  for (const std::uint32_t index : index_->phandle_repeaters) nodes.push_back(at(index));
  return nodes;
}

}  // namespace faultline::fdt
