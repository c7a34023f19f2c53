// SPDX-License-Identifier: Apache-2.0
//
// Reads the SMMU nodes of a tree. Each property is read by a function of its own; one that is
// broken marks the node, adds a finding and leaves the others alone.
#include <algorithm>

#include "fdt/reader.hpp"

namespace faultline::fdt {
namespace {

constexpr std::size_t most_smmus = 128;
constexpr std::uint32_t most_global_interrupts = 260;  // as the binding allows
constexpr std::uint32_t largest_stream_id = 0xffff;

class SmmuReader {
 public:
  SmmuReader(Reader& reader, Node node) : reader_(reader), node_(node) {}

  SmmuNode read(SmmuKind kind) {
    smmu_.path = node_.path();
    smmu_.kind = kind;
    smmu_.enabled = node_.enabled();
    smmu_.compatible = strings_of(reader_, node_, "compatible");
    smmu_.has_legacy_masters = node_.has("mmu-masters");
    smmu_.secure_config_access = node_.has("calxeda,smmu-secure-config-access");
    smmu_.dma_coherent = is_coherent();
    read_registers();
    read_cell_count();
    read_interrupt_lists();
    read_match_mask();
    read_clocks();
    smmu_.power_domains = read_power_domains();
    read_memory_controller();
    return std::move(smmu_);
  }

 private:
  void defect(Problem problem) {
    reader_.findings.add(std::move(problem));
    smmu_.usable = false;
  }
  void defect(Fault fault, std::string_view property, std::string message, std::string remedy) {
    defect(node_.problem(fault, property, std::move(message), std::move(remedy)));
  }

  [[nodiscard]] bool is_coherent() const {
    for (std::optional<Node> at = node_; at; at = at->parent()) {
      if (at->has("dma-coherent")) return true;
      if (at->has("dma-noncoherent")) return false;
    }
    return false;
  }

  void read_registers() {
    auto regions = read_regions(node_);
    if (!regions) return defect(std::move(regions).error());
    smmu_.regions = *std::move(regions);
    const std::size_t most = smmu_.kind == SmmuKind::nvidia ? 2 : 1;
    if (smmu_.regions.size() > most) {
      reader_.findings.remark(
          node_.problem(Fault::value, "reg", "has " + counted(smmu_.regions.size(), "region"),
                        "an SMMU of this kind has at most " + std::to_string(most)));
    }
  }

  void read_cell_count() {
    if (!node_.has("#iommu-cells")) {
      if (smmu_.has_legacy_masters) return;
      return reader_.findings.remark(node_.problem(Fault::missing, "#iommu-cells",
                                                   "is missing, so no master can refer to it",
                                                   "it is 1 (a stream ID) or 2 (and a mask)"));
    }
    const auto count = read_cell(node_, "#iommu-cells");
    if (!count) return defect(count.error());
    if (*count < 1 || *count > 2) {
      return defect(Fault::value, "#iommu-cells", "is " + std::to_string(*count),
                    "it is 1 (a stream ID) or 2 (and a mask)");
    }
    smmu_.iommu_cells = *count;
  }

  void read_interrupt_lists() {
    auto all = read_interrupts(reader_.tree, node_);
    if (!all) return defect(std::move(all).error());
    const char* list = node_.has("interrupts-extended") ? "interrupts-extended" : "interrupts";
    if (all->empty()) {
      return defect(Fault::missing, list, "is missing",
                    "it lists the global interrupts, then one for each context bank");
    }
    if (!node_.has("#global-interrupts")) {
      return defect(Fault::missing, "#global-interrupts", "is missing",
                    std::string("it counts the global interrupts at the head of ") + list);
    }
    const auto global = read_cell(node_, "#global-interrupts");
    if (!global) return defect(global.error());
    if (*global > all->size()) {
      return defect(Fault::value, "#global-interrupts",
                    "is " + std::to_string(*global) + ", but " + list + " lists " +
                        std::to_string(all->size()),
                    "it counts the global interrupts at the head of that list");
    }
    if (*global > most_global_interrupts) {
      return defect(Fault::value, "#global-interrupts", "is " + std::to_string(*global),
                    "it is at most " + std::to_string(most_global_interrupts));
    }
    const auto middle = all->begin() + static_cast<std::ptrdiff_t>(*global);
    smmu_.global_interrupts.assign(all->begin(), middle);
    smmu_.context_interrupts.assign(middle, all->end());
    if (smmu_.context_interrupts.empty()) {
      defect(Fault::length, list,
             "lists no interrupt behind the " + std::to_string(*global) + " global",
             "each context bank has one there");
    }
  }

  void read_match_mask() {
    const auto mask = read_cell_or(node_, "stream-match-mask", 0);
    if (!mask) return defect(mask.error());
    if (*mask > largest_stream_id) {
      return defect(Fault::value, "stream-match-mask", "is " + hex(*mask),
                    "it is a mask of 16 bits");
    }
    smmu_.stream_match_mask = static_cast<std::uint16_t>(*mask);
  }

  void read_clocks() {
    if (!node_.has("clocks")) return;
    const auto references = read_references(reader_.tree, node_, "clocks", "#clock-cells");
    if (!references) return defect(references.error());
    const auto names = strings_of(reader_, node_, "clock-names");
    for (const Reference& reference : *references) {
      const std::size_t at = smmu_.clocks.size();
      smmu_.clocks.push_back({reference.target.path(), at < names.size() ? names[at] : ""});
    }
    if (!names.empty() && names.size() != smmu_.clocks.size()) {
      reader_.findings.remark(node_.problem(
          Fault::length, "clock-names",
          "has " + counted(names.size(), "name") + " for " + counted(smmu_.clocks.size(), "clock"),
          "each entry of clocks has one"));
    }
  }

  std::vector<PowerDomain> read_power_domains() {
    auto domains = power_domains_of(reader_, node_);
    if (domains.empty() && node_.has("power-domains")) smmu_.usable = false;
    return domains;
  }

  void read_memory_controller() {
    if (!node_.has("nvidia,memory-controller")) return;
    const auto phandle = read_cell(node_, "nvidia,memory-controller");
    if (!phandle) return defect(phandle.error());
    const auto target = reader_.tree.by_phandle(*phandle);
    if (!target) {
      return defect(Fault::dangling, "nvidia,memory-controller",
                    "is phandle " + hex(*phandle) + ", which no node has",
                    "it names the memory controller");
    }
    smmu_.memory_controller = target->path();
  }

  Reader& reader_;
  Node node_;
  SmmuNode smmu_;
};

std::optional<SmmuKind> kind_of(Node node) {
  if (!node.has("compatible")) return std::nullopt;
  const auto names = read_strings(node, "compatible");
  return names ? classify(*names) : std::nullopt;
}

}  // namespace

void read_smmu_nodes(Reader& reader) {
  auto& smmus = reader.description.smmus;
  for (std::size_t i = 0; i < reader.tree.node_count(); ++i) {
    const Node node = reader.tree.at(i);
    const auto kind = kind_of(node);
    if (!kind) continue;
    if (smmus.size() == most_smmus) {
      reader.findings.add(
          node.problem(Fault::too_large, "",
                       "is one SMMU more than the " + std::to_string(most_smmus) + " that are read",
                       "leave out those that are not needed"));
      return;
    }
    reader.smmu_of_node[i] = smmus.size();
    smmus.push_back(SmmuReader(reader, node).read(*kind));
  }
}

}  // namespace faultline::fdt
