// SPDX-License-Identifier: Apache-2.0
//
// Hundreds of thousands of random calls against the oracle: mixed page sizes, ranges that cross
// tables, refusals. What the walker would read is compared too, at the moment when a flush is asked
// for and afterwards.
#include <random>
#include <utility>

#include "pgtable/format_record.hpp"
#include "pgtable/testing/alien.hpp"
#include "pgtable/testing/fixture.hpp"
#include "pgtable/testing/oracle.hpp"

namespace faultline::pgtable::testing {
namespace {

constexpr Format alien = format_record<Alien<55>>("alien");
constexpr Format alien_without_mark = format_record<Alien<0>>("alien without a mark");

// Counts what a visit shows.
class LeafCounter final : public EntryVisitor {
 public:
  bool visit(const EntryView& entry) override {
    if (entry.kind == Kind::leaf) bytes += entry.size_bytes;
    return true;
  }
  std::uint64_t bytes = 0;
};

class Monkey {
 public:
  // `windows` are where it plays: aligned to the largest page, each a few of them long.
  Monkey(const Format& format, const Parameters& wanted, std::vector<std::uint64_t> page_sizes,
         std::vector<std::uint64_t> windows, std::optional<bool> stage2)
      : open_(format, wanted),
        page_sizes_(std::move(page_sizes)),
        windows_(std::move(windows)),
        stage2_(stage2) {
    open_.sink.on_range = [this] {
      if (stage2_) EXPECT_FALSE(open_.hardware(open_.sink.ranges.back().start, *stage2_));
    };
  }

  void play(unsigned call_count) {
    for (unsigned i = 0; i < call_count && !::testing::Test::HasFailure(); ++i) {
      choose();
      switch (pick(16)) {
        case 0: clear_and_map(); break;
        case 1:
        case 2:
        case 3:
        case 4: unmap(); break;
        case 5:
        case 6:
        case 7:
        case 8: unmap_what_is_there(); break;
        default: map(); break;
      }
      compare(windows_[pick(windows_.size())] + pick(2 * page_sizes_.back()));
      compare(iova_ + pick(page_bytes_ * page_count_));
    }
  }
  void compare_everything() {
    std::uint64_t bytes = 0;
    for (const auto& [iova, mapping] : oracle_.pages()) {
      compare(iova);
      compare(iova + mapping.page_bytes - 1);
      bytes += mapping.page_bytes;
    }
    LeafCounter counter;
    open_.table.visit(counter);
    EXPECT_EQ(counter.bytes, bytes);
  }
  unsigned successes = 0;
  unsigned refusals = 0;
  [[nodiscard]] std::size_t tables_taken_out() const { return open_.sink.walks.size(); }

 private:
  std::uint64_t pick(std::uint64_t below) { return random_() % below; }

  void choose() {
    page_bytes_ = page_sizes_[pick(3) == 0 ? pick(page_sizes_.size()) : 0];
    const std::uint64_t room = 2 * page_sizes_.back() / page_bytes_;
    // Small pages stay together, near the edges of the larger ones.
    const std::uint64_t near = std::min<std::uint64_t>(room, 600);
    const std::uint64_t first = pick(2) == 0 ? pick(near) : room - 1 - pick(near);
    page_count_ = 1 + pick(std::min<std::uint64_t>(pick(4) == 0 ? 600 : 4, room - first));
    iova_ = windows_[pick(windows_.size())] + first * page_bytes_;
  }
  void expect(const Result<void, Error>& result, std::optional<Error> expected) {
    ++(expected ? refusals : successes);
    if (!expected) {
      EXPECT_TRUE(is_ok(result));
    } else {
      EXPECT_TRUE(is(result, *expected));
    }
  }
  void map() {
    const std::uint64_t address = pick(1000) * page_bytes_;
    expect(open_.map(iova_, address, page_bytes_, page_count_),
           oracle_.map(iova_, address, page_bytes_, page_count_));
  }
  void unmap() {
    const std::uint64_t size_bytes = page_bytes_ * page_count_;
    const std::uint64_t stride = oracle_.smallest(iova_, size_bytes);
    open_.sink.ranges.clear();
    const Result<void, Error> result = open_.unmap(iova_, page_bytes_, page_count_);
    expect(result, oracle_.unmap(iova_, size_bytes));
    const std::vector<Flush> expected{{iova_, size_bytes, stride}};
    EXPECT_EQ(open_.sink.ranges, result ? expected : std::vector<Flush>());
  }
  // Ranges that fit to what was mapped, so that enough succeeds.
  void unmap_what_is_there() {
    const auto page = oracle_.pages().lower_bound(iova_);
    if (page == oracle_.pages().end()) return;
    iova_ = page->first;
    page_bytes_ = page->second.page_bytes;
    page_count_ = 0;
    const std::uint64_t at_most = 1 + pick(600);
    for (auto next = page; next != oracle_.pages().end() && page_count_ < at_most; ++next) {
      if (next->first != iova_ + page_bytes_ * page_count_) break;
      if (next->second.page_bytes != page_bytes_) break;
      ++page_count_;
    }
    unmap();
  }
  // Pages one by one go out, and one page takes all their place, if need be that of their tables.
  void clear_and_map() {
    page_bytes_ = page_sizes_[1 + pick(page_sizes_.size() - 1)];
    iova_ = base::align_down(iova_, page_bytes_);
    page_count_ = 1;
    for (std::uint64_t at = iova_; at < iova_ + page_bytes_;) {
      auto page = oracle_.pages().upper_bound(at);
      if (page != oracle_.pages().begin() && oracle_.lookup(at)) --page;
      if (page == oracle_.pages().end() || page->first >= iova_ + page_bytes_) break;
      const auto [start, mapping] = *page;
      expect(open_.unmap(start, mapping.page_bytes), oracle_.unmap(start, mapping.page_bytes));
      at = start + mapping.page_bytes;
    }
    map();
  }
  void compare(std::uint64_t iova) {
    const std::optional<Mapping> expected = oracle_.lookup(iova);
    EXPECT_EQ(open_.lookup(iova), expected);
    if (!stage2_) return;
    const auto walked = open_.hardware(iova, *stage2_);
    ASSERT_EQ(walked.has_value(), expected.has_value());
    if (walked) EXPECT_EQ((Mapping{PhysAddr(walked->address), walked->size_bytes}), *expected);
  }

  OpenTable open_;
  Oracle oracle_;
  std::vector<std::uint64_t> page_sizes_;
  std::vector<std::uint64_t> windows_;
  std::optional<bool> stage2_;  // nothing: no hardware walks this
  std::mt19937_64 random_{20240229};
  std::uint64_t iova_ = 0;
  std::uint64_t page_bytes_ = 0;
  std::uint64_t page_count_ = 1;
};

void expect_a_good_game(Monkey& monkey, unsigned call_count) {
  monkey.play(call_count);
  monkey.compare_everything();
  EXPECT_GT(monkey.successes, call_count / 10);
  EXPECT_GT(monkey.refusals, call_count / 10);
  EXPECT_GT(monkey.tables_taken_out(), 10U);
}

class RandomCalls : public ::testing::TestWithParam<FormatUnderTest> {};

TEST_P(RandomCalls, AnswerAsTheOracleDoes) {
  for (bool coherent : {true, false}) {
    for (unsigned input_bits : {36U, 40U, 48U}) {
      SCOPED_TRACE(input_bits);
      const std::uint64_t top = (std::uint64_t{1} << input_bits) - 4 * GiB;
      Monkey monkey(*GetParam().format, {.input_bits = input_bits, .coherent_walker = coherent},
                    GetParam().page_sizes, {0, 6 * GiB, top + 2 * GiB}, GetParam().stage2);
      expect_a_good_game(monkey, 12000);
    }
  }
}

class RandomCallsAbove : public ::testing::TestWithParam<FormatUnderTest> {};

TEST_P(RandomCallsAbove, AnswerAsTheOracleDoes) {
  const std::uint64_t base = 0 - (std::uint64_t{1} << 44);
  Monkey monkey(*GetParam().format,
                {.input_bits = 44, .coherent_walker = false, .region = Region::upper},
                GetParam().page_sizes, {base, base + 6 * GiB, 0 - 4 * GiB}, false);
  expect_a_good_game(monkey, 12000);
}

INSTANTIATE_TEST_SUITE_P(AArch64, RandomCalls, ::testing::ValuesIn(aarch64_formats()),
                         [](const auto& info) { return info.param.name; });
INSTANTIATE_TEST_SUITE_P(AArch64, RandomCallsAbove, ::testing::ValuesIn(stage1_formats()),
                         [](const auto& info) { return info.param.name; });

TEST(AlienFormat, NoWalkerMistakesALevel) {
  for (const Format* format : {&alien, &alien_without_mark}) {
    for (bool coherent : {true, false}) {
      Monkey monkey(*format, {.coherent_walker = coherent},
                    {4 * KiB, 64 * KiB, 512 * KiB, 8 * MiB, 64 * MiB}, {0, GiB, 63 * GiB},
                    std::nullopt);
      expect_a_good_game(monkey, 20000);
    }
  }
}

}  // namespace
}  // namespace faultline::pgtable::testing
