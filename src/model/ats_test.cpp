// SPDX-License-Identifier: Apache-2.0
//
// Address translation operations: what PAR and GPAR say, and that nothing else happens.
#include "model/ats.hpp"

#include "model/testing/bench_device.hpp"

namespace faultline::model::testing {
namespace {

using namespace spec;

class Ats : public OneBank {
 protected:
  explicit Ats(const Configuration& configuration = bench_configuration())
      : OneBank(configuration) {
    tables.map(0x4000, 0x8000'3000, valid_leaf | inner_shareable);  // privileged, read and write
    tables.map(0x5000, 0x8000'5000, user_page | ap_read_only);
  }
  std::uint64_t par() { return get<cb::PAR>(bank0); }
  std::uint64_t gpar() { return get<gr0::GPAR>(); }
};

TEST_F(Ats, ATS1PRTellsAddressAndAttributes) {
  set<cb::ATS1PR>(bank0, 0x4000);
  EXPECT_EQ(par(), 0xffull << 56 | 0x8000'3000 | 1u << 9 | 3u << 7);
}

TEST_F(Ats, AFailureTellsWhyAndWhere) {
  set<cb::ATS1PR>(bank0, 0x9000);
  EXPECT_EQ(par(), 3ull << 32 | 2u << 8 | 1u << 1 | 1u);
}

TEST_F(Ats, EachOperationAsksForItsKindOfAccess) {
  const auto fails = [&]<typename R>(std::uint64_t va) {
    set<R>(bank0, va);
    return (par() & 1) != 0;
  };
  EXPECT_FALSE(fails.template operator()<cb::ATS1PR>(0x4000));
  EXPECT_FALSE(fails.template operator()<cb::ATS1PW>(0x4000));
  EXPECT_TRUE(fails.template operator()<cb::ATS1UR>(0x4000));
  EXPECT_TRUE(fails.template operator()<cb::ATS1UW>(0x4000));
  EXPECT_FALSE(fails.template operator()<cb::ATS1PR>(0x5000));
  EXPECT_TRUE(fails.template operator()<cb::ATS1PW>(0x5000));
  EXPECT_FALSE(fails.template operator()<cb::ATS1UR>(0x5000));
  EXPECT_TRUE(fails.template operator()<cb::ATS1UW>(0x5000));
  EXPECT_EQ(par() & 0x1fe, 1u << 3) << "a permission fault";
}

TEST_F(Ats, AFailureRecordsNothingAndStallsNothing) {
  control(M | CFRE | CFIE | CFCFG);
  set<cb::ATS1PR>(bank0, 0x9000);
  EXPECT_EQ(status(), 0u);
  EXPECT_FALSE(line(bank0));
  EXPECT_EQ(smmu.waiting(), 0u);
  EXPECT_EQ(smmu.all_faults(), FaultCounts{});
}

TEST_F(Ats, TwoWordsWorkHighWordFirst) {
  tables.map(0x7f'ffff'f000, 0x9000'0000, user_page);
  const std::uint32_t at = offset<cb::ATS1PR>(bank0);
  ASSERT_TRUE(smmu.write(at + 4, 0x7f, 4).has_value());
  ASSERT_TRUE(smmu.write(at, 0xffff'f000, 4).has_value());
  EXPECT_EQ(par() & 0xffff'ffff'f000, 0x9000'0000u);
}

TEST_F(Ats, AStage2BankHasNone) {
  set<gr1::CBAR>(0, 0);
  set<cb::ATS1PR>(bank0, 0x4000);
  set<gr1::CBAR>(1u << 16, 0);
  EXPECT_EQ(par(), 0u);
}

TEST_F(Ats, GlobalOperationsNameABank) {
  set<gr0::GATS1PR>(0x4000 | 0);
  EXPECT_EQ(gpar() & 0xffff'ffff'f001, 0x8000'3000u);
  set<gr0::GATS1PW>(0x4000 | 0);
  EXPECT_EQ(gpar() & 1, 0u);
  set<gr0::GATS1UR>(0x4000 | 0);
  EXPECT_EQ(gpar() & 9, 9u);
  set<gr0::GATS1UW>(0x5000 | 0);
  EXPECT_EQ(gpar() & 9, 9u);
  set<gr0::GATS1UR>(0x5000 | 0);
  EXPECT_EQ(gpar() & 1, 0u);
}

TEST_F(Ats, GlobalOperationsTakeAddressesOfMoreThanAWord) {
  tables.map(0x7f'ffff'f000, 0x9000'0000, valid_leaf);
  set<gr0::GATS1PR>(0x7f'ffff'f000);
  EXPECT_EQ(gpar() & 0xffff'ffff'f001, 0x9000'0000u);
}

TEST_F(Ats, ABankThatIsNotThereIsUnimplemented) {
  set<gr0::GATS1PR>(0x4000 | 99);
  EXPECT_EQ(gpar(), 1u << 30 | 1u);
}

TEST_F(Ats, ABankThatCannotAnswerIsAnInvalidContext) {
  set<gr1::CBAR>(0, 1);
  set<gr0::GATS1PR>(0x4000 | 1);
  EXPECT_EQ(gpar(), 1u << 29 | 1u);
  set<gr1::CBAR>(2u << 16, 0);
  set<gr0::GATS12PR>(0x4000 | 0);
  EXPECT_EQ(gpar(), 1u << 29 | 1u);
}

class SlowAts : public Ats {
 protected:
  static Configuration configuration() {
    Configuration made = bench_configuration();
    made.behaviour.address_translation_duration_ns = 300;
    return made;
  }
  SlowAts() : Ats(configuration()) {}
};

TEST_F(SlowAts, ATSRIsActiveUntilTheOperationIsOver) {
  set<cb::ATS1PR>(bank0, 0x4000);
  EXPECT_EQ(get<cb::ATSR>(bank0), 1u);
  EXPECT_EQ(smmu.next_deadline_ns(), 1300u);
  environment.time_ns += 300;
  EXPECT_EQ(get<cb::ATSR>(bank0), 0u);
}

TEST_F(SlowAts, GATSRIsActiveUntilTheOperationIsOver) {
  set<gr0::GATS1PR>(0x4000);
  EXPECT_EQ(get<gr0::GATSR>(), 1u);
  environment.time_ns += 300;
  EXPECT_EQ(get<gr0::GATSR>(), 0u);
}

class WithoutAts : public Ats {
 protected:
  static Configuration configuration() {
    Configuration made = bench_configuration();
    made.features.address_translation = false;
    return made;
  }
  WithoutAts() : Ats(configuration()) {}
};

TEST_F(WithoutAts, IsAnnouncedAndNothingAnswers) {
  EXPECT_EQ(get<gr0::IDR0>() >> 26 & 1, 1u);
  set<cb::ATS1PR>(bank0, 0x4000);
  set<gr0::GATS1PR>(0x4000);
  set<cb::PAR>(bank0, ~0ull);
  set<gr0::GPAR>(~0ull);
  EXPECT_EQ(par(), 0u);
  EXPECT_EQ(gpar(), 0u);
}

class NestedAts : public BenchDevice {
 protected:
  NestedAts()
      : guest(environment.memory, 0x10'0000, 12, 1), host(environment.memory, 0x200'0000, 12, 1) {
    set_up_stage1(bank0, guest.root());
    set<gr1::CBAR>(3u << 16 | 1u << 8 | 3u, 0);
    set<gr1::CBAR>(3, 1);
    set<gr1::CBA2R>(1, 1);
    set<cb::TCR>(bank1, 25u | 1u << 6 | 5u << 16);
    set<cb::TTBR0>(bank1, host.root());
    set<cb::SCTLR>(bank1, M | CFRE | CFIE);
    for (std::uint64_t ipa = 0x10'0000; ipa < 0x10'8000; ipa += 0x1000) host.map(ipa, ipa, s2_page);
    guest.map(0x4000, 0x50'0000, user_page);
    guest.map(0x5000, 0x60'0000, user_page);
    host.map(0x50'0000, 0x8000'0000, valid_leaf | s2_read | 0xfull << 2);
  }
  Tables guest;
  Tables host;
};

TEST_F(NestedAts, Stage1OperationsTellTheIntermediateAddress) {
  set<cb::ATS1UR>(bank0, 0x5000);
  EXPECT_EQ(get<cb::PAR>(bank0) & 0xffff'ffff'f001, 0x60'0000u) << "stage 2 is not asked for it";
  set<gr0::GATS1UR>(0x4000);
  EXPECT_EQ(get<gr0::GPAR>() & 0xffff'ffff'f001, 0x50'0000u);
}

TEST_F(NestedAts, StageOneAndTwoOperationsTellThePhysicalAddress) {
  set<gr0::GATS12UR>(0x4000);
  EXPECT_EQ(get<gr0::GPAR>() & 0xffff'ffff'f001, 0x8000'0000u);
  set<gr0::GATS12PR>(0x4000);
  EXPECT_EQ(get<gr0::GPAR>() & 1, 0u);
}

TEST_F(NestedAts, AStage2FailureSetsSTAGE) {
  set<gr0::GATS12UW>(0x4000);
  EXPECT_EQ(get<gr0::GPAR>(), 1ull << 35 | 3ull << 32 | 2u << 8 | 1u << 3 | 1u);
  set<gr0::GATS12PW>(0x5000);
  EXPECT_EQ(get<gr0::GPAR>() & ~(3ull << 32), 1ull << 35 | 2u << 8 | 1u << 1 | 1u);
  EXPECT_EQ(get<cb::FSR>(bank1), 0u);
}

}  // namespace
}  // namespace faultline::model::testing
