// SPDX-License-Identifier: Apache-2.0
//
// What a jury says beside its verdicts: how often, since when, and what happened before, in words.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "oracle/test_court.hpp"

namespace faultline::oracle {
namespace {

using spec::cb::FSR;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::SizeIs;
using trace::Event;
using trace::Kind;
using Events = std::vector<Event>;

TEST(Jury, GivesAVerdictOnEachPropertyInOrder) {
  std::vector<std::string> names;
  for (const Verdict& verdict : judge({}).verdicts) {
    EXPECT_TRUE(verdict.held && !verdict.title.empty());
    names.push_back(verdict.property);
  }
  EXPECT_THAT(names, ElementsAre("P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9", "P10", "P11",
                                 "P12"));
}

TEST(Jury, CountsWhatIsSeenAgain) {
  const auto judgement = judge(Events(3, event(Kind::line_disabled, line)));
  ASSERT_THAT(judgement.violations, SizeIs(1));
  EXPECT_EQ(judgement.violations[0].count, 3u);
  EXPECT_EQ(judgement.violations[0].time_ns, 0u);  // the first time
}

TEST(Jury, LeavesOutWhatLocksSee) {
  const auto judgement =
      judge({event(Kind::note, 1, 0, 0, "a"), event(Kind::lock_acquired, 1, 0, 0, "bank"),
             event(Kind::lock_released, 1, 0, 0, "bank"), event(Kind::line_disabled, line)});
  ASSERT_THAT(judgement.violations, SizeIs(1));
  EXPECT_THAT(judgement.violations[0].before, ElementsAre(HasSubstr(": a")));
}

TEST(Jury, SaysWhatSwitchedOffWhatAnAccessNeeded) {
  const auto judgement = judge({event(Kind::power_changed, supply, 0, 0, "gdsc"),
                                event(Kind::power_changed, supply + 1, 0, 0, "other"),
                                event(Kind::register_refused, smmu, place<FSR>(), 0, "handle")});
  ASSERT_THAT(judgement.violations, SizeIs(1));
  EXPECT_THAT(judgement.violations[0].cause, HasSubstr("gdsc off"));
  EXPECT_THAT(judgement.violations[0].before, SizeIs(2));
}

TEST(Jury, ShowsTheTenEventsBefore) {
  Events events(12, event(Kind::note, 1));
  events[1].text = "too long ago";
  events[2].text = "first";
  events[11].text = "last";
  events.push_back(event(Kind::line_disabled, line));
  const auto judgement = judge(events);
  ASSERT_THAT(judgement.violations, SizeIs(1));
  const std::vector<std::string>& before = judgement.violations[0].before;
  ASSERT_THAT(before, SizeIs(10));
  EXPECT_THAT(before.front(), HasSubstr(": first"));
  EXPECT_THAT(before.back(), HasSubstr(": last"));
}

// The words for an event: those that a violation shows of it.
std::string words_for(const Event& told) {
  const auto judgement = judge({told, event(Kind::line_disabled, line)});
  return judgement.violations.back().before.back();
}

TEST(Words, NameRegistersBanksAndOutcomes) {
  EXPECT_THAT(words_for(event(Kind::register_read, smmu, place<FSR>(), 0x402, "handle")),
              EndsWith(": CB5.FSR read by handle: 0x402"));
  EXPECT_THAT(words_for(event(Kind::register_refused, smmu, place<FSR>() | 0x80, 1, "handle")),
              EndsWith(": WRITE REFUSED: CB5.FSR without clock, by handle"));
  EXPECT_THAT(words_for(event(Kind::interrupt_left, 40, 3)),
              EndsWith(": interrupt 40 left: handled and thread woken"));
  EXPECT_THAT(words_for(event(Kind::transaction, 0x10, 0x5000, 0x8000 << 3 | 1)),
              EndsWith(": transaction of stream 0x10 at 0x5000: faulted"));
  EXPECT_THAT(words_for(event(Kind::attached, 3, 0xfe)), EndsWith(": stream 0x3 leads to nowhere"));
  EXPECT_THAT(words_for(event(Kind::fault_declined, 0xff)),
              EndsWith(": handler finds nothing in global"));
  EXPECT_THAT(words_for(event(Kind::power_status, smmu, 9, 0, "smmu")),
              EndsWith(": runtime PM of smmu: ?"));
}

}  // namespace
}  // namespace faultline::oracle
