// SPDX-License-Identifier: Apache-2.0
//
// A jury over events that a test writes down, without a machine that runs: what a driver would have
// done, and whom the jury convicts for it.
#pragma once
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "oracle/jury.hpp"
#include "sim/kernel.hpp"
#include "spec/cb/control.hpp"
#include "spec/cb/fault.hpp"
#include "spec/gr0/fault.hpp"

namespace faultline::oracle {

inline constexpr std::uint32_t smmu = 1;  // the device of all events
inline constexpr std::uint64_t bank = 5;
inline constexpr std::uint64_t line = 40;
inline constexpr std::uint64_t supply = 3;  // the SMMU's
inline constexpr spec::PageLayout layout{12, 8};

[[nodiscard]] inline trace::Event event(trace::Kind kind, std::uint64_t subject = 0,
                                        std::uint64_t value = 0, std::uint64_t extra = 0,
                                        const char* text = nullptr) {
  return {.kind = kind,
          .context = 1,
          .device = smmu,
          .subject = subject,
          .value = value,
          .extra = extra,
          .text = text};
}

// The same, by another context.
[[nodiscard]] inline trace::Event by(std::uint16_t context, trace::Event event) {
  event.context = context;
  return event;
}

// Where register R of the bank lies, as an event has it.
template <typename R>
[[nodiscard]] constexpr std::uint64_t place() {
  return std::uint64_t{layout.offset_of<R>(BankIndex(bank))} << 8 | 4;
}

// A write to register R of the bank has reached it.
template <typename R>
[[nodiscard]] trace::Event landed() {
  return event(trace::Kind::register_landed, smmu, place<R>(), 0, "handle");
}

struct Judgement {
  std::vector<std::string> convicted;  // of which properties
  std::vector<Violation> violations;
  std::vector<Verdict> verdicts;
};

// The events come a microsecond apart, the first at zero.
[[nodiscard]] inline Judgement judge(const std::vector<trace::Event>& events, const End& end = {},
                                     bool time_counts = true) {
  sim::TimedScheduler scheduler(1);
  sim::Kernel kernel(1, scheduler, sim::Costs{});
  Jury jury(kernel, time_counts);
  jury.add_device(smmu, "3da0000.iommu", layout, {supply});
  std::uint64_t time_ns = 0;
  for (trace::Event each : events) {
    each.time_ns = time_ns;
    time_ns += 1000;
    jury.record(each);
  }
  jury.finish(end);
  Judgement judgement{
      .convicted = {}, .violations = jury.violations(), .verdicts = jury.verdicts()};
  for (const Verdict& verdict : judgement.verdicts) {
    if (!verdict.held) judgement.convicted.push_back(verdict.property);
  }
  return judgement;
}

// Convicted of `property` alone, once, with these words.
inline void expect_guilty(const Judgement& judgement, const char* property, const char* words) {
  EXPECT_THAT(judgement.convicted, testing::ElementsAre(property));
  ASSERT_THAT(judgement.violations, testing::SizeIs(1));
  EXPECT_EQ(judgement.violations[0].message, words);
}

inline void expect_innocent(const Judgement& judgement) {
  EXPECT_THAT(judgement.convicted, testing::IsEmpty());
  EXPECT_THAT(judgement.violations, testing::IsEmpty());
}

using Events = std::vector<trace::Event>;

inline Events repeated(unsigned times, const trace::Event& event) {
  return Events(times, event);
}

inline Events operator+(Events left, const Events& right) {
  left.insert(left.end(), right.begin(), right.end());
  return left;
}

}  // namespace faultline::oracle
