// SPDX-License-Identifier: Apache-2.0
//
// TCR and TTBR read apart, a function a format.
#include "model/ranges.hpp"

#include <algorithm>
#include <optional>

#include "base/bits.hpp"
#include "spec/descriptors.hpp"

namespace faultline::model {
namespace {

using spec::cb::TCR;
using spec::cb::TCR2;
using spec::cb::TTBR0;
using spec::cb::TTBR1;

std::optional<Granule> granule_of(const Features& features, std::optional<unsigned> shift) {
  if (!shift) return std::nullopt;
  if (*shift == 12 && features.granule_4k) return granule_4k;
  if (*shift == 14 && features.granule_16k) return granule_16k;
  if (*shift == 16 && features.granule_64k) return granule_64k;
  return std::nullopt;
}

// Reserved encodings mean the largest size.
std::uint8_t output_bits_of(spec::AddressSize size) {
  const unsigned bits = spec::address_bits(size).value_or(48);
  return static_cast<std::uint8_t>(std::min<unsigned>(bits, 48));
}

// The root is aligned to its size, at least 64 bytes; lower bits are ignored.
std::uint64_t root_of(std::uint64_t ttbr, unsigned resolved_bits) {
  const std::uint64_t size = std::max<std::uint64_t>(64, std::uint64_t{8} << resolved_bits);
  return base::align_down(ttbr & base::mask(47, 0), size);
}

void set_tables(Range& range, std::uint64_t ttbr) {
  range.table = root_of(ttbr, range.input_bits - range.granule.shift_at(range.start_level));
}

// A stage 1 range of AArch64: sizes of 25 to 48 bits.
Range stage1_range(std::optional<Granule> granule, unsigned size_field, bool disabled) {
  Range range;
  range.present = true;
  // An impossible size leaves the addresses of the other range to that.
  range.input_bits = static_cast<std::uint8_t>(std::min(64 - size_field, 48u));
  range.walks = granule && !disabled && size_field >= 16 && size_field <= 39;
  if (!range.walks) return range;
  range.granule = *granule;
  range.start_level = static_cast<std::uint8_t>(granule->start_level(range.input_bits));
  return range;
}

void set_stage1_aarch64(const Configuration& configuration, const Bank& bank, Stage& stage) {
  using Control = TCR::Stage1Aarch64;
  const auto& registers = bank.registers;
  const auto tcr = registers.raw<TCR>();
  const Features& features = configuration.features;
  const auto granule0 = granule_of(features, spec::granule_shift(Control::TG0::decode(tcr)));
  const auto granule1 = granule_of(features, spec::granule_shift(Control::TG1::decode(tcr)));
  Range& low = stage.ranges[0];
  Range& high = stage.ranges[1];
  low = stage1_range(granule0, Control::T0SZ::decode(tcr), Control::EPD0::decode(tcr));
  low.ignores_top_byte = registers.field<TCR2::TBI0>();
  low.ignores_hierarchy = features.hierarchy_disable && registers.field<TCR2::HAD0>();
  if (low.walks) set_tables(low, registers.raw<TTBR0>());
  if (!stage.tag.is_hyp()) {
    high = stage1_range(granule1, Control::T1SZ::decode(tcr), Control::EPD1::decode(tcr));
    high.upper = true;
    high.ignores_top_byte = registers.field<TCR2::TBI1>();
    high.ignores_hierarchy = features.hierarchy_disable && registers.field<TCR2::HAD1>();
    if (high.walks) set_tables(high, registers.raw<TTBR1>());
  }
  stage.output_bits = output_bits_of(registers.field<TCR2::PASize>());
}

// Stage 2: the first level is given, and the root may be up to sixteen tables in a row. Inputs are
// no wider than the device announces (IDR2.IAS).
Range stage2_range(const Configuration& configuration, std::optional<Granule> granule,
                   unsigned input_bits, unsigned start_field) {
  Range range;
  range.present = true;
  range.input_bits = static_cast<std::uint8_t>(input_bits);
  if (!granule || input_bits > configuration.size.input_bits ||
      input_bits < granule->page_shift + 1u)
    return range;
  const auto level = granule->page_shift == 12 ? spec::vmsa64::start_level_4k[start_field]
                                               : spec::vmsa64::start_level_16k_64k[start_field];
  if (level == spec::vmsa64::StartLevel::none) return range;
  range.granule = *granule;
  range.start_level = static_cast<std::uint8_t>(level);
  const unsigned shift = granule->shift_at(range.start_level);
  range.walks = input_bits > shift && input_bits - shift <= granule->level_bits() + 4;
  return range;
}

void set_stage2_aarch64(const Configuration& configuration, const Bank& bank, Stage& stage) {
  using Control = TCR::Stage2Aarch64;
  const auto tcr = bank.registers.raw<TCR>();
  const auto granule =
      granule_of(configuration.features, spec::granule_shift(Control::TG0::decode(tcr)));
  stage.ranges[0] = stage2_range(configuration, granule, 64 - Control::T0SZ::decode(tcr),
                                 Control::SL0::decode(tcr));
  if (stage.ranges[0].walks) set_tables(stage.ranges[0], bank.registers.raw<TTBR0>());
  stage.output_bits = output_bits_of(Control::PASize::decode(tcr));
}

// AArch32 long descriptors: a 4K granule, inputs of 32 bits, outputs of 40. Where TTBR1's range
// begins follows from both sizes.
void set_stage1_long(const Bank& bank, Stage& stage) {
  using Control = TCR::Stage1Long;
  const auto& registers = bank.registers;
  const auto tcr = registers.raw<TCR>();
  const unsigned low_size = Control::T0SZ::decode(tcr);
  const unsigned high_size = Control::T1SZ::decode(tcr);
  const auto range = [](unsigned size, bool disabled, std::uint64_t ttbr) {
    Range made;
    made.present = true;
    made.walks = !disabled;
    made.granule = granule_4k;
    made.input_bits = static_cast<std::uint8_t>(32 - size);
    made.start_level = static_cast<std::uint8_t>(granule_4k.start_level(made.input_bits));
    set_tables(made, ttbr & base::mask(39, 0));
    return made;
  };
  stage.ranges[0] = range(low_size, Control::EPD0::decode(tcr), registers.raw<TTBR0>());
  stage.ranges[1] = range(high_size, Control::EPD1::decode(tcr), registers.raw<TTBR1>());
  // The upper range ends at 4 GiB; with T1SZ zero it is all that TTBR0 leaves, which is nothing
  // with T0SZ zero, too.
  stage.ranges[1].upper = true;
  stage.ranges[1].first = high_size != 0
                              ? (std::uint64_t{1} << 32) - (std::uint64_t{1} << (32 - high_size))
                              : std::uint64_t{1} << (32 - low_size);
  if (stage.tag.is_hyp()) stage.ranges[1] = {};
  stage.output_bits = 40;
}

void set_stage2_long(const Configuration& configuration, const Bank& bank, Stage& stage) {
  using Control = TCR::Stage2Long;
  const auto tcr = bank.registers.raw<TCR>();
  // T0SZ is a signed number of four bits, from -8 to 7.
  const auto size = static_cast<int>(Control::T0SZ::decode(tcr) ^ 8u) - 8;
  const unsigned start = Control::SL0::decode(tcr);
  stage.ranges[0] = stage2_range(configuration, granule_4k, static_cast<unsigned>(32 - size),
                                 start < 2 ? start : 3);
  if (stage.ranges[0].walks)
    set_tables(stage.ranges[0], bank.registers.raw<TTBR0>() & base::mask(39, 0));
  stage.output_bits = 40;
}

void set_short(const Features& features, const Bank& bank, Stage& stage) {
  stage.short_control = bank.registers.raw<TCR>();
  if (!features.aarch32_short)
    stage.short_control |=
        static_cast<std::uint32_t>(TCR::Short::PD0::mask | TCR::Short::PD1::mask);
  stage.ranges[0].table = bank.registers.raw<TTBR0>() & 0xffff'ffff;
  stage.ranges[1].table = bank.registers.raw<TTBR1>() & 0xffff'ffff;
  stage.output_bits = 40;
}

}  // namespace

void set_ranges(const Configuration& configuration, const Bank& bank, Stage& stage) {
  switch (stage.format) {
    case Format::aarch64:
      stage.second ? set_stage2_aarch64(configuration, bank, stage)
                   : set_stage1_aarch64(configuration, bank, stage);
      break;
    case Format::aarch32_long:
      stage.second ? set_stage2_long(configuration, bank, stage) : set_stage1_long(bank, stage);
      break;
    case Format::aarch32_short: set_short(configuration.features, bank, stage); break;
  }
  // What is beyond the device's own buses is an address size fault, too.
  const Size& size = configuration.size;
  stage.output_bits =
      std::min(stage.output_bits, stage.second ? size.output_bits : size.input_bits);
}

}  // namespace faultline::model
