// SPDX-License-Identifier: Apache-2.0
//
// The TLB that the other tests invalidate is there: what nobody invalidates is used on,
// translations and tables alike, until somebody does.
#include "pgtable/formats.hpp"
#include "walker.hpp"

namespace faultline::tables_in_model {
namespace {

using model::Verdict;
using pgtable::read_write;

constexpr std::uint64_t page = 4096;
constexpr std::uint64_t block = std::uint64_t{2} << 20;
constexpr std::uint64_t start = 16 * block;

struct Stage {
  const pgtable::Format* format;
  bool stage2;
};

void PrintTo(const Stage& stage, std::ostream* out) {
  *out << (stage.stage2 ? "stage 2" : "stage 1");
}

class StaleTranslations : public ::testing::TestWithParam<Stage> {
 protected:
  StaleTranslations() {
    EXPECT_TRUE(table_.open(*GetParam().format, {}));
    walker_.point_at(
        table_,
        {.bank = Walker::bank, .stage2 = GetParam().stage2, .asid = Asid(3), .vmid = Vmid(4)});
  }
  ~StaleTranslations() override {
    walker_.withheld = false;
    EXPECT_TRUE(table_.close());
  }
  void map(std::uint64_t iova, std::uint64_t address, std::uint64_t page_bytes) {
    ASSERT_TRUE(table_.map(Iova(iova), PhysAddr(address), page_bytes, 1, read_write));
  }
  void unmap(std::uint64_t iova, std::uint64_t page_bytes) {
    ASSERT_TRUE(table_.unmap(Iova(iova), page_bytes, 1, walker_));
  }
  // Where a read of `iova` leads; nothing when it faults.
  std::optional<std::uint64_t> read(std::uint64_t iova) {
    const model::Outcome outcome = walker_.access(iova, {});
    if (outcome.verdict == Verdict::passed) return outcome.pa.value;
    walker_.take_status();
    return std::nullopt;
  }

  Pool pool_;
  Walker walker_{{}, pool_};
  pgtable::Table table_{pool_, walker_};
};

TEST_P(StaleTranslations, AnswerUntilTheyAreInvalidated) {
  map(start, 0x1'0000'0000, page);
  map(start + page, 0x1'0000'1000, page);
  EXPECT_EQ(read(start), 0x1'0000'0000);
  walker_.withheld = true;
  unmap(start, page);
  unmap(start + page, page);
  EXPECT_EQ(read(start), 0x1'0000'0000);        // read before: the TLB has it
  EXPECT_EQ(read(start + page), std::nullopt);  // never read: the tables are asked
  map(start, 0x2'0000'0000, page);
  EXPECT_EQ(read(start), 0x1'0000'0000);
  walker_.withheld = false;
  walker_.range(Iova(start), page, page);
  EXPECT_EQ(read(start), 0x2'0000'0000);
}

TEST_P(StaleTranslations, OfTablesLeadAstrayUntilTheyAreInvalidated) {
  map(start, 0x1'0000'0000, page);
  map(start + 7 * page, 0x3'0000'0000, page);
  EXPECT_EQ(read(start), 0x1'0000'0000);
  unmap(start, page);
  unmap(start + 7 * page, page);
  walker_.withheld = true;
  map(start, 0x2'0000'0000, block);  // takes the table out
  EXPECT_NE(read(start + 7 * page), 0x2'0000'7000);
  walker_.withheld = false;
  EXPECT_TRUE(walker_.walk(Iova(start), block, page));
  EXPECT_EQ(read(start + 7 * page), 0x2'0000'7000);
}

INSTANTIATE_TEST_SUITE_P(Stages, StaleTranslations,
                         ::testing::Values(Stage{&pgtable::aarch64_4k_stage1, false},
                                           Stage{&pgtable::aarch64_4k_stage2, true}),
                         [](const auto& tested) {
                           return tested.param.stage2 ? "Stage2" : "Stage1";
                         });

}  // namespace
}  // namespace faultline::tables_in_model
