// SPDX-License-Identifier: Apache-2.0
//
// What every format must do for every pair of address sizes, with each of its page sizes: the code
// under test and a walk as hardware does it must agree at each step, over a walker that does not
// snoop.
#include "pgtable/testing/fixture.hpp"

namespace faultline::pgtable::testing {
namespace {

constexpr unsigned address_sizes[] = {32, 36, 40, 42, 44, 48};

struct Case {
  FormatUnderTest format;
  Region region;
};

std::string name_of(const Case& which) {
  return which.format.name + (which.region == Region::upper ? "Upper" : "");
}
void PrintTo(const Case& which, std::ostream* out) {
  *out << name_of(which);
}

std::vector<Case> all_cases() {
  std::vector<Case> cases;
  for (const FormatUnderTest& format : aarch64_formats()) {
    cases.push_back({format, Region::lower});
    if (!format.stage2) cases.push_back({format, Region::upper});
  }
  return cases;
}

// One table of some address sizes, and what is expected of it.
class Subject {
 public:
  Subject(const Case& which, unsigned input_bits, unsigned output_bits)
      : format_(which.format),
        open_(*which.format.format, {.input_bits = input_bits,
                                     .output_bits = output_bits,
                                     .coherent_walker = false,
                                     .region = which.region}),
        input_bytes_(std::uint64_t{1} << input_bits),
        output_bytes_(std::uint64_t{1} << output_bits),
        base_(which.region == Region::upper ? 0 - input_bytes_ : 0) {}

  void offers_its_page_sizes();
  void looks_up_nothing_when_empty();
  void maps_each_page_size_once();
  void unmaps_fully_and_maps_again();
  void treats_the_last_pages_like_any();
  void treats_the_last_output_pages_like_any();
  void refuses_what_lies_outside();
  void maps_across_tables();

 private:
  void expect_mapped(std::uint64_t iova, std::uint64_t address, std::uint64_t page_bytes) {
    EXPECT_EQ(open_.lookup(iova), (Mapping{PhysAddr(address), page_bytes}));
    const auto walked = open_.hardware(iova, format_.stage2);
    ASSERT_TRUE(walked.has_value());
    EXPECT_EQ(walked->address, address);
    EXPECT_EQ(walked->size_bytes, page_bytes);
  }
  void expect_nothing(std::uint64_t iova) {
    EXPECT_FALSE(open_.lookup(iova).has_value());
    EXPECT_FALSE(open_.hardware(iova, format_.stage2).has_value());
  }
  const std::vector<std::uint64_t>& page_sizes() const { return format_.page_sizes; }

  const FormatUnderTest& format_;
  OpenTable open_;
  std::uint64_t input_bytes_;
  std::uint64_t output_bytes_;
  std::uint64_t base_;
};

void Subject::offers_its_page_sizes() {
  std::uint64_t all = 0;
  for (std::uint64_t size : page_sizes()) all |= size;
  EXPECT_EQ(open_.table.page_sizes(), all);
}

void Subject::looks_up_nothing_when_empty() {
  for (std::uint64_t offset :
       {std::uint64_t{0}, 42 * MiB + 42, 1 * GiB + 42, 2 * GiB + 42, input_bytes_ - 1}) {
    expect_nothing(base_ + offset);
  }
}

void Subject::maps_each_page_size_once() {
  std::uint64_t offset = 0;
  for (std::uint64_t size : page_sizes()) {
    const std::uint64_t iova = base_ + offset;
    ASSERT_TRUE(is_ok(open_.map(iova, offset, size)));
    EXPECT_TRUE(is(open_.map(iova, offset + size, size), Error::overlap));
    expect_mapped(iova + 42, offset + 42, size);
    expect_mapped(iova + size - 1, offset + size - 1, size);
    expect_nothing(iova + size);
    offset += GiB;
  }
}

void Subject::unmaps_fully_and_maps_again() {
  std::uint64_t offset = 0;
  for (std::uint64_t size : page_sizes()) {
    ASSERT_TRUE(is_ok(open_.map(base_ + offset, offset, size)));
    open_.sink.ranges.clear();
    ASSERT_TRUE(is_ok(open_.unmap(base_ + offset, size)));
    EXPECT_EQ(open_.sink.ranges, (std::vector<Flush>{{base_ + offset, size, size}}));
    expect_nothing(base_ + offset + 42);
    EXPECT_TRUE(is(open_.unmap(base_ + offset, size), Error::not_mapped));
    ASSERT_TRUE(is_ok(open_.map(base_ + offset, 0, size)));
    expect_mapped(base_ + offset + 42, 42, size);
    offset += GiB;
  }
}

void Subject::treats_the_last_pages_like_any() {
  for (std::uint64_t size : page_sizes()) {
    const std::uint64_t iova = base_ + input_bytes_ - size;
    EXPECT_TRUE(is(open_.map(iova, 0, size, 2), Error::out_of_range));
    ASSERT_TRUE(is_ok(open_.map(iova, 0, size)));
    expect_mapped(iova + size - 1, size - 1, size);
    ASSERT_TRUE(is_ok(open_.unmap(iova, size)));
    expect_nothing(iova + size - 1);
  }
}

void Subject::treats_the_last_output_pages_like_any() {
  const std::uint64_t size = page_sizes()[0];
  EXPECT_TRUE(is(open_.map(base_, output_bytes_ - size, size, 2), Error::out_of_range));
  EXPECT_TRUE(is(open_.map(base_, output_bytes_, size), Error::out_of_range));
  ASSERT_TRUE(is_ok(open_.map(base_, output_bytes_ - size, size)));
  expect_mapped(base_ + 42, output_bytes_ - size + 42, size);
}

void Subject::refuses_what_lies_outside() {
  const std::uint64_t size = page_sizes()[0];
  EXPECT_TRUE(is(open_.map(base_ + input_bytes_, 0, size), Error::out_of_range));
  EXPECT_TRUE(is(open_.map(base_ - size, 0, size), Error::out_of_range));
  EXPECT_TRUE(is(open_.unmap(base_ + input_bytes_, size), Error::out_of_range));
  EXPECT_TRUE(is(open_.map(base_, 0, size, ~std::uint64_t{0}), Error::out_of_range));
  EXPECT_TRUE(is(open_.map(base_, 0, size, input_bytes_ / size + 1), Error::out_of_range));
}

void Subject::maps_across_tables() {
  for (std::uint64_t size : page_sizes()) {
    if (size >= GiB / 2) continue;
    const std::uint64_t above = page_sizes()[1];
    const std::uint64_t start = size == above ? 0 : above - 3 * size;
    ASSERT_TRUE(is_ok(open_.map(base_ + start, 8 * size, size, 7)));
    for (std::uint64_t i = 0; i < 7; ++i) {
      expect_mapped(base_ + start + i * size + 1, (8 + i) * size + 1, size);
    }
    expect_nothing(base_ + start + 7 * size);
    ASSERT_TRUE(is_ok(open_.unmap(base_ + start, size, 7)));
    for (std::uint64_t i = 0; i < 7; ++i) expect_nothing(base_ + start + i * size);
  }
}

class Conformance : public ::testing::TestWithParam<Case> {
 protected:
  // Runs one check for every pair of address sizes.
  void for_all_sizes(void (Subject::*check)()) {
    for (unsigned input : address_sizes) {
      for (unsigned output : address_sizes) {
        if (input > output) continue;
        SCOPED_TRACE("IAS " + std::to_string(input) + " OAS " + std::to_string(output));
        Subject subject(GetParam(), input, output);
        (subject.*check)();
      }
    }
  }
};

TEST_P(Conformance, OffersItsPageSizes) {
  for_all_sizes(&Subject::offers_its_page_sizes);
}
TEST_P(Conformance, AnEmptyTableLooksUpNothing) {
  for_all_sizes(&Subject::looks_up_nothing_when_empty);
}
TEST_P(Conformance, EachPageSizeMapsOnceAndLooksUp) {
  for_all_sizes(&Subject::maps_each_page_size_once);
}
TEST_P(Conformance, UnmapsFullyAndMapsAgain) {
  for_all_sizes(&Subject::unmaps_fully_and_maps_again);
}
TEST_P(Conformance, TheLastPagesOfTheRangeAreOrdinary) {
  for_all_sizes(&Subject::treats_the_last_pages_like_any);
}
TEST_P(Conformance, TheLastOutputPagesAreOrdinary) {
  for_all_sizes(&Subject::treats_the_last_output_pages_like_any);
}
TEST_P(Conformance, RefusesWhatLiesOutside) {
  for_all_sizes(&Subject::refuses_what_lies_outside);
}
TEST_P(Conformance, SeveralPagesInOneCallCrossTables) {
  for_all_sizes(&Subject::maps_across_tables);
}

INSTANTIATE_TEST_SUITE_P(AArch64, Conformance, ::testing::ValuesIn(all_cases()),
                         [](const auto& info) { return name_of(info.param); });

}  // namespace
}  // namespace faultline::pgtable::testing
