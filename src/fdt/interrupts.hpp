// SPDX-License-Identifier: Apache-2.0
//
// The interrupts of a node: whom they go to, which line of it, level or edge. Devicetree
// Specification v0.4, section 2.4; the meaning of a GIC's cells is that of its binding (kind,
// number, trigger).
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/types.hpp"
#include "fdt/tree.hpp"

namespace faultline::fdt {

enum class InterruptKind : std::uint8_t {
  shared,            // a GIC's SPI, INTID 32 onwards
  per_cpu,           // a GIC's PPI, INTID 16 onwards
  extended_shared,   // GICv3.1 ESPI, INTID 4096 onwards
  extended_per_cpu,  // GICv3.1 EPPI, INTID 1056 onwards
  other,             // a controller that is no GIC, or an interrupt nexus: only the cells are known
};

enum class Trigger : std::uint8_t {
  unspecified,
  edge_rising,
  edge_falling,
  edge_both,
  level_high,
  level_low
};

struct Interrupt {
  std::string controller;  // path of the node that the cells are written for
  InterruptKind kind = InterruptKind::other;
  LineNumber number;  // within its kind, as in the tree (SPI 0 is 0); 0 for `other`
  Trigger trigger = Trigger::unspecified;
  std::vector<std::uint32_t> cells;  // as they stand in the tree

  [[nodiscard]] bool is_level() const {
    return trigger == Trigger::level_high || trigger == Trigger::level_low;
  }
  friend bool operator==(const Interrupt&, const Interrupt&) = default;
};

// What a GIC calls the line; the number itself for `other`.
[[nodiscard]] LineNumber interrupt_id(const Interrupt& interrupt);

// The interrupts of a node in order, from `interrupts-extended` when it is there, else from
// `interrupts`; none when neither is. An interrupt nexus (interrupt-map) is named as the controller
// and not followed. Errors: missing (no interrupt-parent, no #interrupt-cells), dangling, cyclic
// (interrupt-parent), length (the list ends inside an entry), value (0 or more than 16
// #interrupt-cells), too_large (more than 512 interrupts; an SMMU has at most 388).
[[nodiscard]] Result<std::vector<Interrupt>, Problem> read_interrupts(const Tree& tree, Node node);

}  // namespace faultline::fdt
