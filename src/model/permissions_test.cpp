// SPDX-License-Identifier: Apache-2.0
//
// Who may do what with a page: every combination of AP, UXN and PXN against a table typed from the
// manual, the hierarchy of tables, and the bits of SCTLR that forbid execution. DDI 0487, "Data
// access permission controls", stage 1 of two privilege levels.
#include "model/permissions.hpp"

#include "model/testing/bench_device.hpp"

namespace faultline::model::testing {
namespace {

using namespace spec;

class PagePermissions : public OneBank {
 protected:
  PagePermissions() : OneBank(bench_configuration(), M | CFRE | CFIE | HUPCF) {}

  // "rwx rwx": what an unprivileged, then a privileged access may do with `page`.
  std::string rights(std::uint64_t page) {
    std::string text;
    for (const bool privileged : {false, true}) {
      const auto may = [&](Access access) {
        access.privileged = privileged;
        const Outcome outcome = smmu.translate(StreamId(1), Iova(page), access);
        set<cb::FSR>(bank0, 0x8000'01fe);
        return outcome.verdict == Verdict::passed;
      };
      text += may({}) ? 'r' : '-';
      text += may({.write = true}) ? 'w' : '-';
      text += may({.instruction = true}) ? 'x' : '-';
      if (!privileged) text += ' ';
    }
    return text;
  }
  std::string rights_of_page(std::uint64_t bits, std::uint64_t table_bits = 0) {
    next_ += 0x4000'0000;  // each in tables of its own
    tables.map(next_, 0x8000'0000, valid_leaf | bits, 3, table_bits);
    return rights(next_);
  }
  std::uint64_t next_ = 0;
};

TEST_F(PagePermissions, FollowAPAndNeverExecuteBits) {
  EXPECT_EQ(rights_of_page(0), "--x rwx");
  EXPECT_EQ(rights_of_page(uxn), "--- rwx");
  EXPECT_EQ(rights_of_page(pxn), "--x rw-");
  EXPECT_EQ(rights_of_page(uxn | pxn), "--- rw-");
  EXPECT_EQ(rights_of_page(ap_unprivileged), "rwx rw-") << "writable below is never run above";
  EXPECT_EQ(rights_of_page(ap_unprivileged | uxn | pxn), "rw- rw-");
  EXPECT_EQ(rights_of_page(ap_read_only), "--x r-x");
  EXPECT_EQ(rights_of_page(ap_read_only | uxn | pxn), "--- r--");
  EXPECT_EQ(rights_of_page(ap_read_only | ap_unprivileged), "r-x r-x");
  EXPECT_EQ(rights_of_page(ap_read_only | ap_unprivileged | uxn), "r-- r-x");
  EXPECT_EQ(rights_of_page(ap_read_only | ap_unprivileged | pxn), "r-x r--");
}

TEST_F(PagePermissions, TablesTakeAwayButNeverGive) {
  const std::uint64_t no_user = 1ull << 61;
  const std::uint64_t no_write = 1ull << 62;
  const std::uint64_t no_user_execute = 1ull << 60;
  const std::uint64_t no_privileged_execute = 1ull << 59;
  EXPECT_EQ(rights_of_page(ap_unprivileged, no_user), "--x rwx");
  EXPECT_EQ(rights_of_page(ap_unprivileged, no_write), "r-x r-x");
  EXPECT_EQ(rights_of_page(0, no_user_execute), "--- rwx");
  EXPECT_EQ(rights_of_page(0, no_privileged_execute), "--x rw-");
  EXPECT_EQ(rights_of_page(ap_read_only, 0), "--x r-x");
}

TEST_F(PagePermissions, WXNForbidsToRunWhatIsWritable) {
  control(M | CFRE | CFIE | HUPCF | 1u << 9);
  EXPECT_EQ(rights_of_page(0), "--x rw-");
  EXPECT_EQ(rights_of_page(ap_unprivileged), "rw- rw-");
  EXPECT_EQ(rights_of_page(ap_read_only | ap_unprivileged), "r-x r-x");
}

TEST_F(PagePermissions, TheOutcomeTellsThemForThePrivilegeThatAsked) {
  tables.map(0x4000, 0x8000'0000, user_page | ap_read_only | uxn);
  EXPECT_EQ(read_at(0x4000).permissions, (Permissions{.read = true}));
  const Outcome privileged = smmu.translate(StreamId(1), Iova(0x4000), {.privileged = true});
  EXPECT_EQ(privileged.permissions, (Permissions{.read = true, .execute = true}));
}

TEST_F(PagePermissions, AHypContextHasOnePrivilege) {
  set<gr1::CBAR>(1u << 16 | 1u << 10, 0);
  EXPECT_EQ(rights_of_page(0), "rwx rwx");
  EXPECT_EQ(rights_of_page(ap_read_only | uxn), "r-- r--");
}

class HierarchyDisable : public OneBank {
 protected:
  static Configuration configuration() {
    Configuration made = bench_configuration();
    made.features.hierarchy_disable = true;
    return made;
  }
  HierarchyDisable() : OneBank(configuration()) {}
};

TEST_F(HierarchyDisable, HAD0IgnoresWhatTablesTakeAway) {
  EXPECT_EQ(get<gr0::IDR2>() >> 28 & 1, 1u);
  tables.map(0x4000, 0x8000'0000, user_page, 3, 1ull << 61);
  set<cb::TCR2>(bank0, 5u | 1u << 8 | 7u << 15);
  EXPECT_EQ(read_at(0x4000).verdict, Verdict::passed);
  set<cb::TCR2>(bank0, 5u | 7u << 15);
  set<cb::TLBIALL>(bank0, 0);
  EXPECT_EQ(read_at(0x4000).verdict, Verdict::faulted);
}

}  // namespace
}  // namespace faultline::model::testing
