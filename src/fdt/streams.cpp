// SPDX-License-Identifier: Apache-2.0
//
// Streams of different masters that overlap: the same set is shared on purpose, one inside another
// matches twice only by design, but two that share some IDs and not others cannot both be in the
// stream map.
#include <algorithm>

#include "fdt/reader.hpp"

namespace faultline::fdt {
namespace {

constexpr std::size_t most_streams =
    1024;  // an SMMUv2 has 128 stream map entries; beyond this no pairs are compared

struct Owned {
  Stream stream;
  const Master* master;
};

std::vector<Owned> streams_of(const Description& description, std::size_t smmu) {
  std::vector<Owned> all;
  for (const Master& master : description.masters) {
    if (!master.enabled) continue;
    for (const Stream& stream : master.streams) {
      if (stream.smmu == smmu) all.push_back({stream, &master});
    }
  }
  return all;
}

bool overlap(const Stream& left, const Stream& right) {
  return ((left.id.value ^ right.id.value) & ~(left.mask | right.mask)) == 0;
}

// Only for streams that overlap.
bool contains(const Stream& outer, const Stream& inner) {
  return (inner.mask & ~outer.mask) == 0;
}

std::string spelled(const Stream& stream) {
  return hex(stream.id.value) + " (mask " + hex(stream.mask) + ")";
}

}  // namespace

void check_streams(Reader& reader) {
  const Description& description = reader.description;
  for (std::size_t smmu = 0; smmu < description.smmus.size(); ++smmu) {
    const auto all = streams_of(description, smmu);
    if (all.size() > most_streams) continue;
    for (std::size_t second = 0; second < all.size(); ++second) {
      for (std::size_t first = 0; first < second; ++first) {
        const Stream& a = all[first].stream;
        const Stream& b = all[second].stream;
        if (!overlap(a, b) || contains(a, b) || contains(b, a)) continue;
        reader.findings.add(
            {.fault = Fault::value,
             .node = all[second].master->path,
             .property = "iommus",
             .message = "stream " + spelled(b) + " overlaps " + spelled(a) + " of " +
                        (all[first].master == all[second].master ? "the same node"
                                                                 : all[first].master->path),
             .remedy = "make one contain the other, or keep them apart"});
      }
    }
  }
}

}  // namespace faultline::fdt
