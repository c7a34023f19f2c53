// SPDX-License-Identifier: Apache-2.0
//
// Same seed, same run, bit for bit: each event, each line of the log, each total, of the main job.
// And what the run says of faults adds up, counted a second time by other means.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <map>

#include "scenario/test_run.hpp"
#include "spec/syndrome.hpp"

namespace faultline::scenario {
namespace {

// A digest of every event. Addresses of the machine's own memory, by which locks and fields are
// known, are numbered in the order in which they come.
class Digest final : public trace::Sink {
 public:
  void record(const trace::Event& event) override {
    using trace::Kind;
    const bool by_address = event.kind == Kind::lock_acquired ||
                            event.kind == Kind::lock_released || event.kind == Kind::shared_read ||
                            event.kind == Kind::shared_write;
    std::uint64_t subject = event.subject;
    if (by_address) subject = numbers_.emplace(subject, numbers_.size()).first->second;
    for (const std::uint64_t part :
         {std::uint64_t{static_cast<unsigned>(event.kind)}, std::uint64_t{event.cpu},
          std::uint64_t{event.context}, std::uint64_t{event.device}, event.time_ns, subject,
          event.value, event.extra}) {
      add(part);
    }
    for (const char* letter = event.text; letter && *letter; ++letter) {
      add(static_cast<unsigned char>(*letter));
    }
    ++count;
  }
  std::uint64_t value = 14695981039346656037u;
  std::uint64_t count = 0;

 private:
  void add(std::uint64_t part) { value = (value ^ part) * 1099511628211u; }  // FNV-1a, by words

  std::map<std::uint64_t, std::uint64_t> numbers_;
};

// Counts from the model's and the clients' events alone, without matching them.
class SecondCount final : public trace::Sink {
 public:
  void record(const trace::Event& event) override {
    using trace::Kind;
    const bool faults = (event.extra & (spec::context_fault_bits | spec::global_fault_bits)) != 0;
    const bool global = event.subject == 0xff;
    if (event.kind == Kind::fault_raised) ++recorded;
    if (event.kind == Kind::fault_overflowed || event.kind == Kind::fault_merged) ++overflowed;
    if (event.kind == Kind::client_told && faults) ++told;
    if (event.kind == Kind::fault_reported && global && faults) ++told;
  }
  std::uint64_t recorded = 0, overflowed = 0, told = 0;
};

struct Whole {
  RunResult result;
  Digest digest;
  SecondCount count;
  std::vector<std::string> log;
};

Whole main_job(std::uint64_t seed) {
  static const fdt::Description board = shipped_board("snapdragon");
  const auto plan = load(FAULTLINE_SOURCE_DIR "/scenarios/correct/main.toml");
  if (!plan) throw std::runtime_error(plan.error().text());
  Whole whole;
  const auto result =
      run(board, *plan,
          {.seed = seed,
           .print = [&](const LogLine& line) { whole.log.push_back(line.stamped()); },
           .observers = {&whole.digest, &whole.count}});
  if (!result) throw std::runtime_error(result.error());
  whole.result = *result;
  return whole;
}

void expect_equal(const Totals& left, const Totals& right) {
  static_assert(sizeof(Totals) % sizeof(std::uint64_t) == 0);  // nothing but numbers
  EXPECT_EQ(std::memcmp(&left, &right, sizeof left), 0);
}

TEST(MainJob, IsTheSameWithTheSameSeedAndAddsUp) {
  const Whole first = main_job(1);
  const Whole second = main_job(1);
  EXPECT_GT(first.digest.count, 400'000u);
  EXPECT_EQ(first.digest.count, second.digest.count);
  EXPECT_EQ(first.digest.value, second.digest.value);
  EXPECT_EQ(first.log, second.log);
  EXPECT_EQ(first.result.time_ns, second.result.time_ns);
  EXPECT_EQ(first.result.steps, second.result.steps);
  expect_equal(first.result.totals, second.result.totals);
  EXPECT_TRUE(first.result.clean());

  const FaultTotals& faults = first.result.totals.faults;
  EXPECT_EQ(faults.raised, faults.reported + faults.overflowed + faults.lost);
  EXPECT_EQ(faults.raised + faults.late, first.count.recorded + first.count.overflowed);
  EXPECT_EQ(faults.reported, first.count.told);
  EXPECT_EQ(faults.lost, 0u);
  EXPECT_EQ(faults.invented, 0u);
  EXPECT_GE(faults.raised, 1000u);
  EXPECT_GE(faults.reported, 500u);  // most of them one by one
}

TEST(MainJob, IsAnotherWithAnotherSeed) {
  const Whole first = main_job(1);
  const Whole other = main_job(2);
  EXPECT_NE(first.digest.value, other.digest.value);
  EXPECT_TRUE(other.result.clean());
}

}  // namespace
}  // namespace faultline::scenario
