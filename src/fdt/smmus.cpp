// SPDX-License-Identifier: Apache-2.0
//
// Puts the reading of a tree together, and what its parts share.
#include "fdt/smmus.hpp"

#include "fdt/reader.hpp"

namespace faultline::fdt {

std::vector<Problem> Findings::take() {
  if (left_out_ != 0) {
    kept_.push_back({.fault = Fault::too_large,
                     .node = "blob",
                     .property = "",
                     .message = "has " + counted(left_out_, "more finding") + " than are listed",
                     .remedy = "mend those above first",
                     .severity = Severity::defect});
  }
  return std::move(kept_);
}

std::vector<std::string> strings_of(Reader& reader, Node node, std::string_view property) {
  if (!node.has(property)) return {};
  const auto strings = read_strings(node, property);
  if (!strings) {
    reader.findings.add(strings.error());
    return {};
  }
  return {strings->begin(), strings->end()};
}

std::vector<PowerDomain> power_domains_of(Reader& reader, Node node) {
  if (!node.has("power-domains")) return {};
  const auto references =
      read_references(reader.tree, node, "power-domains", "#power-domain-cells");
  if (!references) {
    reader.findings.add(references.error());
    return {};
  }
  const auto names = strings_of(reader, node, "power-domain-names");
  std::vector<PowerDomain> domains;
  for (const Reference& reference : *references) {
    domains.push_back({.provider = reference.target.path(),
                       .arguments = reference.arguments.to_vector(),
                       .name = domains.size() < names.size() ? names[domains.size()] : ""});
  }
  return domains;
}

Result<Description, Problem> read_smmus(const Tree& tree) {
  Reader reader{.tree = tree};
  read_smmu_nodes(reader);
  if (reader.description.smmus.empty()) {
    return base::error(Problem{.fault = Fault::no_smmu,
                               .node = "/",
                               .property = "",
                               .message = "no node is an SMMUv1 or SMMUv2",
                               .remedy = "such a node has a compatible like \"arm,mmu-500\" or "
                                         "\"arm,smmu-v2\""});
  }
  for (const Node node : tree.phandle_repeaters()) {
    reader.findings.add(node.problem(Fault::value, "phandle", "is that of another node too",
                                     "give each node a phandle of its own"));
  }
  read_masters(reader);
  check_streams(reader);
  reader.description.findings = reader.findings.take();
  return std::move(reader.description);
}

}  // namespace faultline::fdt
