// SPDX-License-Identifier: Apache-2.0
//
// What is wrong with a device tree, said so that a person can mend it: the node, the property, what
// is there and what should be.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace faultline::fdt {

enum class Fault : std::uint8_t {
  cannot_read,  // the file, not the tree
  not_a_tree,   // no device tree blob, or one of an unknown version
  truncated,    // fewer bytes than the header says
  too_large,    // beyond a limit of this reader (Limits in tree.hpp)
  damaged,      // the blob breaks the format
  no_smmu,      // a sound tree without any SMMUv1 or SMMUv2
  missing,      // a property that has to be there
  length,       // a property of the wrong length
  value,        // a value that means nothing here
  dangling,     // refers to a node that is not there, or is not what it is used as
  cyclic,       // refers back to itself
  unsupported,  // legal, but not read by this reader
};

// A defect makes a node or a reference useless; a remark is worth knowing and everything still
// works.
enum class Severity : std::uint8_t { defect, remark };

struct Problem {
  Fault fault{};
  std::string
      node;  // full path; "blob" when the blob as a whole is meant, the file's path for cannot_read
  std::string property;  // empty when the node as a whole is meant
  std::string message;   // what is wrong
  std::string remedy;    // what would be right
  Severity severity = Severity::defect;

  // "node: property: message; remedy", in one line.
  [[nodiscard]] std::string text() const;

  friend bool operator==(const Problem&, const Problem&) = default;
};

// "0x1f", for messages.
[[nodiscard]] std::string hex(std::uint64_t value);

// "1 cell", "3 cells", for messages.
[[nodiscard]] std::string counted(std::uint64_t count, std::string_view noun);

}  // namespace faultline::fdt
