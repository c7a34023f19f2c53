// SPDX-License-Identifier: Apache-2.0
//
// Whatever the bytes: a blob is refused with words, or everything in it can be read. Seeds are in
// tests/corpus/fdt.
#include <cstddef>
#include <cstdint>
#include <span>

#include "base/check.hpp"
#include "fdt/lookup.hpp"
#include "fdt/smmus.hpp"

namespace {

using namespace faultline;

void check_words(const fdt::Problem& problem) {
  FL_CHECK(!problem.node.empty() && !problem.message.empty() && !problem.remedy.empty());
  FL_CHECK(problem.text().find('\n') == std::string::npos);
}

// Every node is found again by its path or shares it with an earlier one, and every index is in
// range.
void check_tree(const fdt::Tree& tree) {
  const std::size_t count = std::min<std::size_t>(tree.node_count(), 64);
  for (std::size_t i = 0; i < count; ++i) {
    const auto found = tree.by_path(tree.at(i).path());
    FL_CHECK(found && found->index() <= i);
  }
}

void check_description(const fdt::Description& description) {
  for (const fdt::SmmuNode& smmu : description.smmus) {
    FL_CHECK(!smmu.usable || (!smmu.regions.empty() && !smmu.context_interrupts.empty()));
  }
  for (const fdt::Master& master : description.masters) {
    FL_CHECK(!master.streams.empty() || !master.requester_ranges.empty());
    for (const fdt::Stream& stream : master.streams) {
      FL_CHECK(stream.smmu < description.smmus.size());
    }
    for (const fdt::RequesterRange& range : master.requester_ranges) {
      FL_CHECK(range.smmu < description.smmus.size());
      FL_CHECK(range.count != 0 && range.first_stream.value + (range.count - 1) <= 0xffff);
      // An earlier range may claim the same requesters, so only that there is an answer is sure.
      const std::uint32_t first = range.first_requester;
      FL_CHECK((first & master.requester_mask) != first || fdt::stream_of_requester(master, first));
    }
  }
  for (const fdt::Problem& finding : description.findings) check_words(finding);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto tree = fdt::Tree::load(std::span(data, size));
  if (!tree) {
    check_words(tree.error());
    return 0;
  }
  check_tree(*tree);
  const auto description = fdt::read_smmus(*tree);
  if (description) {
    check_description(*description);
  } else {
    check_words(description.error());
  }
  return 0;
}
