// SPDX-License-Identifier: Apache-2.0
//
// Reading the interrupts of a node.
#include "fdt/interrupts.hpp"

#include <array>

#include "fdt/property.hpp"

namespace faultline::fdt {
namespace {

constexpr std::size_t most_interrupts = 512;
constexpr std::uint32_t most_interrupt_cells = 16;
constexpr unsigned most_hops =
    128;  // along interrupt-parent and up the tree; a chain that is longer goes round

// The devices of Arm's generic interrupt controllers, whose cells all mean the same.
constexpr std::array<std::string_view, 10> gic_names = {
    "arm,gic-v3",         "arm,gic-400",       "arm,cortex-a15-gic",         "arm,cortex-a9-gic",
    "arm,cortex-a7-gic",  "arm,cortex-a5-gic", "arm,arm1176jzf-devchip-gic", "arm,arm11mp-gic",
    "qcom,msm-8660-qgic", "qcom,msm-qgic2"};

bool is_gic(Node controller) {
  for (const std::string_view name : gic_names) {
    if (controller.is_compatible(name)) return true;
  }
  return false;
}

InterruptKind gic_kind(std::uint32_t cell) {
  switch (cell) {
    case 0: return InterruptKind::shared;
    case 1: return InterruptKind::per_cpu;
    case 2: return InterruptKind::extended_shared;
    case 3: return InterruptKind::extended_per_cpu;
    default: return InterruptKind::other;
  }
}

// The low four bits of a flags cell; the others name CPUs.
Trigger trigger_of(std::uint32_t flags) {
  switch (flags & 0xf) {
    case 1: return Trigger::edge_rising;
    case 2: return Trigger::edge_falling;
    case 3: return Trigger::edge_both;
    case 4: return Trigger::level_high;
    case 8: return Trigger::level_low;
    default: return Trigger::unspecified;
  }
}

Interrupt decode(Node controller, const Cells& cells) {
  Interrupt interrupt;
  interrupt.controller = controller.path();
  interrupt.cells = cells.to_vector();
  if (cells.size() >= 3 && is_gic(controller)) {
    interrupt.kind = gic_kind(cells[0]);
    if (interrupt.kind != InterruptKind::other) interrupt.number = LineNumber(cells[1]);
    interrupt.trigger = trigger_of(cells[2]);
  }
  return interrupt;
}

// The node that one hop from `at` leads to on the way to an interrupt controller: its
// interrupt-parent, else its parent.
Result<Node, Problem> one_hop(const Tree& tree, Node device, Node at) {
  if (!at.has("interrupt-parent")) {
    if (const auto parent = at.parent()) return *parent;
    return base::error(device.problem(Fault::missing, "interrupt-parent",
                                      "is missing here and in every node around",
                                      "it names the interrupt controller"));
  }
  const auto phandle = read_cell(at, "interrupt-parent");
  if (!phandle) return base::error(phandle.error());
  if (const auto target = tree.by_phandle(*phandle)) return *target;
  return base::error(at.problem(Fault::dangling, "interrupt-parent",
                                "is phandle " + hex(*phandle) + ", which no node has",
                                "it names the interrupt controller"));
}

// The node whose #interrupt-cells the `interrupts` of `device` are written in.
Result<Node, Problem> interrupt_parent(const Tree& tree, Node device) {
  Node at = device;
  for (unsigned hop = 0; hop < most_hops; ++hop) {
    const auto next = one_hop(tree, device, at);
    if (!next) return next;
    at = *next;
    if (at.has("#interrupt-cells") && at != device) return at;
  }
  return base::error(device.problem(Fault::cyclic, "interrupt-parent",
                                    "goes round in a circle through " + at.path(),
                                    "the chain ends at a node with #interrupt-cells"));
}

Problem too_many(Node node, std::string_view property) {
  return node.problem(Fault::too_large, property,
                      "lists more than " + counted(most_interrupts, "interrupt"),
                      "an SMMU has at most 388");
}

Result<std::vector<Interrupt>, Problem> read_extended(const Tree& tree, Node node) {
  constexpr std::string_view property = "interrupts-extended";
  const auto references = read_references(tree, node, property, "#interrupt-cells");
  if (!references) return base::error(references.error());
  if (references->size() > most_interrupts) return base::error(too_many(node, property));
  std::vector<Interrupt> interrupts;
  for (const Reference& reference : *references) {
    interrupts.push_back(decode(reference.target, reference.arguments));
  }
  return interrupts;
}

Result<std::vector<Interrupt>, Problem> read_plain(const Tree& tree, Node node) {
  constexpr std::string_view property = "interrupts";
  const auto cells = read_cells(node, property);
  if (!cells) return base::error(cells.error());
  const auto controller = interrupt_parent(tree, node);
  if (!controller) return base::error(controller.error());
  const auto width = read_cell(*controller, "#interrupt-cells");
  if (!width) return base::error(width.error());
  if (*width == 0 || *width > most_interrupt_cells) {
    return base::error(controller->problem(Fault::value, "#interrupt-cells",
                                           "is " + std::to_string(*width), "it is 1 to 16"));
  }
  if (cells->size() % *width != 0) {
    return base::error(node.problem(Fault::length, property,
                                    "has " + counted(cells->size(), "cell"),
                                    controller->path() + " asks for " + std::to_string(*width) +
                                        " per interrupt (#interrupt-cells)"));
  }
  if (cells->size() / *width > most_interrupts) return base::error(too_many(node, property));
  std::vector<Interrupt> interrupts;
  for (std::size_t at = 0; at < cells->size(); at += *width) {
    interrupts.push_back(decode(*controller, cells->part(at, *width)));
  }
  return interrupts;
}

}  // namespace

LineNumber interrupt_id(const Interrupt& interrupt) {
  const std::uint32_t number = interrupt.number.value;
  switch (interrupt.kind) {
    case InterruptKind::shared: return LineNumber(32 + number);
    case InterruptKind::per_cpu: return LineNumber(16 + number);
    case InterruptKind::extended_shared: return LineNumber(4096 + number);
    case InterruptKind::extended_per_cpu: return LineNumber(1056 + number);
    case InterruptKind::other: break;
  }
  return interrupt.number;
}

Result<std::vector<Interrupt>, Problem> read_interrupts(const Tree& tree, Node node) {
  if (node.has("interrupts-extended")) return read_extended(tree, node);
  if (node.has("interrupts")) return read_plain(tree, node);
  return std::vector<Interrupt>{};
}

}  // namespace faultline::fdt
