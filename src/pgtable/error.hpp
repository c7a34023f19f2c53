// SPDX-License-Identifier: Apache-2.0
//
// Why a page table refuses. Every refusal leaves the table as it was.
#pragma once
#include <cstdint>

namespace faultline::pgtable {

enum class Error : std::uint8_t {
  bad_parameters,    // open: address sizes that the format cannot have
  unsupported_size,  // no page or block of this size here
  misaligned,        // an address is no multiple of the page size
  out_of_range,      // input or output addresses beyond what was opened
  no_access,         // map: neither readable nor writable
  overlap,           // map: something is mapped there
  out_of_tables,     // open, map: the page memory is exhausted
  not_mapped,        // unmap: a hole in the range
  splits_block,      // unmap: the range begins or ends inside a block
  flush_failed,      // close: the sink could not flush, so hardware may still walk the tables
};

}  // namespace faultline::pgtable
