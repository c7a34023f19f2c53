// SPDX-License-Identifier: Apache-2.0
//
// What a device tree says about its SMMUs and their masters, taken out of the tree: plain data that
// outlives it. Bindings: arm,smmu, iommu (iommus), pci-iommu (iommu-map), and the legacy
// mmu-masters.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/types.hpp"
#include "fdt/address.hpp"
#include "fdt/interrupts.hpp"
#include "fdt/problem.hpp"
#include "fdt/smmu_kind.hpp"

namespace faultline::fdt {

struct Clock {
  std::string provider;  // path
  std::string name;      // from clock-names; empty without
};

struct PowerDomain {
  std::string provider;                  // path
  std::vector<std::uint32_t> arguments;  // which of the provider's domains
  std::string name;                      // from power-domain-names; empty without
};

struct SmmuNode {
  std::string path;
  std::vector<std::string> compatible;
  SmmuKind kind = SmmuKind::smmu_v2;
  bool enabled = true;          // status, here and in every node around
  bool usable = true;           // false when a defect of this node is among the findings
  std::vector<Region> regions;  // one; two for mirrored instances
  std::uint32_t iommu_cells =
      0;  // 1 or 2; 0 when only mmu-masters is there, or the property is broken
  std::vector<Interrupt> global_interrupts;   // the first #global-interrupts of the list
  std::vector<Interrupt> context_interrupts;  // the others, context bank 0 first
  std::vector<Clock> clocks;
  std::vector<PowerDomain> power_domains;
  bool dma_coherent = false;            // here or on a bus around, unless dma-noncoherent is nearer
  std::uint16_t stream_match_mask = 0;  // for masters that give no mask of their own
  bool secure_config_access =
      false;                        // calxeda,smmu-secure-config-access: use the non-secure aliases
  std::string memory_controller;    // nvidia,memory-controller: path; empty without
  bool has_legacy_masters = false;  // mmu-masters is there
};

// Streams of a master: every ID that equals `id` in the bits that are 0 in `mask`.
struct Stream {
  std::size_t smmu = 0;  // index in Description::smmus
  StreamId id;
  std::uint16_t mask = 0;

  friend bool operator==(const Stream&, const Stream&) = default;
};

// One entry of iommu-map: requesters first_requester to first_requester + count - 1 become the
// streams from first_stream on.
struct RequesterRange {
  std::size_t smmu = 0;  // index in Description::smmus
  std::uint32_t first_requester = 0;
  StreamId first_stream;
  std::uint16_t mask = 0;
  std::uint32_t count = 0;
};

struct Master {
  std::string path;
  std::vector<std::string> compatible;
  bool enabled = true;          // status, here and in every node around
  std::vector<Stream> streams;  // from iommus or mmu-masters
  std::vector<RequesterRange>
      requester_ranges;                // from iommu-map: the devices behind a PCIe or fsl-mc bridge
  std::uint32_t requester_mask = ~0u;  // iommu-map-mask: the bits of a requester ID that count
  std::vector<PowerDomain> power_domains;
  bool is_legacy = false;  // named by mmu-masters
};

struct Description {
  std::vector<SmmuNode> smmus;    // in document order
  std::vector<Master> masters;    // in document order, those with at least one stream or range
  std::vector<Problem> findings;  // what was left out or is suspicious, at most 256
};

}  // namespace faultline::fdt
