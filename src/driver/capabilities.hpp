// SPDX-License-Identifier: Apache-2.0
//
// What an SMMU has, decoded once from its ID registers and then trusted. Combinations that no SMMU
// can have are named errors, because everything that follows divides and indexes by these numbers.
// IHI 0062, SMMU_IDR0 to IDR7.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.hpp"
#include "driver/error.hpp"
#include "pgtable/layout.hpp"
#include "port/log.hpp"
#include "reg/value.hpp"
#include "spec/gr0/id.hpp"
#include "spec/layout.hpp"

namespace faultline::driver {

class Registers;

struct Identification {
  reg::Value<spec::gr0::IDR0> IDR0;
  reg::Value<spec::gr0::IDR1> IDR1;
  reg::Value<spec::gr0::IDR2> IDR2;
  reg::Value<spec::gr0::IDR7> IDR7;
};

// What the machine says about the SMMU, next to what the SMMU says itself.
struct Firmware {
  std::uint32_t window_bytes = 0;       // of registers that are mapped
  std::optional<bool> coherent_walk{};  // table walks snoop CPU caches; goes before IDR0.CTTW
  std::uint32_t max_banks = spec::max_context_banks;              // use no more than so many
  std::uint32_t max_stream_groups = spec::max_stream_map_groups;  // where IDR0 announces more
};

struct Capabilities {
  bool stage1 = false;
  bool stage2 = false;
  bool nested = false;
  bool address_translation = false;  // the ATS1 operations
  bool coherent_walk = false;        // what the driver goes by
  bool coherent_walk_announced = false;
  bool stream_matching = false;
  bool extended_stream_ids = false;  // 16 bits, and EXIDENABLE is set
  bool vmid16 = false;
  bool granule_4k = false;  // of AArch64
  bool granule_16k = false;
  bool granule_64k = false;
  bool blocks = true;  // mappings larger than a page work
  bool aarch32_long = false;
  bool aarch32_short = false;
  std::uint32_t stream_groups = 0;  // or entries of the table of stream indexing
  std::uint16_t stream_id_mask = 0;
  std::uint16_t stream_mask_mask = 0;  // bits that a group can ignore; narrowed by probing
  std::uint32_t banks = 0;             // stage-2-only ones included
  std::uint32_t stage2_banks = 0;      // the first so many do stage 2 only
  unsigned upstream_bits = 0;          // what a master emits, 32 to 64
  unsigned intermediate_bits = 0;
  unsigned output_bits = 0;
  unsigned revision_major = 0;
  spec::PageLayout pages{12, 2};

  // What a stage 1 table translates: all that a master emits, or half of it where the address space
  // has an upper region. Page tables end at 48 bits.
  [[nodiscard]] unsigned input_bits(pgtable::Region region = pgtable::Region::lower) const {
    const unsigned bits = region == pgtable::Region::lower ? upstream_bits : upstream_bits - 1;
    return bits < 48 ? bits : 48;
  }
  // All sizes of pages and blocks, as a set of powers of two.
  [[nodiscard]] std::uint64_t page_sizes() const;
};

// The SMMU must have clocks and power. Thread context.
[[nodiscard]] Identification identify(Registers& registers);

// Errors: those of ProbeError whose comments name IDR0 to IDR2. Any context.
[[nodiscard]] Result<Capabilities, ProbeError> decode(const Identification& id,
                                                      const Firmware& firmware);

// Tells the log, in the words of Linux. `name` goes before each line. Any context.
void log_capabilities(port::Log& log, std::string_view name, const Capabilities& capabilities);

}  // namespace faultline::driver
