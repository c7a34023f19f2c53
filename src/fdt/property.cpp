// SPDX-License-Identifier: Apache-2.0
//
// Reading property values by type.
#include "fdt/property.hpp"

namespace faultline::fdt {
namespace {

constexpr std::uint32_t most_arguments = 16;  // as many as a kernel reads

std::unexpected<Problem> missing(Node node, std::string_view property, std::string remedy) {
  return base::error(node.problem(Fault::missing, property, "is missing", std::move(remedy)));
}

// The node that an entry of `property` refers to.
Result<Node, Problem> target_of(const Tree& tree, Node node, std::string_view property,
                                std::string_view count_property, std::uint32_t phandle,
                                const std::string& which) {
  const std::string count_name(count_property);
  const auto target = tree.by_phandle(phandle);
  if (!target) {
    return base::error(
        node.problem(Fault::dangling, property,
                     which + " refers to phandle " + hex(phandle) + ", which no node has",
                     "each entry starts with the phandle of a node with " + count_name));
  }
  if (!target->has(count_property)) {
    return base::error(
        node.problem(Fault::dangling, property,
                     which + " refers to " + target->path() + ", which has no " + count_name,
                     "give that node " + count_name + " or refer to another"));
  }
  return *target;
}

// How many cells follow the phandle of `target`.
Result<std::uint32_t, Problem> argument_count(Node target, std::string_view count_property) {
  const auto count = read_cell(target, count_property);
  if (count && *count > most_arguments) {
    return base::error(target.problem(Fault::value, count_property, "is " + std::to_string(*count),
                                      "it is at most " + std::to_string(most_arguments)));
  }
  return count;
}

}  // namespace

std::vector<std::uint32_t> Cells::to_vector() const {
  std::vector<std::uint32_t> values;
  for (std::size_t i = 0; i < size(); ++i) values.push_back((*this)[i]);
  return values;
}

Result<Cells, Problem> read_cells(Node node, std::string_view property) {
  const Property* found = node.find(property);
  if (found == nullptr) return missing(node, property, "it holds a list of 32-bit cells");
  if (found->value.size() % 4 != 0) {
    return base::error(node.problem(Fault::length, property,
                                    "is " + counted(found->value.size(), "byte") + " long",
                                    "a list of 32-bit cells has a multiple of 4"));
  }
  return Cells(found->value);
}

Result<std::uint32_t, Problem> read_cell(Node node, std::string_view property) {
  const Property* found = node.find(property);
  if (found == nullptr) return missing(node, property, "it holds one 32-bit cell");
  if (found->value.size() != 4) {
    return base::error(node.problem(Fault::length, property,
                                    "is " + counted(found->value.size(), "byte") + " long",
                                    "it holds one 32-bit cell"));
  }
  return Cells(found->value)[0];
}

Result<std::uint32_t, Problem> read_cell_or(Node node, std::string_view property,
                                            std::uint32_t otherwise) {
  if (!node.has(property)) return otherwise;
  return read_cell(node, property);
}

Result<std::vector<std::string_view>, Problem> read_strings(Node node, std::string_view property) {
  const Property* found = node.find(property);
  if (found == nullptr) return missing(node, property, "it holds a list of strings");
  std::string_view rest(reinterpret_cast<const char*>(found->value.data()), found->value.size());
  std::vector<std::string_view> strings;
  while (!rest.empty()) {
    const std::size_t end = rest.find('\0');
    if (end == std::string_view::npos) {
      return base::error(node.problem(Fault::value, property, "ends inside a string",
                                      "each string is followed by a zero byte"));
    }
    strings.push_back(rest.substr(0, end));
    rest.remove_prefix(end + 1);
  }
  return strings;
}

Result<std::optional<Reference>, Problem> take_reference(const Tree& tree, Node node,
                                                         std::string_view property,
                                                         std::string_view count_property,
                                                         Cells& rest, std::size_t entry) {
  if (rest[0] == 0) {
    rest = rest.part(1, rest.size() - 1);
    return std::nullopt;
  }
  const std::string which = "entry " + std::to_string(entry);
  const auto target = target_of(tree, node, property, count_property, rest[0], which);
  if (!target) return base::error(target.error());
  const auto count = argument_count(*target, count_property);
  if (!count) return base::error(count.error());
  if (rest.size() - 1 < *count) {
    return base::error(node.problem(
        Fault::length, property,
        which + " ends after " + counted(rest.size() - 1, "cell") + " behind its phandle",
        target->path() + " asks for " + std::to_string(*count) + " (" +
            std::string(count_property) + ")"));
  }
  const Reference reference{*target, rest.part(1, *count)};
  rest = rest.part(1 + *count, rest.size() - 1 - *count);
  return reference;
}

Result<std::vector<Reference>, Problem> read_references(const Tree& tree, Node node,
                                                        std::string_view property,
                                                        std::string_view count_property) {
  const auto cells = read_cells(node, property);
  if (!cells) return base::error(cells.error());
  std::vector<Reference> references;
  Cells rest = *cells;
  for (std::size_t entry = 0; !rest.empty(); ++entry) {
    const auto taken = take_reference(tree, node, property, count_property, rest, entry);
    if (!taken) return base::error(taken.error());
    if (*taken) references.push_back(**taken);
  }
  return references;
}

}  // namespace faultline::fdt
