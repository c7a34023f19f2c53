// SPDX-License-Identifier: Apache-2.0
//
// Why the driver refuses: one small enum for each thing that can be asked of it. What state a
// refusal leaves is said by the function that answers it.
#pragma once
#include <cstdint>
#include <string_view>

namespace faultline::driver {

// Why an SMMU is not taken into service. Nothing is left running.
enum class ProbeError : std::uint8_t {
  unsupported_architecture,   // SMMUv1, which has another register map
  clocks_refused,             // a supply did not come on
  window_too_small,           // IDR1 announces more register pages than the machine maps
  no_translation,             // IDR0: neither stage 1 nor stage 2
  nested_without_stages,      // IDR0: nested translation, but not both stages
  no_context_banks,           // IDR1: none
  too_many_context_banks,     // IDR1: more than the register map has room for
  stage2_banks_exceed_banks,  // IDR1: more stage-2-only banks than banks
  no_stage1_bank,             // IDR0, IDR1: stage 1 alone, and every bank is for stage 2 only
  no_page_format,             // IDR0, IDR2: no format of page tables
  no_stream_groups,           // IDR0: stream matching without groups
  no_stream_ids,              // IDR0: stream IDs of no bits
  reserved_address_size,      // IDR2: a reserved encoding
  forced_stage_absent,        // the option demands a stage that IDR0 does not announce
  bank_storage_too_small,     // fewer Banks were handed in than the SMMU has
  stream_storage_too_small,   // fewer StreamEntries were handed in than the SMMU has
  missing_interrupt,          // fewer context lines than banks
  interrupt_refused,          // a request for a global line
  bad_deadlines,              // a token may be held longer than suspending waits for it
  sync_timed_out,             // the first TLB invalidation never finished
  power_refused,              // runtime PM could not be set up
};

// Why a stream is not mapped. The stream map is as it was.
enum class StreamError : std::uint8_t {
  id_out_of_range,    // the stream ID has more bits than the SMMU's, or no table entry
  mask_out_of_range,  // the mask has bits that no group can ignore
  conflict,           // overlaps an entry without lying inside it, or lies inside one that leads
                      // elsewhere
  exhausted,          // no group is free
  not_mapped,         // to be taken out, and not there
};

enum class TlbError : std::uint8_t {
  sync_timed_out,  // translations that were invalidated may still be used
};

// Why a domain cannot be set up. It is as it was before.
enum class DomainError : std::uint8_t {
  not_probed,          // the SMMU is not in service
  no_bank,             // every context bank that would do is taken
  unsupported_format,  // stage or granule
  out_of_tables,       // no page memory for the root
  no_interrupt,        // the bank's fault interrupt was refused
  streams_attached,    // close: detach them first
  flush_failed,        // close: hardware may still walk the tables; they are kept
};

// Why a range is not mapped or unmapped. See Domain for what is left.
enum class MapError : std::uint8_t {
  not_paging,        // an identity or blocked domain has no tables
  unsupported_size,  // as in pgtable::Error, from here on
  misaligned,
  out_of_range,
  no_access,
  overlap,
  out_of_tables,
  not_mapped,
  splits_block,
  sync_timed_out,  // unmap: the entries are gone, but the SMMU may still use what it has cached
};

// Static texts, for logs.
[[nodiscard]] std::string_view name(ProbeError error);
[[nodiscard]] std::string_view name(StreamError error);
[[nodiscard]] std::string_view name(DomainError error);
[[nodiscard]] std::string_view name(MapError error);

}  // namespace faultline::driver
