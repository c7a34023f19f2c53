// SPDX-License-Identifier: Apache-2.0
//
// Each property convicts a driver that is wrong in just that respect, of nothing else, and acquits
// the driver that does the same right.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "oracle/test_court.hpp"

namespace faultline::oracle {
namespace {

using spec::cb::FSR;
using spec::cb::RESUME;
using trace::Event;
using trace::Kind;

constexpr std::uint64_t address = 0x1000;
constexpr std::uint64_t held_back = 1;  // nobody was asked
constexpr std::uint64_t threaded = 1;

TEST(AccessWhileOff, ConvictsWhoReadsWithoutPower) {
  const auto judgement = judge({event(Kind::power_changed, 0, 0),
                                event(Kind::register_refused, smmu, place<FSR>(), 0, "handle")});
  expect_guilty(judgement, "P1", "handle read CB5.FSR of 3da0000.iommu while its power was off");
  EXPECT_EQ(judgement.violations[0].function, "handle");
  EXPECT_EQ(judgement.violations[0].register_name, "CB5.FSR");
  EXPECT_EQ(judgement.violations[0].time_ns, 1000u);
}

TEST(AccessWhileOff, ConvictsWhoWritesWithoutClocks) {
  expect_guilty(judge({event(Kind::register_refused, smmu, place<FSR>() | 0x80, 1, "handle")}),
                "P1", "handle wrote CB5.FSR of 3da0000.iommu while its clocks were gated");
}

TEST(AccessWhileOff, AcquitsWhoReadsBeforePowerGoes) {
  expect_innocent(judge({event(Kind::register_read, smmu, place<FSR>(), 0, "handle"),
                         event(Kind::power_changed, 0, 0)}));
}

// The handlers of a line are asked and say "not mine", or one of them clears the fault and the line
// goes down.
TEST(Storm, ConvictsWhoDeclinesALineThatIsHigh) {
  const Events asked{landed<FSR>(), event(Kind::line_raised, line),
                     event(Kind::interrupt_entered, line), event(Kind::handler_entered, line)};
  const Event declined = event(Kind::interrupt_left, line, 0);
  expect_guilty(judge(asked + Events{declined}), "P2",
                "line 40 was declined while its device drove it");
  expect_innocent(judge(asked + Events{landed<FSR>(), event(Kind::line_lowered, line), declined}));
  expect_innocent(judge(asked + Events{event(Kind::fault_raised, bank, address), declined,
                                       event(Kind::client_told, bank, address)}));
  expect_innocent(judge(asked + Events{event(Kind::interrupt_left, line, 0, held_back)}));
}

TEST(Storm, ConvictsAThreadThatDeclinesWhereItServesAlone) {
  const Events raised{landed<FSR>(), event(Kind::line_raised, line)};
  const Event entered = event(Kind::handler_entered, line, threaded, 0, "alone");
  const Event declined = event(Kind::handler_left, line, 0, threaded);
  expect_guilty(judge(raised + Events{entered, declined}), "P2",
                "line 40 was declined while its device drove it");
  const Event other = event(Kind::handler_entered, line, threaded, 0, "another");
  expect_innocent(judge(raised + Events{other, entered, declined}));
}

TEST(Storm, AcquitsOneOfManyThatDeclines) {
  constexpr std::uint64_t handled = 1;
  expect_innocent(
      judge({landed<FSR>(), event(Kind::line_raised, line), event(Kind::interrupt_entered, line),
             event(Kind::handler_entered, line), event(Kind::fault_declined, bank),
             event(Kind::interrupt_left, line, handled)}));
}

// Whoever sleeps has had its interrupts disabled.
TEST(Storm, ConvictsAlsoWhoDeclinesWhatPowerBroughtUp) {
  expect_guilty(judge({event(Kind::power_changed, 0, 2), event(Kind::line_raised, line),
                       event(Kind::interrupt_entered, line), event(Kind::handler_entered, line),
                       event(Kind::interrupt_left, line, 0)}),
                "P2", "line 40 was declined while its device drove it");
}

TEST(Storm, ConvictsALineThatIsTaken64TimesForNothing) {
  const Event taken = event(Kind::interrupt_left, line);
  expect_guilty(judge(repeated(64, taken)), "P2", "line 40 was taken 64 times without progress");
  expect_innocent(judge(repeated(63, taken) + Events{landed<FSR>()} + repeated(63, taken)));
}

TEST(Storm, AcquitsALineThatWasHeldBack) {
  expect_innocent(judge(repeated(200, event(Kind::interrupt_left, line, 0, held_back))));
}

TEST(Storm, ConvictsALineThatTheDetectorGaveUp) {
  expect_guilty(judge({event(Kind::line_disabled, line)}), "P2",
                "the spurious detector disabled line 40");
}

const Events stalled{event(Kind::fault_raised, bank, address),
                     event(Kind::stall_entered, bank, address, 1),
                     event(Kind::client_told, bank, address)};
const Event stall_left = event(Kind::stall_left, bank, address, 1 << 1);

TEST(StuckStall, ConvictsWhoResumesBeforeClearing) {
  expect_guilty(judge(stalled + Events{landed<RESUME>(), stall_left, landed<FSR>()}), "P4",
                "RESUME of CB5.RESUME before its fault was cleared");
  expect_innocent(judge(stalled + Events{landed<FSR>(), landed<RESUME>(), stall_left}));
}

TEST(StuckStall, ConvictsWhoCutsPowerUnderAStall) {
  const Event off = event(Kind::power_changed, supply, 0);
  expect_guilty(judge(stalled + Events{off}), "P4",
                "power went while a transaction stalled in bank 5 of 3da0000.iommu");
  expect_innocent(judge(stalled + Events{landed<FSR>(), landed<RESUME>(), stall_left, off}));
}

TEST(StuckStall, DoesNotCareAboutTheSuppliesOfOthers) {
  const Event off = event(Kind::power_changed, supply + 1, 0);
  expect_innocent(judge(stalled + Events{off, landed<FSR>(), landed<RESUME>(), stall_left}));
  expect_guilty(judge(stalled + Events{off, landed<RESUME>(), stall_left}), "P4",
                "RESUME of CB5.RESUME before its fault was cleared");
}

TEST(StuckStall, ConvictsWhoResumesTwiceOrNever) {
  expect_guilty(judge(stalled + Events{landed<FSR>(), landed<RESUME>(), stall_left, stall_left}),
                "P4", "a stall ended that had not begun");
  End end;
  end.stalls_left = 1;
  expect_guilty(judge({}, end), "P4", "1 transactions still stall");
}

TEST(Balance, ConvictsWhoPutsMoreThanHeGot) {
  expect_guilty(judge({event(Kind::power_underflow, smmu, 0, 0, "gpu")}), "P5",
                "usage count underflow of gpu");
}

TEST(Balance, ConvictsWhoKeepsAReference) {
  End end;
  end.usages = {{"gpu", 0}, {"gmu", 1}};
  expect_guilty(judge({}, end), "P5", "the usage count of gmu ends at 1");
  end.usages[1].count = 0;
  expect_innocent(judge({}, end));
}

TEST(ContextRule, ConvictsWhoSleepsWhereNothingMay) {
  expect_guilty(judge({event(Kind::sleep_forbidden, 0, 0, 0, "mutex")}), "P6",
                "may sleep where nothing may: mutex");
}

// The same call, with what is held still held or given back before.
void expect_not_held(Kind take, Kind give, const char* words) {
  const Event raised = event(Kind::fault_raised, bank, address);
  const Event told = event(Kind::client_told, bank, address);
  expect_guilty(judge({raised, event(take, 7), told, event(give, 7)}), "P6", words);
  expect_innocent(judge({raised, event(take, 7), event(give, 7), told}));
  expect_innocent(judge({raised, by(2, event(take, 7)), told, by(2, event(give, 7))}));
}

TEST(ContextRule, ConvictsWhoCallsAClientWithALock) {
  expect_not_held(Kind::lock_acquired, Kind::lock_released, "a client was called with a lock held");
}

TEST(ContextRule, ConvictsWhoCallsAClientWithAToken) {
  expect_not_held(Kind::token_taken, Kind::token_left, "a client was called with a token held");
}

TEST(Deadlock, ConvictsWhoWaitsForEver) {
  End end;
  end.stuck = {{"irq/40", "gpu's suspend"}};
  expect_guilty(judge({}, end), "P7", "irq/40 waits for ever for gpu's suspend");
  end.stuck.clear();
  expect_innocent(judge({}, end));
}

TEST(Sleep, ConvictsAnSmmuThatStaysAwake) {
  End end;
  end.has_runtime_pm = true;
  expect_guilty(judge({}, end), "P8", "traffic has stopped and the SMMU stays awake");
  end.suspended = true;
  expect_innocent(judge({}, end));
  expect_innocent(judge({}, End{}));  // built without runtime PM, it may
}

Event transaction(std::uint64_t outcome) {
  return event(Kind::transaction, 3, address, 0x8000'0000 << 3 | outcome);
}
constexpr std::uint64_t passed = 0;
constexpr std::uint64_t faulted = 1;
constexpr std::uint64_t bypassed = 3;
const Event attached = event(Kind::attached, 3, bank);
const Events unmapped{attached, event(Kind::mapped, bank, 0, 0x4000),
                      event(Kind::unmap_begun, bank, address, 0x1000),
                      event(Kind::unmap_ended, bank, address, 0x1000)};

TEST(Isolation, ConvictsWhoForgetsToInvalidate) {
  expect_guilty(judge(unmapped + Events{transaction(passed)}), "P9",
                "stream 3 passed through a translation that was unmapped");
  expect_innocent(judge(unmapped + Events{transaction(faulted)}));
  expect_innocent(
      judge(unmapped + Events{event(Kind::mapped, bank, address, 4096), transaction(passed)}));
}

TEST(Isolation, LetsPassUntilTheUnmapHasEnded) {
  const Events under_way(unmapped.begin(), unmapped.end() - 1);
  expect_innocent(judge(under_way + Events{transaction(passed)}));
}

TEST(Isolation, ConvictsWhoLetsAnAttachedStreamBypass) {
  expect_guilty(judge({attached, transaction(bypassed)}), "P9", "stream 3 passed untranslated");
  expect_innocent(judge({event(Kind::attached, 3, 0xff), transaction(bypassed)}));
}

TEST(Isolation, ExcusesWhatPassesUntilTheDriverCanHaveTakenControl) {
  const Event on = event(Kind::power_changed, supply, 2);
  const Event of_others = event(Kind::power_changed, supply + 1, 2);
  const Event control = event(Kind::register_landed, smmu, 0x004, 0x60'0000, "resume");
  const Event still_bypassing = event(Kind::register_landed, smmu, 0x004, 0x60'0001, "resume");
  const Event other = landed<FSR>();
  expect_innocent(judge({attached, on, transaction(bypassed)}));
  expect_innocent(judge({attached, on, still_bypassing, other, other, transaction(bypassed)}));
  expect_guilty(judge({attached, on, control, transaction(bypassed)}), "P9",
                "stream 3 passed untranslated");
  expect_guilty(judge({attached, on, other, other, other, other, transaction(bypassed)}), "P9",
                "stream 3 passed untranslated");
  expect_guilty(judge({attached, of_others, transaction(bypassed)}), "P9",
                "stream 3 passed untranslated");
}

// Clocks that come back over retained state find what was left in the TLB.
TEST(Isolation, ConvictsAStaleTranslationBeforeTheFirstWriteToo) {
  const Event ended = event(Kind::unmap_ended, bank, address, 0x1000);
  const Event powered = event(Kind::power_changed, supply, 2);
  const Event elsewhere = event(Kind::unmap_ended, bank, address + 0x1000, 0x1000);
  expect_guilty(judge({attached, ended, powered, transaction(passed)}), "P9",
                "stream 3 passed through a translation that was unmapped");
  expect_innocent(judge({attached, elsewhere, powered, transaction(passed)}));
}

TEST(Isolation, ConvictsWhoLeavesADetachedStreamConnected) {
  const Event detached = event(Kind::detached, 3);
  expect_guilty(judge({attached, detached, transaction(passed)}), "P9",
                "stream 3 passed after it was detached");
  expect_innocent(judge({attached, transaction(passed), detached}));
}

TEST(Wiring, ConvictsALineThatNobodyHears) {
  const Event raised = event(Kind::line_raised, line);
  expect_guilty(judge({raised}), "P10", "line 40 is high and nobody was asked since 0 ns");
  expect_innocent(judge({raised, event(Kind::handler_entered, line)}));
  expect_innocent(judge({raised, event(Kind::line_lowered, line)}));
}

TEST(Wiring, ConvictsALineThatNobodyHearsForLong) {
  const auto high_for = [](unsigned microseconds) {
    return Events{event(Kind::line_raised, line)} + repeated(microseconds - 1, event(Kind::note)) +
           Events{event(Kind::line_lowered, line)};
  };
  expect_innocent(judge(high_for(1000)));
  expect_guilty(judge(high_for(1001)), "P10", "line 40 was high for 1001 us and nobody was asked");
}

// An explorer lets everything last as long as it likes.
TEST(Wiring, AcquitsALineThatNobodyHearsForLongWhereTimeDoesNotCount) {
  const auto high = Events{event(Kind::line_raised, line)} + repeated(5000, event(Kind::note));
  expect_innocent(judge(high + Events{event(Kind::line_lowered, line)}, {}, false));
  expect_guilty(judge(high, {}, false), "P10", "line 40 is high and nobody was asked since 0 ns");
}

TEST(Race, ConvictsTwoWritersWithoutALockInCommon) {
  const auto locked = [](std::uint16_t context, std::uint64_t lock) {
    return Events{by(context, event(Kind::lock_acquired, lock)),
                  by(context, event(Kind::shared_write, 0x100, 8)),
                  by(context, event(Kind::lock_released, lock))};
  };
  expect_guilty(judge(locked(1, 7) + locked(2, 8) + locked(1, 7)), "P11",
                "a shared field is written without a lock in common with machine");
  expect_innocent(judge(locked(1, 7) + locked(2, 7) + locked(1, 7)));
}

TEST(Race, ConvictsASecondWriterAtItsFirstWrite) {
  const Event written = event(Kind::shared_write, 0x100, 8);
  expect_innocent(judge({written, written}));
  expect_guilty(judge({written, by(2, written)}), "P11",
                "a shared field is written without a lock in common with machine");
}

TEST(Race, AcquitsWhoHandsAFieldOverToReaders) {
  const Event written = event(Kind::shared_write, 0x100, 8);
  const Event read = by(2, event(Kind::shared_read, 0x100, 8));
  expect_innocent(judge({written, written, read, read}));
  expect_guilty(judge({written, read, written}), "P11",
                "a shared field is written without a lock in common with machine");
}

TEST(Service, ConvictsAnActiveSmmuWithAShutGate) {
  End end;
  end.idle_and_active = true;
  expect_guilty(judge({}, end), "P12", "the SMMU is active and idle, and its gate is shut");
  end.gate_open = true;
  expect_innocent(judge({}, end));
}

}  // namespace
}  // namespace faultline::oracle
