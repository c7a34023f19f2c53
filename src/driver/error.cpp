// SPDX-License-Identifier: Apache-2.0
//
// What the errors are called in logs.
#include "driver/error.hpp"

namespace faultline::driver {

std::string_view name(ProbeError error) {
  switch (error) {
    case ProbeError::unsupported_architecture: return "SMMUv1 is not supported";
    case ProbeError::clocks_refused: return "clocks refused";
    case ProbeError::window_too_small: return "register window smaller than IDR1 announces";
    case ProbeError::no_translation: return "no translation support";
    case ProbeError::nested_without_stages: return "nested translation without both stages";
    case ProbeError::no_context_banks: return "no context banks";
    case ProbeError::too_many_context_banks: return "more context banks than register pages";
    case ProbeError::stage2_banks_exceed_banks: return "impossible number of S2 context banks";
    case ProbeError::no_stage1_bank: return "stage 1 without a bank for it";
    case ProbeError::no_page_format: return "no format of page tables";
    case ProbeError::no_stream_groups: return "stream matching without register groups";
    case ProbeError::no_stream_ids: return "stream IDs of no bits";
    case ProbeError::reserved_address_size: return "reserved address size";
    case ProbeError::forced_stage_absent: return "the stage that is forced is absent";
    case ProbeError::bank_storage_too_small: return "too little storage for context banks";
    case ProbeError::stream_storage_too_small: return "too little storage for stream mapping";
    case ProbeError::missing_interrupt: return "missing interrupt";
    case ProbeError::interrupt_refused: return "interrupt refused";
    case ProbeError::bad_deadlines: return "close deadline shorter than the waits inside it";
    case ProbeError::sync_timed_out: return "TLB sync timed out";
    case ProbeError::power_refused: return "runtime PM refused";
  }
  return "unknown";
}

std::string_view name(StreamError error) {
  switch (error) {
    case StreamError::id_out_of_range: return "stream ID out of range";
    case StreamError::mask_out_of_range: return "mask out of range";
    case StreamError::conflict: return "conflicts with another stream";
    case StreamError::exhausted: return "no stream mapping group left";
    case StreamError::not_mapped: return "stream is not mapped";
  }
  return "unknown";
}

std::string_view name(DomainError error) {
  switch (error) {
    case DomainError::not_probed: return "SMMU is not in service";
    case DomainError::no_bank: return "no context bank left";
    case DomainError::unsupported_format: return "no such page table format";
    case DomainError::out_of_tables: return "out of page memory";
    case DomainError::no_interrupt: return "no fault interrupt";
    case DomainError::streams_attached: return "streams are attached";
    case DomainError::flush_failed: return "translations could not be invalidated";
  }
  return "unknown";
}

std::string_view name(MapError error) {
  switch (error) {
    case MapError::not_paging: return "not a paging domain";
    case MapError::unsupported_size: return "unsupported page size";
    case MapError::misaligned: return "misaligned";
    case MapError::out_of_range: return "out of range";
    case MapError::no_access: return "neither readable nor writable";
    case MapError::overlap: return "mapped already";
    case MapError::out_of_tables: return "out of page memory";
    case MapError::not_mapped: return "not mapped";
    case MapError::splits_block: return "would split a block";
    case MapError::sync_timed_out: return "TLB sync timed out";
  }
  return "unknown";
}

}  // namespace faultline::driver
