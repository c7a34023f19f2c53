// SPDX-License-Identifier: Apache-2.0
//
// Fills in TCR, TCR2, TTBR, CBAR and their neighbours. IHI 0062, chapter on translation context
// bank registers; DDI 0487, TCR_EL1 and VTCR_EL2.
#include "driver/bank_setup.hpp"

namespace faultline::driver {
namespace {

using pgtable::Configuration;
using pgtable::Region;
using spec::cb::SignExtension;
using spec::cb::TCR2;
using spec::cb::TTBR0;
using spec::cb::TTBR1;
using spec::gr1::CBA2R;
using spec::gr1::CBAR;
using Stage1 = spec::cb::TCR::Stage1Aarch64;
using Stage2 = spec::cb::TCR::Stage2Aarch64;

// Which address bit is repeated upwards. With two regions it is the bus's topmost, which tells them
// apart; with one, a bit above the bus, so that addresses stay what they are. A bus of 49 bits is
// made for two regions of 48.
SignExtension sign_extension(Region region, unsigned upstream_bits) {
  if (region == Region::upper) return SignExtension::upstream;
  if (upstream_bits <= 32) return SignExtension::bit35;
  if (upstream_bits <= 36) return SignExtension::bit39;
  if (upstream_bits <= 40) return SignExtension::bit41;
  if (upstream_bits <= 42) return SignExtension::bit43;
  if (upstream_bits <= 44) return SignExtension::bit47;
  return SignExtension::upstream;
}

reg::Value<Stage1> with_lower(reg::Value<Stage1> tcr, const Configuration& table) {
  return tcr.with<Stage1::T0SZ>(table.TSZ)
      .with<Stage1::IRGN0>(table.IRGN)
      .with<Stage1::ORGN0>(table.ORGN)
      .with<Stage1::SH0>(table.SH)
      .with<Stage1::TG0>(table.TG0)
      .with<Stage1::EPD0>(false);
}

reg::Value<Stage1> with_upper(reg::Value<Stage1> tcr, const Configuration& table) {
  return tcr.with<Stage1::T1SZ>(table.TSZ)
      .with<Stage1::IRGN1>(table.IRGN)
      .with<Stage1::ORGN1>(table.ORGN)
      .with<Stage1::SH1>(table.SH)
      .with<Stage1::TG1>(table.TG1)
      .with<Stage1::EPD1>(false);
}

BankShadow stage1_setup(const TlbTag& tag, const Configuration& table,
                        const Capabilities& capabilities) {
  BankShadow made;
  using Type = CBAR::Stage1Bypass;
  made.CBAR = reg::Value<Type>()
                  .with<Type::TYPE>(spec::gr1::ContextType::stage1_stage2_bypass)
                  .with<Type::BPSHCFG>(spec::ShareabilityConfig::non_shareable)
                  .with<Type::MemAttr>(0xf);  // write-back: stage 1 alone decides
  made.TCR2 = reg::Value<TCR2>()
                  .with<TCR2::PASize>(table.PASize)
                  .with<TCR2::AS>(true)
                  .with<TCR2::SEP>(sign_extension(table.region, capabilities.upstream_bits));
  const auto off = reg::Value<Stage1>().with<Stage1::EPD0>(true).with<Stage1::EPD1>(true);
  const bool lower = table.region == Region::lower;
  made.TCR = lower ? with_lower(off, table) : with_upper(off, table);
  // Both get the ASID, whichever of them has a table: TCR.A1 stays 0.
  const std::uint64_t root = table.root.value;
  made.TTBR0 = reg::Value<TTBR0::Aarch64>()
                   .with<TTBR0::Aarch64::ADDRESS>(lower ? root : 0)
                   .with<TTBR0::Aarch64::ASID>(tag.asid.value);
  made.TTBR1 = reg::Value<TTBR1::Aarch64>()
                   .with<TTBR1::Aarch64::ADDRESS>(lower ? 0 : root)
                   .with<TTBR1::Aarch64::ASID>(tag.asid.value);
  made.MAIR0 = table.MAIR0;
  made.MAIR1 = table.MAIR1;
  return made;
}

BankShadow stage2_setup(const TlbTag& tag, const Configuration& table,
                        const Capabilities& capabilities) {
  BankShadow made;
  // With 16-bit VMIDs, CBA2R has all of it and CBAR none.
  const std::uint32_t vmid = capabilities.vmid16 ? 0 : tag.vmid.value;
  made.CBAR = reg::Value<CBAR::Stage2>()
                  .with<CBAR::Stage2::TYPE>(spec::gr1::ContextType::stage2)
                  .with<CBAR::Stage2::VMID>(vmid);
  made.TCR = reg::Value<Stage2>()
                 .with<Stage2::T0SZ>(table.TSZ)
                 .with<Stage2::SL0>(table.SL0)
                 .with<Stage2::IRGN0>(table.IRGN)
                 .with<Stage2::ORGN0>(table.ORGN)
                 .with<Stage2::SH0>(table.SH)
                 .with<Stage2::TG0>(table.TG0)
                 .with<Stage2::PASize>(table.PASize);
  made.TTBR0 = reg::Value<TTBR0::Stage2>().with<TTBR0::Stage2::ADDRESS>(table.root.value);
  return made;
}

}  // namespace

BankShadow bank_setup(const TlbTag& tag, const Configuration& table,
                      const Capabilities& capabilities) {
  BankShadow made =
      tag.stage2 ? stage2_setup(tag, table, capabilities) : stage1_setup(tag, table, capabilities);
  made.control = {.translate = true, .stage2 = tag.stage2};
  made.CBA2R = reg::Value<CBA2R>().with<CBA2R::VA64>(true);
  if (capabilities.vmid16) made.CBA2R = made.CBA2R.with<CBA2R::VMID16>(tag.vmid.value);
  return made;
}

void set_lower_table(BankShadow& shadow, Asid asid, const Configuration* table) {
  const auto tcr = shadow.TCR.as<Stage1>();
  shadow.TCR = table ? with_lower(tcr, *table) : tcr.with<Stage1::EPD0>(true);
  shadow.TTBR0 = reg::Value<TTBR0::Aarch64>()
                     .with<TTBR0::Aarch64::ADDRESS>(table ? table->root.value : 0)
                     .with<TTBR0::Aarch64::ASID>(asid.value);
}

}  // namespace faultline::driver
