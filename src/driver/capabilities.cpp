// SPDX-License-Identifier: Apache-2.0
//
// Decodes the ID registers. IHI 0062, SMMU_IDR0 to IDR7.
#include "driver/capabilities.hpp"

#include <algorithm>

#include "base/bits.hpp"
#include "driver/registers.hpp"
#include "spec/encodings.hpp"

namespace faultline::driver {
namespace {

using spec::gr0::IDR0;
using spec::gr0::IDR1;
using spec::gr0::IDR2;
using spec::gr0::IDR7;

Result<void, ProbeError> decode_stages(reg::Value<IDR0> id, Capabilities& made) {
  made.stage1 = id.get<IDR0::S1TS>();
  made.stage2 = id.get<IDR0::S2TS>();
  made.nested = id.get<IDR0::NTS>();
  if (!made.stage1 && !made.stage2) return base::error(ProbeError::no_translation);
  if (made.nested && !(made.stage1 && made.stage2)) {
    return base::error(ProbeError::nested_without_stages);
  }
  made.address_translation = made.stage1 && !id.get<IDR0::ATOSNS>();
  return {};
}

void decode_walks(reg::Value<IDR0> id, const Firmware& firmware, Capabilities& made) {
  made.coherent_walk_announced = id.get<IDR0::CTTW>();
  made.coherent_walk = firmware.coherent_walk.value_or(made.coherent_walk_announced);
}

Result<void, ProbeError> decode_streams(reg::Value<IDR0> id, const Firmware& firmware,
                                        Capabilities& made) {
  made.extended_stream_ids = id.get<IDR0::EXIDS>();
  made.stream_matching = id.get<IDR0::SMS>();
  const unsigned id_bits = made.extended_stream_ids ? 16 : id.get<IDR0::NUMSIDB>();
  if (id_bits == 0) return base::error(ProbeError::no_stream_ids);
  made.stream_id_mask = static_cast<std::uint16_t>((1U << id_bits) - 1);
  std::uint32_t groups = 1U << id_bits;
  if (made.stream_matching) {
    groups = id.get<IDR0::NUMSMRG>();
    if (groups == 0) return base::error(ProbeError::no_stream_groups);
    made.stream_mask_mask = made.extended_stream_ids ? 0xffff : 0x7fff;
  }
  made.stream_groups = std::min({groups, firmware.max_stream_groups, spec::max_stream_map_groups});
  return {};
}

Result<void, ProbeError> decode_banks(reg::Value<IDR1> id, const Firmware& firmware,
                                      Capabilities& made) {
  made.pages = spec::PageLayout::from(id);
  if (made.pages.size_bytes() > firmware.window_bytes) {
    return base::error(ProbeError::window_too_small);
  }
  made.banks = id.get<IDR1::NUMCB>();
  made.stage2_banks = id.get<IDR1::NUMS2CB>();
  if (made.banks == 0) return base::error(ProbeError::no_context_banks);
  if (made.banks > std::min(made.pages.global_pages(), spec::max_context_banks)) {
    return base::error(ProbeError::too_many_context_banks);
  }
  if (made.stage2_banks > made.banks) return base::error(ProbeError::stage2_banks_exceed_banks);
  if (made.stage1 && made.stage2_banks == made.banks) {
    return base::error(ProbeError::no_stage1_bank);
  }
  return {};
}

// The machine may forbid the last banks; what is left must still do what it is for.
Result<void, ProbeError> limit_banks(const Firmware& firmware, Capabilities& made) {
  made.banks = std::min(made.banks, firmware.max_banks);
  made.stage2_banks = std::min(made.stage2_banks, made.banks);
  if (made.banks == 0) return base::error(ProbeError::no_context_banks);
  if (made.stage1 && made.stage2_banks == made.banks) {
    return base::error(ProbeError::no_stage1_bank);
  }
  return {};
}

Result<void, ProbeError> decode_sizes(reg::Value<IDR2> id, Capabilities& made) {
  const auto intermediate = spec::address_bits(id.get<IDR2::IAS>());
  const auto output = spec::address_bits(id.get<IDR2::OAS>());
  const auto upstream = spec::address_bits(id.get<IDR2::UBS>());
  if (!intermediate || !output || !upstream) {
    return base::error(ProbeError::reserved_address_size);
  }
  made.intermediate_bits = *intermediate;
  made.output_bits = *output;
  made.upstream_bits = *upstream;
  made.vmid16 = id.get<IDR2::VMID16S>();
  return {};
}

Result<void, ProbeError> decode_formats(const Identification& id, Capabilities& made) {
  const auto aarch32 = id.IDR0.get<IDR0::PTFS>();
  made.aarch32_short = aarch32 == spec::gr0::Aarch32Formats::short_and_long;
  made.aarch32_long = made.aarch32_short || aarch32 == spec::gr0::Aarch32Formats::long_only;
  made.granule_4k = id.IDR2.get<IDR2::PTFSv8_4kB>();
  made.granule_16k = id.IDR2.get<IDR2::PTFSv8_16kB>();
  made.granule_64k = id.IDR2.get<IDR2::PTFSv8_64kB>();
  if (made.page_sizes() == 0) return base::error(ProbeError::no_page_format);
  return {};
}

}  // namespace

std::uint64_t Capabilities::page_sizes() const {
  constexpr std::uint64_t K = 1024;
  constexpr std::uint64_t M = K * K;
  std::uint64_t sizes = 0;
  if (aarch32_short) sizes |= 4 * K | 64 * K | M | 16 * M;
  if (aarch32_long || granule_4k) sizes |= 4 * K | 2 * M | K * M;
  if (granule_16k) sizes |= 16 * K | 32 * M;
  if (granule_64k) sizes |= 64 * K | 512 * M;
  return sizes;
}

Identification identify(Registers& registers) {
  return {.IDR0 = registers.read<IDR0>(),
          .IDR1 = registers.read<IDR1>(),
          .IDR2 = registers.read<IDR2>(),
          .IDR7 = registers.read<IDR7>()};
}

Result<Capabilities, ProbeError> decode(const Identification& id, const Firmware& firmware) {
  Capabilities made;
  FL_TRY(decode_stages(id.IDR0, made));
  decode_walks(id.IDR0, firmware, made);
  FL_TRY(decode_streams(id.IDR0, firmware, made));
  FL_TRY(decode_banks(id.IDR1, firmware, made));
  FL_TRY(limit_banks(firmware, made));
  FL_TRY(decode_sizes(id.IDR2, made));
  FL_TRY(decode_formats(id, made));
  made.revision_major = id.IDR7.get<IDR7::MAJOR>();
  return made;
}

}  // namespace faultline::driver
