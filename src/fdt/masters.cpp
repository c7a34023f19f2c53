// SPDX-License-Identifier: Apache-2.0
//
// Reads the masters of a tree: who has which streams of which SMMU.
#include <algorithm>

#include "fdt/reader.hpp"

namespace faultline::fdt {
namespace {

constexpr std::uint32_t largest_stream_id = 0xffff;
constexpr std::string_view cell_count_property = "#iommu-cells";

class MasterReader {
 public:
  explicit MasterReader(Reader& reader) : reader_(reader) {}

  void read_all() {
    for (std::size_t i = 0; i < reader_.tree.node_count(); ++i) {
      const Node node = reader_.tree.at(i);
      if (is_symbol_table(node)) continue;
      if (node.has("iommus")) read_iommus(node);
      if (node.has("iommu-map")) read_iommu_map(node);
    }
    for (const auto& [node, smmu] : reader_.smmu_of_node) {
      if (reader_.tree.at(node).has("mmu-masters")) read_legacy(reader_.tree.at(node), smmu);
    }
    for (auto& [node, master] : masters_) describe(node, master);
  }

 private:
  // Nodes whose properties are labels that an author chose.
  static bool is_symbol_table(Node node) {
    return node.name() == "__symbols__" || node.name() == "aliases";
  }

  void describe(std::size_t index, Master& master) {
    const Node node = reader_.tree.at(index);
    master.path = node.path();
    master.compatible = strings_of(reader_, node, "compatible");
    master.enabled = node.enabled();
    master.power_domains = power_domains_of(reader_, node);
    reader_.description.masters.push_back(std::move(master));
  }

  // The SMMU that a node is, if it is one that is read.
  [[nodiscard]] std::optional<std::size_t> smmu_at(Node node) const {
    const auto found = reader_.smmu_of_node.find(node.index());
    if (found == reader_.smmu_of_node.end()) return std::nullopt;
    return found->second;
  }

  [[nodiscard]] std::uint16_t default_mask(std::size_t smmu) const {
    return reader_.description.smmus[smmu].stream_match_mask;
  }

  // True when all of the values fit into 16 bits; a finding otherwise.
  bool fits(Node node, std::string_view property, std::size_t entry, std::uint64_t id,
            std::uint64_t mask) {
    if (id <= largest_stream_id && mask <= largest_stream_id) return true;
    const bool is_id = id > largest_stream_id;
    reader_.findings.add(node.problem(Fault::value, property,
                                      std::string(is_id ? "stream ID " : "mask ") +
                                          hex(is_id ? id : mask) + " of entry " +
                                          std::to_string(entry) + " does not fit in 16 bits",
                                      "an SMMUv2 has at most 16 bits of stream ID"));
    return false;
  }

  void read_iommus(Node node) {
    const auto cells = read_cells(node, "iommus");
    if (!cells) return reader_.findings.add(cells.error());
    Cells rest = *cells;
    for (std::size_t entry = 0; !rest.empty(); ++entry) {
      const auto taken =
          take_reference(reader_.tree, node, "iommus", cell_count_property, rest, entry);
      if (!taken) return reader_.findings.add(taken.error());
      if (*taken) add_stream(node, **taken, entry);
    }
  }

  void add_stream(Node node, const Reference& reference, std::size_t entry) {
    const auto smmu = smmu_at(reference.target);
    // Another IOMMU, or one whose #iommu-cells is a finding already.
    if (!smmu || reader_.description.smmus[*smmu].iommu_cells == 0) return;
    const Cells& arguments = reference.arguments;
    const std::uint32_t mask = arguments.size() == 2 ? arguments[1] : default_mask(*smmu);
    if (!fits(node, "iommus", entry, arguments[0], mask)) return;
    masters_[node.index()].streams.push_back({*smmu,
                                              StreamId(static_cast<std::uint16_t>(arguments[0])),
                                              static_cast<std::uint16_t>(mask)});
  }

  // How long an entry of iommu-map is: requester, phandle, stream ID, (mask,) count. Maps with one
  // output cell are common even where #iommu-cells is 2, so what the phandles fit decides. 0 when
  // nothing does.
  [[nodiscard]] std::size_t map_entry_cells(const Cells& map) const {
    for (const std::size_t stride : {std::size_t{4}, std::size_t{5}}) {
      bool fit = map.size() % stride == 0;
      for (std::size_t at = 0; fit && at < map.size(); at += stride) {
        const auto target = reader_.tree.by_phandle(map[at + 1]);
        fit = target && target->has(cell_count_property);
      }
      if (fit) return stride;
    }
    return map.size() % 4 == 0 ? 4 : 0;
  }

  void read_iommu_map(Node node) {
    const auto map = read_cells(node, "iommu-map");
    if (!map) return reader_.findings.add(map.error());
    const auto mask = read_cell_or(node, "iommu-map-mask", ~0u);
    if (!mask) return reader_.findings.add(mask.error());
    const std::size_t stride = map_entry_cells(*map);
    if (stride == 0) {
      return reader_.findings.add(
          node.problem(Fault::length, "iommu-map", "has " + counted(map->size(), "cell"),
                       "its entries have 4 each: requester ID, SMMU, stream ID, count"));
    }
    for (std::size_t at = 0; at < map->size(); at += stride) {
      add_range(node, map->part(at, stride), at / stride, *mask);
    }
  }

  void add_range(Node node, const Cells& cells, std::size_t entry, std::uint32_t requester_mask) {
    const std::string which = "entry " + std::to_string(entry);
    const auto target = reader_.tree.by_phandle(cells[1]);
    if (!target || !target->has(cell_count_property)) {
      return reader_.findings.add(node.problem(
          Fault::dangling, "iommu-map",
          which + " refers to " + (target ? target->path() : "phandle " + hex(cells[1])) +
              (target ? ", which has no #iommu-cells" : ", which no node has"),
          "its second cell is the phandle of an SMMU"));
    }
    const auto smmu = smmu_at(*target);
    if (!smmu) return;
    const std::uint32_t count = cells[cells.size() - 1];
    if (count == 0) {
      return reader_.findings.remark(
          node.problem(Fault::value, "iommu-map", which + " maps nothing",
                       "a boot loader may fill it in; its last cell is a count"));
    }
    const std::uint32_t mask = cells.size() == 5 ? cells[3] : default_mask(*smmu);
    if (!fits(node, "iommu-map", entry, std::uint64_t{cells[2]} + count - 1, mask)) return;
    Master& master = masters_[node.index()];
    master.requester_mask = requester_mask;
    master.requester_ranges.push_back(
        {.smmu = *smmu,
         .first_requester = cells[0],
         .first_stream = StreamId(static_cast<std::uint16_t>(cells[2])),
         .mask = static_cast<std::uint16_t>(mask),
         .count = count});
  }

  void read_legacy(Node node, std::size_t smmu) {
    const auto references = read_references(reader_.tree, node, "mmu-masters", "#stream-id-cells");
    if (!references) return reader_.findings.add(references.error());
    std::size_t entry = 0;
    for (const Reference& reference : *references) {
      for (const std::uint32_t id : reference.arguments.to_vector()) {
        if (!fits(node, "mmu-masters", entry, id, 0)) continue;
        Master& master = masters_[reference.target.index()];
        master.is_legacy = true;
        master.streams.push_back({smmu, StreamId(static_cast<std::uint16_t>(id)), 0});
      }
      ++entry;
    }
  }

  Reader& reader_;
  std::map<std::size_t, Master> masters_;  // by node index, so in document order
};

}  // namespace

void read_masters(Reader& reader) {
  MasterReader(reader).read_all();
}

}  // namespace faultline::fdt
