// SPDX-License-Identifier: Apache-2.0
//
// The AArch64 formats: the shape of a table for given address sizes, what a context bank needs to
// know of it, and the walkers' instantiations. DDI 0487, VMSAv8-64, and its TCR_EL1 and VTCR_EL2
// for the alignment and start level of roots.
#include <bit>

#include "pgtable/aarch64.hpp"
#include "pgtable/format_record.hpp"
#include "pgtable/formats.hpp"

namespace faultline::pgtable {
namespace aarch64 {
namespace {

// Whether a stage 2 with a first level of at most 16 entries begins one level lower, with that many
// tables side by side. With 4K and 16K pages it must where physical addresses are short (4K: below
// 44 bits) or always (16K), so it always does. With 64K pages the first level is always allowed for
// input addresses that need it.
constexpr bool concatenates(unsigned granule_shift, Stage stage) {
  return stage == Stage::two && granule_shift != 16;
}

template <typename F>
constexpr unsigned start_level(unsigned input_bits, bool may_concatenate) {
  unsigned level = F::last_level;
  while (level > F::first_level && F::shift(level) + F::index_bits < input_bits) --level;
  const bool concatenate =
      may_concatenate && level == F::first_level && input_bits - F::shift(level) <= 4;
  return concatenate ? level + 1 : level;
}

unsigned encode_start_level(unsigned granule_shift, unsigned level) {
  const auto& encodings =
      granule_shift == 12 ? spec::vmsa64::start_level_4k : spec::vmsa64::start_level_16k_64k;
  unsigned encoding = 0;
  while (encodings[encoding] != static_cast<spec::vmsa64::StartLevel>(level)) ++encoding;
  return encoding;
}

}  // namespace

template <unsigned granule_shift, Stage stage>
Result<Layout, Error> Description<granule_shift, stage>::plan(const Parameters& wanted) {
  if (wanted.input_bits < 25 || wanted.input_bits > 48) return base::error(Error::bad_parameters);
  const auto output = spec::address_size(wanted.output_bits);
  if (!output || spec::address_bits(*output) != wanted.output_bits) {
    return base::error(Error::bad_parameters);
  }
  if (stage == Stage::two && wanted.region == Region::upper) {
    return base::error(Error::bad_parameters);
  }
  Layout layout;
  layout.input_bytes = std::uint64_t{1} << wanted.input_bits;
  layout.input_base = wanted.region == Region::upper ? ~(layout.input_bytes - 1) : 0;
  layout.output_bytes = std::uint64_t{1} << wanted.output_bits;
  layout.start_level =
      start_level<Description>(wanted.input_bits, concatenates(granule_shift, stage));
  layout.root_entries = 1U << (wanted.input_bits - shift(layout.start_level));
  // A root is aligned to its size, and to 64 bytes at least.
  layout.root_bytes = layout.root_entries < 8 ? 64 : layout.root_entries * sizeof(Entry);
  for (unsigned level = first_block_level; level <= last_level; ++level) {
    if (level >= layout.start_level) layout.page_sizes |= std::uint64_t{1} << shift(level);
  }
  layout.coherent_walker = wanted.coherent_walker;
  return layout;
}

template <unsigned granule_shift, Stage stage>
Configuration Description<granule_shift, stage>::configuration(const Layout& layout,
                                                               PhysAddr root) {
  using spec::Cacheability;
  Configuration made;
  made.root = root;
  made.region = layout.input_base == 0 ? Region::lower : Region::upper;
  made.TSZ = 64 - static_cast<unsigned>(std::countr_zero(layout.input_bytes));
  made.SH = layout.coherent_walker ? spec::Shareability::inner : spec::Shareability::outer;
  made.IRGN = layout.coherent_walker ? Cacheability::write_back_write_allocate
                                     : Cacheability::non_cacheable;
  made.ORGN = made.IRGN;
  made.TG0 = granule_shift == 12   ? spec::GranuleTg0::k4
             : granule_shift == 14 ? spec::GranuleTg0::k16
                                   : spec::GranuleTg0::k64;
  made.TG1 = granule_shift == 12   ? spec::GranuleTg1::k4
             : granule_shift == 14 ? spec::GranuleTg1::k16
                                   : spec::GranuleTg1::k64;
  made.PASize = *spec::address_size(static_cast<unsigned>(std::countr_zero(layout.output_bytes)));
  if (stage == Stage::two) {
    made.SL0 = encode_start_level(granule_shift, layout.start_level);
  } else {
    made.MAIR0 = mair0();
  }
  return made;
}

}  // namespace aarch64

using aarch64::Description;
using aarch64::Stage;

constexpr Format aarch64_4k_stage1 =
    format_record<Description<12, Stage::one>>("AArch64 4K stage 1");
constexpr Format aarch64_4k_stage2 =
    format_record<Description<12, Stage::two>>("AArch64 4K stage 2");
constexpr Format aarch64_16k_stage1 =
    format_record<Description<14, Stage::one>>("AArch64 16K stage 1");
constexpr Format aarch64_16k_stage2 =
    format_record<Description<14, Stage::two>>("AArch64 16K stage 2");
constexpr Format aarch64_64k_stage1 =
    format_record<Description<16, Stage::one>>("AArch64 64K stage 1");
constexpr Format aarch64_64k_stage2 =
    format_record<Description<16, Stage::two>>("AArch64 64K stage 2");

}  // namespace faultline::pgtable
