// SPDX-License-Identifier: Apache-2.0
//
// The ID registers tell the truth: numbers are those of the configuration, and a feature works
// exactly where it is announced.
#include "model/identification.hpp"

#include <array>

#include "model/testing/bench_device.hpp"

namespace faultline::model::testing {
namespace {

using namespace spec;

Configuration numbers() {
  Configuration configuration = bench_configuration();
  configuration.size = {.banks = 7,
                        .stage2_only_banks = 2,
                        .stream_groups = 13,
                        .stream_id_bits = 11,
                        .input_bits = 40,
                        .output_bits = 44,
                        .upstream_bits = 49};
  configuration.behaviour.IDR7 = 0x32;
  return configuration;
}

class Device : public BenchDevice {
 public:
  explicit Device(const Configuration& configuration) : BenchDevice(configuration) {}
  void TestBody() override {}
  using BenchDevice::get;
  using BenchDevice::memory;
  using BenchDevice::set;

  // One page at `shift` granularity in a 42-bit range; what a read of it comes to.
  Verdict walk_one_page(unsigned shift, std::uint32_t TG0) {
    const unsigned start = shift == 12 ? 0 : shift == 14 ? 1 : 2;
    Tables tables(memory(), 0x100'0000, shift, start);
    tables.map(0, 0x4000'0000, user_page);
    enable();
    route(0, 1, bank0);
    set_up_stage1(bank0, tables.root());
    set<cb::TCR>(bank0, 22u | TG0 << 14 | 1u << 23);
    return read_at(0x123).verdict;
  }
};

class Identification : public BenchDevice {
 protected:
  Identification() : BenchDevice(numbers()) {}
};

TEST_F(Identification, IDR0CountsStreamGroupsAndIdBits) {
  EXPECT_EQ(get<gr0::IDR0>() & 0xff, 13u);
  EXPECT_EQ(get<gr0::IDR0>() >> 9 & 0xf, 11u);
}

TEST_F(Identification, IDR1CountsBanksAndPages) {
  const std::uint32_t id = get<gr0::IDR1>();
  EXPECT_EQ(id & 0xff, 7u);
  EXPECT_EQ(id >> 16 & 0xff, 2u);
  EXPECT_EQ(id >> 28 & 7, 2u);  // 2^(2 + 1) pages hold seven banks
  EXPECT_EQ(id >> 31, 0u);
  EXPECT_EQ(smmu.size_bytes(), 2u * 8 * 4096);
  EXPECT_EQ(smmu.bank_offset(bank1), 9u * 4096);
}

TEST_F(Identification, IDR2GivesAddressSizes) {
  const std::uint32_t id = get<gr0::IDR2>();
  EXPECT_EQ(id & 0xf, 2u);
  EXPECT_EQ(id >> 4 & 0xf, 4u);
  EXPECT_EQ(id >> 8 & 0xf, 5u) << "49 bits are encoded as 5";
}

TEST_F(Identification, IDR3To6ReadZeroAndIDR7TheRevision) {
  EXPECT_EQ(get<gr0::IDR3>() | get<gr0::IDR4>() | get<gr0::IDR5>() | get<gr0::IDR6>(), 0u);
  EXPECT_EQ(get<gr0::IDR7>(), 0x32u);
}

// Every size that there is, in each of the three fields.
TEST(IdentificationOfSizes, AddressSizesAreEncodedAsTheManualHasThem) {
  const std::array<std::uint8_t, 6> bits{32, 36, 40, 42, 44, 48};
  for (std::uint32_t code = 0; code < bits.size(); ++code) {
    Configuration configuration = bench_configuration();
    configuration.size.input_bits = configuration.size.output_bits = bits[code];
    configuration.size.upstream_bits = bits[code] == 48 ? 49 : bits[code];
    EXPECT_EQ(Device(configuration).get<gr0::IDR2>() & 0xfff, code | code << 4 | code << 8);
  }
  Configuration widest = bench_configuration();
  widest.size.upstream_bits = 64;
  EXPECT_EQ(Device(widest).get<gr0::IDR2>() >> 8 & 0xf, 0xfu);
}

// What no configuration can have.
TEST_F(Identification, WhatIsNeverThereIsNeverAnnounced) {
  const auto id0 = reg::Value<gr0::IDR0>(get<gr0::IDR0>());
  EXPECT_FALSE(id0.get<gr0::IDR0::SES>() || id0.get<gr0::IDR0::BTM>());
  EXPECT_FALSE(id0.get<gr0::IDR0::EXSMRGS>());
  EXPECT_EQ(id0.get<gr0::IDR0::NUMIRPT>(), 0u);
  const auto id1 = reg::Value<gr0::IDR1>(get<gr0::IDR1>());
  EXPECT_EQ(id1.get<gr0::IDR1::HAFDBS>() | id1.get<gr0::IDR1::SSDTP>(), 0u);
  EXPECT_EQ(id1.get<gr0::IDR1::NUMSSDNDXB>(), 0u);
  const auto id2 = reg::Value<gr0::IDR2>(get<gr0::IDR2>());
  EXPECT_FALSE(id2.get<gr0::IDR2::E2HS>() || id2.get<gr0::IDR2::COMPINDEXS>());
  EXPECT_FALSE(id2.get<gr0::IDR2::DIPANS>());
  EXPECT_EQ(id2.get<gr0::IDR2::EXNUMSMRG>(), 0u);
}

TEST_F(Identification, ControlsOfWhatIsNeverThereStayZero) {
  set<gr0::sCR0>(~0u & ~1u);
  EXPECT_FALSE(gr0::sCR0::HYPMODE::decode(get<gr0::sCR0>()));
  set<gr0::sCR2>(~0u);
  EXPECT_EQ(get<gr0::sCR2>(), 0xffu) << "BPVMID alone, of eight bits";
  set<gr1::CBA2R>(~0u, 2);
  EXPECT_EQ(get<gr1::CBA2R>(2), 1u);
}

TEST_F(Identification, IdRegistersIgnoreWrites) {
  const std::uint32_t before = get<gr0::IDR0>();
  set<gr0::IDR0>(~before);
  set<gr0::IDR1>(0);
  set<gr0::IDR2>(0);
  set<gr0::IDR7>(0);
  EXPECT_EQ(get<gr0::IDR0>(), before);
  EXPECT_EQ(get<gr0::IDR1>() & 0xff, 7u);
  EXPECT_EQ(get<gr0::IDR2>() & 0xf, 2u);
  EXPECT_EQ(get<gr0::IDR7>(), 0x32u);
}

// Each granule, announced and not: IDR2's bit and a walk agree.
struct GranuleCase {
  bool Features::* feature;
  unsigned shift;
  std::uint32_t TG0;
  unsigned IDR2_bit;
  bool announced;
};

void PrintTo(const GranuleCase& granule, std::ostream* out) {
  *out << (1u << granule.shift) / 1024 << "K, " << (granule.announced ? "" : "not ") << "announced";
}

class AnnouncedGranule : public ::testing::TestWithParam<GranuleCase> {};

TEST_P(AnnouncedGranule, WorksExactlyWhereAnnounced) {
  const GranuleCase& c = GetParam();
  Configuration configuration = bench_configuration();
  configuration.features.granule_4k = configuration.features.granule_16k =
      configuration.features.granule_64k = false;
  configuration.features.*c.feature = c.announced;
  Device device(configuration);
  EXPECT_EQ(device.get<gr0::IDR2>() >> c.IDR2_bit & 1, c.announced ? 1u : 0u);
  if (!c.announced) return;  // with no granule left there is no AArch64 context to walk in
  EXPECT_EQ(device.walk_one_page(c.shift, c.TG0), Verdict::passed);
}

TEST_P(AnnouncedGranule, DoesNotWorkWhereAnotherIsAnnounced) {
  const GranuleCase& c = GetParam();
  if (!c.announced) return;
  Configuration configuration = bench_configuration();
  configuration.features.*c.feature = false;
  Device device(configuration);
  EXPECT_EQ(device.get<gr0::IDR2>() >> c.IDR2_bit & 1, 0u);
  EXPECT_EQ(device.walk_one_page(c.shift, c.TG0), Verdict::faulted);
}

INSTANTIATE_TEST_SUITE_P(Granules, AnnouncedGranule,
                         ::testing::Values(GranuleCase{&Features::granule_4k, 12, 0, 12, true},
                                           GranuleCase{&Features::granule_16k, 14, 2, 13, true},
                                           GranuleCase{&Features::granule_64k, 16, 1, 14, true},
                                           GranuleCase{&Features::granule_4k, 12, 0, 12, false}));

TEST(IdentificationOfFeatures, StagesAreAnnouncedAndOtherTypesCannotBeProgrammed) {
  Configuration configuration = bench_configuration();
  configuration.features.stage2 = configuration.features.nested = false;
  Device only1(configuration);
  EXPECT_EQ(only1.get<gr0::IDR0>() >> 28 & 7, 4u);
  only1.set<gr1::CBAR>(0);
  EXPECT_EQ(only1.get<gr1::CBAR>() >> 16 & 3, 1u);

  configuration = bench_configuration();
  configuration.features.stage1 = configuration.features.nested = false;
  Device only2(configuration);
  EXPECT_EQ(only2.get<gr0::IDR0>() >> 28 & 7, 2u);
  only2.set<gr1::CBAR>(1u << 16);
  EXPECT_EQ(only2.get<gr1::CBAR>() >> 16 & 3, 0u);
}

TEST(IdentificationOfFeatures, CoherentWalksConflictDetectionAndFormatsAreAnnounced) {
  Configuration configuration = bench_configuration();
  Device all(configuration);
  EXPECT_EQ(all.get<gr0::IDR0>() >> 14 & 1, 1u) << "CTTW";
  EXPECT_EQ(all.get<gr0::IDR1>() >> 15 & 1, 1u) << "SMCD";
  EXPECT_EQ(all.get<gr0::IDR0>() >> 24 & 3, 0u) << "PTFS";
  configuration.features.coherent_walk = configuration.features.aarch32_short = false;
  Device fewer(configuration);
  EXPECT_EQ(fewer.get<gr0::IDR0>() >> 14 & 1, 0u);
  EXPECT_EQ(fewer.get<gr0::IDR0>() >> 24 & 3, 1u);
}

TEST(IdentificationOfFeatures, TheShortFormatCannotBeAnnouncedWithoutTheLongOne) {
  Configuration configuration;
  configuration.features.aarch32_long = false;
  EXPECT_FALSE(is_possible(configuration));
  configuration.features.aarch32_short = false;
  EXPECT_TRUE(is_possible(configuration));
}

TEST(IdentificationOfFeatures, ImpossibleDevicesAreRefused) {
  const auto with = [](auto change) {
    Configuration configuration;
    change(configuration);
    return is_possible(configuration);
  };
  EXPECT_TRUE(with([](Configuration&) {}));
  EXPECT_FALSE(with([](Configuration& c) { c.size.banks = 0; }));
  EXPECT_FALSE(with([](Configuration& c) { c.size.banks = 129; }));
  EXPECT_FALSE(with([](Configuration& c) { c.size.stage2_only_banks = 9; }));
  EXPECT_FALSE(with([](Configuration& c) { c.size.stream_groups = 0; }));
  EXPECT_FALSE(with([](Configuration& c) { c.size.stream_id_bits = 16; }));
  EXPECT_FALSE(with([](Configuration& c) { c.size.output_bits = 41; }));
  EXPECT_FALSE(with([](Configuration& c) { c.size.upstream_bits = 48; }));
  EXPECT_FALSE(with([](Configuration& c) { c.features.stage2 = false; }));  // nested without it
}

}  // namespace
}  // namespace faultline::model::testing
