// SPDX-License-Identifier: Apache-2.0
//
// A table with everything around it, for tests; and the formats with what the tests need to know of
// each.
#pragma once
#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

#include "pgtable/formats.hpp"
#include "pgtable/table.hpp"
#include "pgtable/testing/pool.hpp"
#include "pgtable/testing/recording_sink.hpp"
#include "pgtable/testing/reference_walk.hpp"

namespace faultline::pgtable::testing {

inline constexpr std::uint64_t KiB = 1024;
inline constexpr std::uint64_t MiB = 1024 * KiB;
inline constexpr std::uint64_t GiB = 1024 * MiB;

struct FormatUnderTest {
  const Format* format;
  bool stage2;
  std::vector<std::uint64_t> page_sizes;  // ascending
  std::string name;                       // letters and digits, for the test's name
};

inline void PrintTo(const FormatUnderTest& format, std::ostream* out) {
  *out << format.name;
}

inline std::vector<FormatUnderTest> aarch64_formats() {
  const std::vector<std::uint64_t> k4 = {4 * KiB, 2 * MiB, 1 * GiB};
  const std::vector<std::uint64_t> k16 = {16 * KiB, 32 * MiB};
  const std::vector<std::uint64_t> k64 = {64 * KiB, 512 * MiB};
  return {{&aarch64_4k_stage1, false, k4, "K4Stage1"},
          {&aarch64_4k_stage2, true, k4, "K4Stage2"},
          {&aarch64_16k_stage1, false, k16, "K16Stage1"},
          {&aarch64_16k_stage2, true, k16, "K16Stage2"},
          {&aarch64_64k_stage1, false, k64, "K64Stage1"},
          {&aarch64_64k_stage2, true, k64, "K64Stage2"}};
}

inline std::vector<FormatUnderTest> stage1_formats() {
  std::vector<FormatUnderTest> formats = aarch64_formats();
  std::erase_if(formats, [](const FormatUnderTest& format) { return format.stage2; });
  return formats;
}

// Opens in the constructor; closes in the destructor, where all memory must have come back.
class OpenTable {
 public:
  OpenTable(const Format& format, const Parameters& wanted) : table(pool, sink) {
    if (!wanted.coherent_walker) pool.keep_walker_view();
    EXPECT_TRUE(table.open(format, wanted).has_value());
  }
  ~OpenTable() {
    sink.succeeds = true;
    EXPECT_TRUE(table.close().has_value());
    EXPECT_EQ(pool.live_count(), 0U) << "leaked";
  }
  OpenTable(const OpenTable&) = delete;
  OpenTable& operator=(const OpenTable&) = delete;

  Result<void, Error> map(std::uint64_t iova, std::uint64_t address, std::uint64_t page_bytes,
                          std::uint64_t page_count = 1, Protection protection = read_write) {
    return table.map(Iova(iova), PhysAddr(address), page_bytes, page_count, protection);
  }
  Result<void, Error> unmap(std::uint64_t iova, std::uint64_t page_bytes,
                            std::uint64_t page_count = 1) {
    return table.unmap(Iova(iova), page_bytes, page_count, sink);
  }
  std::optional<Mapping> lookup(std::uint64_t iova) const { return table.lookup(Iova(iova)); }
  std::optional<Walked> hardware(std::uint64_t iova, bool stage2) const {
    return reference_walk(pool, table.configuration(), stage2, iova);
  }

  Pool pool;
  RecordingSink sink;
  Table table;
};

// `result` is a success, or this error.
inline ::testing::AssertionResult is(const Result<void, Error>& result, Error error) {
  if (result) return ::testing::AssertionFailure() << "no error";
  if (result.error() == error) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << "error " << static_cast<int>(result.error());
}
inline ::testing::AssertionResult is_ok(const Result<void, Error>& result) {
  if (result) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << "error " << static_cast<int>(result.error());
}

}  // namespace faultline::pgtable::testing
