// SPDX-License-Identifier: Apache-2.0
//
// For tests: counts the SMMUs, interrupts and streams of a tree with bare libfdt calls and none of
// src/fdt's code, and without asking whether anything is well-formed. What both agree on was hardly
// misread.
#pragma once
#include <libfdt.h>

#include <cstddef>
#include <cstdint>
#include <ostream>
#include <span>
#include <string>

namespace faultline::tests {

struct Counts {
  std::size_t smmus = 0;
  std::size_t disabled_smmus = 0;  // by the status of the node itself
  std::size_t global_interrupts = 0;
  std::size_t context_interrupts = 0;
  std::size_t streams = 0;
  std::size_t ranges = 0;
  friend bool operator==(const Counts&, const Counts&) = default;
  friend std::ostream& operator<<(std::ostream& out, const Counts& c) {
    return out << c.smmus << " SMMUs (" << c.disabled_smmus << " disabled), " << c.global_interrupts
               << "+" << c.context_interrupts << " interrupts, " << c.streams << " streams, "
               << c.ranges << " ranges";
  }
};

class SecondCount {
 public:
  explicit SecondCount(std::span<const std::uint8_t> blob) : blob_(blob.data()) {}

  Counts count() {
    for (int node = 0; node >= 0; node = fdt_next_node(blob_, node, nullptr)) {
      if (is_smmu(node)) count_smmu(node);
      count_iommus(node);
      count_map(node);
    }
    return counts_;
  }

 private:
  std::uint32_t cell(int node, const char* property, int index) const {
    const auto* value = static_cast<const fdt32_t*>(fdt_getprop(blob_, node, property, nullptr));
    return value != nullptr ? fdt32_ld(value + index) : 0;
  }
  int cells(int node, const char* property) const {
    int length = 0;
    return fdt_getprop(blob_, node, property, &length) != nullptr ? length / 4 : 0;
  }

  bool is_smmu(int node) const {
    for (const char* name :
         {"arm,smmu-v1", "arm,smmu-v2", "arm,mmu-400", "arm,mmu-401", "arm,mmu-500",
          "cavium,smmu-v2", "nvidia,smmu-500", "qcom,smmu-v2", "qcom,smmu-500"}) {
      if (fdt_node_check_compatible(blob_, node, name) == 0) return true;
    }
    return false;
  }

  // Some boards with a GICv3 give each interrupt a fourth cell.
  int interrupt_cells() const {
    const int gic = fdt_node_offset_by_compatible(blob_, -1, "arm,gic-v3");
    return gic >= 0 ? static_cast<int>(cell(gic, "#interrupt-cells", 0)) : 3;
  }

  void count_smmu(int node) {
    ++counts_.smmus;
    const auto* status = static_cast<const char*>(fdt_getprop(blob_, node, "status", nullptr));
    if (status != nullptr && std::string(status) == "disabled") ++counts_.disabled_smmus;
    const std::uint32_t global = cell(node, "#global-interrupts", 0);
    counts_.global_interrupts += global;
    counts_.context_interrupts +=
        static_cast<std::size_t>(cells(node, "interrupts") / interrupt_cells()) - global;
  }

  void count_iommus(int node) {
    int at = 0;
    while (at < cells(node, "iommus")) {
      const int target = fdt_node_offset_by_phandle(blob_, cell(node, "iommus", at));
      if (target < 0) return;
      if (is_smmu(target)) ++counts_.streams;
      at += 1 + static_cast<int>(cell(target, "#iommu-cells", 0));
    }
  }

  // Entries of five cells are recent: a second entry then has its phandle, mostly the same, one
  // cell further on.
  int map_stride(int node) const {
    const int all = cells(node, "iommu-map");
    if (all % 5 != 0) return 4;
    const bool repeats = all >= 10 && cell(node, "iommu-map", 6) == cell(node, "iommu-map", 1);
    return all % 4 != 0 || repeats ? 5 : 4;
  }

  void count_map(int node) {
    const int stride = map_stride(node);
    for (int at = 0; at + stride <= cells(node, "iommu-map"); at += stride) {
      const int target = fdt_node_offset_by_phandle(blob_, cell(node, "iommu-map", at + 1));
      if (target < 0 || !is_smmu(target)) continue;
      if (cell(node, "iommu-map", at + stride - 1) != 0) ++counts_.ranges;
    }
  }

  const std::uint8_t* blob_;
  Counts counts_;
};

}  // namespace faultline::tests
