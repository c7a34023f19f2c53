// SPDX-License-Identifier: Apache-2.0
//
// The parts that read_smmus is made of. Private to src/fdt.
#pragma once
#include <algorithm>
#include <map>

#include "fdt/description.hpp"
#include "fdt/property.hpp"

namespace faultline::fdt {

// Collects findings, up to the limit. What several nodes have in common (a bus around them) is said
// once.
class Findings {
 public:
  static constexpr std::size_t most = 256;

  void add(Problem problem) {
    if (std::ranges::find(kept_, problem) != kept_.end()) return;
    if (kept_.size() < most) {
      kept_.push_back(std::move(problem));
    } else {
      ++left_out_;
    }
  }
  void remark(Problem problem) {
    problem.severity = Severity::remark;
    add(std::move(problem));
  }
  // Everything found; called once, last.
  [[nodiscard]] std::vector<Problem> take();

 private:
  std::vector<Problem> kept_;
  std::size_t left_out_ = 0;
};

// What is under way while one tree is read.
struct Reader {
  const Tree& tree;
  Description description{};
  Findings findings{};
  std::map<std::size_t, std::size_t> smmu_of_node{};  // node index -> index in description.smmus
};

// SMMU nodes into description.smmus.
void read_smmu_nodes(Reader& reader);
// Nodes with iommus or iommu-map, and those that mmu-masters names, into description.masters. After
// read_smmu_nodes.
void read_masters(Reader& reader);
// Finds masters whose streams overlap without being the same. After read_masters.
void check_streams(Reader& reader);

// The list of strings of a property; none, with a finding, when it is broken; none when it is
// absent.
[[nodiscard]] std::vector<std::string> strings_of(Reader& reader, Node node,
                                                  std::string_view property);
// `power-domains` of a node; none, with a finding, when it is broken; none when it is absent.
[[nodiscard]] std::vector<PowerDomain> power_domains_of(Reader& reader, Node node);

}  // namespace faultline::fdt
