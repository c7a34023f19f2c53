// SPDX-License-Identifier: Apache-2.0
//
// What the registers of a context bank amount to: which stages, tables, sizes, attributes and tags.
// Derived as a whole whenever a register that it depends on was written, so that translating
// decodes no register. IHI 0062, chapter on translation contexts.
#pragma once
#include <array>
#include <cstdint>

#include "base/types.hpp"
#include "model/format.hpp"
#include "model/tlb_entry.hpp"

namespace faultline::model {

// One of the two ranges of input addresses, each with its own tables (TTBR0, TTBR1).
struct Range {
  bool present = false;  // some input address belongs to it
  bool walks = false;    // EPD is 0 and size and granule are possible
  bool upper = false;    // ones above the size, as for TTBR1
  bool ignores_top_byte = false;
  bool ignores_hierarchy = false;  // HPD
  Granule granule{};
  std::uint8_t input_bits = 0;
  std::uint8_t start_level = 0;
  std::uint64_t table = 0;
  std::uint64_t first = 0;  // of an upper range in AArch32: where it begins
};

// One stage of translation.
struct Stage {
  bool enabled = false;  // SCTLR.M
  bool second = false;
  Format format = Format::aarch64;
  std::uint8_t output_bits = 0;
  bool big_endian = false;
  bool access_flag_faults = true;
  bool access_flag_in_permissions = false;  // short descriptors: SCTLR.AFE
  bool tex_remap = false;
  bool write_implies_no_execute = false;               // WXN
  bool unprivileged_write_implies_no_execute = false;  // UWXN
  bool protects_walks = false;                         // PTW
  std::uint32_t short_control = 0;                     // TCR in the Short-descriptor format
  std::uint64_t memory_attributes = 0;                 // MAIR1:MAIR0, or NMRR:PRRR
  TlbTag tag{};
  std::array<Range, 2> ranges{};
};

// What a transaction that reaches the bank goes through.
enum class Path : std::uint8_t {
  stage1,  // stage 2 is bypassed
  stage2,
  nested,  // stage 1, then stage 2 of another bank
  faults,  // CBAR.TYPE 2, or a second bank that cannot serve: an invalid context, met in the second
           // stage
  unimplemented  // CBAR.CBNDX names a bank that is not there
};

struct Context {
  Path path = Path::stage1;
  BankIndex second_bank{};        // with Path::nested
  std::uint8_t sign_bit = 63;     // input addresses are extended upwards from here
  bool ignores_top_byte = false;  // in one of the ranges at least
  bool prefetches = false;        // the next page, too
  bool usable = false;            // on, and with a path: a TLB entry may answer
  Stage stage{};
};

}  // namespace faultline::model
