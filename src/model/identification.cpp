// SPDX-License-Identifier: Apache-2.0
//
// From a configuration to ID registers.
#include "model/identification.hpp"

#include <algorithm>
#include <bit>

namespace faultline::model {
namespace {

using spec::gr0::Aarch32Formats;
using spec::gr0::IDR0;
using spec::gr0::IDR1;
using spec::gr0::IDR2;

Aarch32Formats aarch32_formats(const Features& features) {
  if (features.aarch32_short && features.aarch32_long) return Aarch32Formats::short_and_long;
  return features.aarch32_long ? Aarch32Formats::long_only : Aarch32Formats::none;
}

std::uint32_t idr0(const Size& size, const Features& features) {
  const unsigned stream_bits = features.extended_stream_ids ? 15u : size.stream_id_bits;
  return static_cast<std::uint32_t>(
      IDR0::NUMSMRG::encode(size.stream_groups) |
      IDR0::EXIDS::encode(features.extended_stream_ids) | IDR0::NUMSIDB::encode(stream_bits) |
      IDR0::CTTW::encode(features.coherent_walk) | IDR0::PTFS::encode(aarch32_formats(features)) |
      IDR0::ATOSNS::encode(!features.address_translation) |
      IDR0::SMS::encode(features.stream_matching) | IDR0::NTS::encode(features.nested) |
      IDR0::S2TS::encode(features.stage2) | IDR0::S1TS::encode(features.stage1));
}

std::uint32_t idr1(const Size& size) {
  const auto pages = static_cast<unsigned>(std::countr_zero(global_pages(size)));
  return static_cast<std::uint32_t>(IDR1::NUMCB::encode(size.banks) | IDR1::SMCD::encode(true) |
                                    IDR1::NUMS2CB::encode(size.stage2_only_banks) |
                                    IDR1::NUMPAGENDXB::encode(pages - 1) |
                                    IDR1::PAGESIZE::encode(size.pages_64k));
}

spec::UpstreamSize upstream_size(unsigned bits) {
  if (bits == 49) return spec::UpstreamSize::bits49;
  if (bits == 64) return spec::UpstreamSize::bits64;
  return static_cast<spec::UpstreamSize>(*spec::address_size(bits));
}

std::uint32_t idr2(const Size& size, const Features& features) {
  return static_cast<std::uint32_t>(IDR2::IAS::encode(*spec::address_size(size.input_bits)) |
                                    IDR2::OAS::encode(*spec::address_size(size.output_bits)) |
                                    IDR2::UBS::encode(upstream_size(size.upstream_bits)) |
                                    IDR2::PTFSv8_4kB::encode(features.granule_4k) |
                                    IDR2::PTFSv8_16kB::encode(features.granule_16k) |
                                    IDR2::PTFSv8_64kB::encode(features.granule_64k) |
                                    IDR2::VMID16S::encode(features.vmid16) |
                                    IDR2::HADS::encode(features.hierarchy_disable));
}

bool is_address_size(unsigned bits) {
  const auto encoded = spec::address_size(bits);
  return encoded && spec::address_bits(*encoded) == bits;
}

}  // namespace

std::uint32_t global_pages(const Size& size) {
  return std::max<std::uint32_t>(2, std::bit_ceil(std::uint32_t{size.banks}));
}

spec::PageLayout page_layout(const Size& size) {
  return {size.pages_64k ? 16u : 12u, global_pages(size)};
}

void identify(const Configuration& configuration, RegisterBlock<spec::gr0::Registers>& global) {
  const Size& size = configuration.size;
  global.set_raw<IDR0>(idr0(size, configuration.features));
  global.set_raw<IDR1>(idr1(size));
  global.set_raw<IDR2>(idr2(size, configuration.features));
  global.set_raw<spec::gr0::IDR7>(configuration.behaviour.IDR7);
}

bool is_possible(const Configuration& configuration) {
  const Size& size = configuration.size;
  const Features& features = configuration.features;
  const bool format =
      features.granule_4k || features.granule_16k || features.granule_64k || features.aarch32_long;
  const bool stages = (features.stage1 || features.stage2) &&
                      (!features.nested || (features.stage1 && features.stage2));
  // The ID registers cannot announce the Short-descriptor format without the Long one.
  const bool announceable = features.aarch32_long || !features.aarch32_short;
  const bool banks = size.banks >= 1 && size.banks <= 128 &&
                     size.stage2_only_banks <= (features.stage2 ? size.banks : 0);
  const bool streams = size.stream_groups >= 1 && size.stream_groups <= 128 &&
                       size.stream_id_bits >= 1 && size.stream_id_bits <= 15;
  const bool upstream = size.upstream_bits == 49 || size.upstream_bits == 64 ||
                        (is_address_size(size.upstream_bits) && size.upstream_bits < 48);
  return format && stages && announceable && banks && streams && upstream &&
         is_address_size(size.input_bits) && is_address_size(size.output_bits);
}

}  // namespace faultline::model
