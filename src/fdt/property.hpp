// SPDX-License-Identifier: Apache-2.0
//
// Property values by type: cells, strings, and references with arguments. Each accessor checks what
// it reads and names what is wrong. Devicetree Specification v0.4, section 2.2.4.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/check.hpp"
#include "base/result.hpp"
#include "fdt/tree.hpp"

namespace faultline::fdt {

// A run of big-endian 32-bit cells inside a blob; valid as long as its tree.
class Cells {
 public:
  Cells() = default;
  // The length is a multiple of four.
  explicit Cells(std::span<const std::uint8_t> bytes) : bytes_(bytes) {
    FL_CHECK(bytes.size() % 4 == 0);
  }
  [[nodiscard]] std::size_t size() const { return bytes_.size() / 4; }
  [[nodiscard]] bool empty() const { return bytes_.empty(); }
  [[nodiscard]] std::uint32_t operator[](std::size_t index) const {
    FL_CHECK(index < size());
    const auto cell = bytes_.subspan(index * 4, 4);
    return std::uint32_t{cell[0]} << 24 | std::uint32_t{cell[1]} << 16 |
           std::uint32_t{cell[2]} << 8 | cell[3];
  }
  [[nodiscard]] Cells part(std::size_t first, std::size_t count) const {
    FL_CHECK(first <= size() && count <= size() - first);
    return Cells(bytes_.subspan(first * 4, count * 4));
  }
  // All cells as one number, the first the most significant. At most two.
  [[nodiscard]] std::uint64_t number() const {
    FL_CHECK(size() <= 2);
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < size(); ++i) value = value << 32 | (*this)[i];
    return value;
  }
  [[nodiscard]] std::vector<std::uint32_t> to_vector() const;

 private:
  std::span<const std::uint8_t> bytes_;
};

// The value as cells. Errors: missing, length (no multiple of four bytes).
[[nodiscard]] Result<Cells, Problem> read_cells(Node node, std::string_view property);

// The value as exactly one cell. Errors: missing, length.
[[nodiscard]] Result<std::uint32_t, Problem> read_cell(Node node, std::string_view property);

// The same, or `otherwise` when the property is absent. Error: length.
[[nodiscard]] Result<std::uint32_t, Problem> read_cell_or(Node node, std::string_view property,
                                                          std::uint32_t otherwise);

// The value as strings, each ended by a zero byte. Errors: missing, value (no zero byte at the
// end).
[[nodiscard]] Result<std::vector<std::string_view>, Problem> read_strings(
    Node node, std::string_view property);

// One entry of a list such as `clocks`: whom it refers to, and the cells behind the phandle.
struct Reference {
  Node target;
  Cells arguments;
};

// A list of phandles, each followed by as many cells as the target's `count_property`
// ("#clock-cells") says. Empty entries (phandle 0) are left out. Errors: missing, length (the list
// ends inside an entry), dangling (no such phandle, or the target lacks `count_property`), value (a
// count beyond 16).
[[nodiscard]] Result<std::vector<Reference>, Problem> read_references(
    const Tree& tree, Node node, std::string_view property, std::string_view count_property);

// The first entry of what is left of such a list, which is not empty; `entry` numbers it from 0 in
// messages. Takes it off `rest`. Without a reference for phandle 0. Errors: as read_references,
// `rest` is then left as it was.
[[nodiscard]] Result<std::optional<Reference>, Problem> take_reference(
    const Tree& tree, Node node, std::string_view property, std::string_view count_property,
    Cells& rest, std::size_t entry);

}  // namespace faultline::fdt
