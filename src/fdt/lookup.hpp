// SPDX-License-Identifier: Apache-2.0
//
// From a stream ID back to the device that uses it, and from a requester behind a bridge to its
// stream.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/types.hpp"
#include "fdt/description.hpp"

namespace faultline::fdt {

// Whether an SMMU's stream map entry for `stream` matches this ID.
[[nodiscard]] constexpr bool matches(const Stream& stream, StreamId id) {
  return ((stream.id.value ^ id.value) & ~stream.mask & 0xffff) == 0;
}

// The masters that may emit `id` on the SMMU with this index, in document order; more than one when
// they share a stream. The pointers live as long as `description`.
[[nodiscard]] std::vector<const Master*> masters_of(const Description& description,
                                                    std::size_t smmu, StreamId id);

// The stream that a device behind `bridge` uses, by its requester ID (PCI: bus 15:8, device 7:3,
// function 2:0). None when iommu-map does not list it: it then bypasses every SMMU.
[[nodiscard]] std::optional<Stream> stream_of_requester(const Master& bridge,
                                                        std::uint32_t requester);

}  // namespace faultline::fdt
