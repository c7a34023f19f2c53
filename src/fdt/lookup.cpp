// SPDX-License-Identifier: Apache-2.0
//
// Looking up masters and streams in a description.
#include "fdt/lookup.hpp"

#include <algorithm>

namespace faultline::fdt {
namespace {

bool matches(const RequesterRange& range, StreamId id) {
  for (std::uint32_t i = 0; i < range.count; ++i) {
    const StreamId first(static_cast<std::uint16_t>(range.first_stream.value + i));
    if (fdt::matches(Stream{range.smmu, first, range.mask}, id)) return true;
  }
  return false;
}

}  // namespace

std::vector<const Master*> masters_of(const Description& description, std::size_t smmu,
                                      StreamId id) {
  std::vector<const Master*> found;
  for (const Master& master : description.masters) {
    const bool emits =
        std::ranges::any_of(master.streams,
                            [&](const Stream& s) { return s.smmu == smmu && matches(s, id); }) ||
        std::ranges::any_of(master.requester_ranges, [&](const RequesterRange& range) {
          return range.smmu == smmu && matches(range, id);
        });
    if (emits) found.push_back(&master);
  }
  return found;
}

std::optional<Stream> stream_of_requester(const Master& bridge, std::uint32_t requester) {
  const std::uint32_t masked = requester & bridge.requester_mask;
  for (const RequesterRange& range : bridge.requester_ranges) {
    if (masked < range.first_requester || masked - range.first_requester >= range.count) continue;
    const auto id = range.first_stream.value + (masked - range.first_requester);
    return Stream{range.smmu, StreamId(static_cast<std::uint16_t>(id)), range.mask};
  }
  return std::nullopt;
}

}  // namespace faultline::fdt
