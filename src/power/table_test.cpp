// SPDX-License-Identifier: Apache-2.0
//
// The table as a whole: every case has a row, every row a case, a test and a line in the manual,
// and statuses change only along the transitions that there are.
#include "power/table.hpp"

#include <gtest/gtest.h>

#include <cctype>
#include <cstdlib>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <utility>

#include "power/testing/table_text.hpp"

namespace faultline::power {
namespace {

constexpr Status all_statuses[] = {Status::active, Status::resuming, Status::suspended,
                                   Status::suspending};

// When the engine can ask: a callback's return finds the status that it was called in.
bool possible(Event event, Status status) {
  switch (event) {
    case Event::suspend_succeeded:
    case Event::suspend_put_off:
    case Event::suspend_failed: return status == Status::suspending;
    case Event::resume_succeeded:
    case Event::resume_failed: return status == Status::resuming;
    default: return true;
  }
}

// Calls `visit(event, status, facts)` for every case: all combinations of the facts that the
// event's rows ask for.
template <typename Visit>
void for_every_case(Visit visit) {
  for (std::size_t e = 0; e < event_count; ++e) {
    const auto event = static_cast<Event>(e);
    const std::uint32_t asked = facts_of(event).bits;
    for (const Status status : all_statuses) {
      if (!possible(event, status)) continue;
      std::uint32_t bits = 0;
      do {
        FactSet facts;
        facts.bits = bits;
        visit(event, status, facts);
        bits = (bits - asked) & asked;  // the next subset of `asked`
      } while (bits != 0);
    }
  }
}

TEST(Table, EveryCaseHasARowAndEveryRowDecidesOne) {
  std::set<std::string_view> deciding;
  for_every_case([&](Event event, Status status, FactSet facts) {
    deciding.insert(consult(event, status, facts).name);  // stops the program when there is none
  });
  for (const Row& row : table()) EXPECT_TRUE(deciding.contains(row.name)) << row.name;
}

TEST(Table, NamesAreUnique) {
  std::set<std::string_view> names;
  for (const Row& row : table()) EXPECT_TRUE(names.insert(row.name).second) << row.name;
}

TEST(Table, StatusChangesOnlyAlongTheTransitionsThatThereAre) {
  const std::map<Effect, Status> becomes = {{Effect::become_active, Status::active},
                                            {Effect::become_resuming, Status::resuming},
                                            {Effect::become_suspended, Status::suspended},
                                            {Effect::become_suspending, Status::suspending}};
  std::set<std::pair<Status, Status>> changes;
  for_every_case([&](Event event, Status status, FactSet facts) {
    for (const auto& [effect, next] : becomes) {
      if (consult(event, status, facts).effects.has(effect)) changes.emplace(status, next);
    }
  });
  const std::set<std::pair<Status, Status>> expected = {
      {Status::active, Status::suspending}, {Status::suspending, Status::suspended},
      {Status::suspending, Status::active}, {Status::suspended, Status::resuming},
      {Status::resuming, Status::active},   {Status::resuming, Status::suspended}};
  EXPECT_EQ(changes, expected);
}

TEST(Table, WhoeverLeavesAMovingStatusWakesTheWaiters) {
  for (const Row& row : table()) {
    const bool settles = row.effects.has(Effect::become_active) ||
                         row.effects.has(Effect::become_suspended) ||
                         row.effects.has(Effect::end_idling);
    EXPECT_EQ(row.effects.has(Effect::wake_waiters), settles) << row.name;
  }
}

TEST(Table, AsynchronousRequestsNeitherSleepNorCall) {
  for_every_case([](Event event, Status status, FactSet facts) {
    if (!facts.has(Fact::async) || !facts_of(event).has(Fact::async)) return;
    const Row& row = consult(event, status, facts);
    const bool at_once = row.step == Step::answer || row.step == Step::then_autosuspend;
    EXPECT_TRUE(at_once) << row.name;
  });
}

TEST(Table, AQuestionOfAnInterruptHandlerIsAnsweredAtOnce) {
  for_every_case([](Event event, Status status, FactSet facts) {
    if (event != Event::get_if_active && event != Event::get_if_in_use) return;
    const Row& row = consult(event, status, facts);
    EXPECT_EQ(row.step, Step::answer) << row.name;
    EXPECT_EQ(row.effects.has(Effect::take_reference), row.answer == Answer::yes) << row.name;
  });
}

TEST(Table, AnErrorThatIsLatchedStopsEveryRequest) {
  for_every_case([](Event event, Status status, FactSet facts) {
    const bool request = event == Event::idle || event == Event::suspend ||
                         event == Event::schedule || event == Event::resume;
    if (!request || !facts.has(Fact::error) || facts.has(Fact::unsupported)) return;
    EXPECT_EQ(consult(event, status, facts).answer, Answer::invalid);
  });
}

// "suspend.too_early" is "Suspend", "TooEarly".
std::string camel(std::string_view text) {
  std::string result;
  bool start = true;
  for (const char c : text) {
    if (c == '_') {
      start = true;
      continue;
    }
    result += start ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
    start = false;
  }
  return result;
}

// These need a second thread: machine/host/power_test.cpp.
const std::set<std::string_view> tested_with_threads = {"suspend.wait", "suspend.spin",
                                                        "resume.wait", "resume.spin"};

bool has_test(std::string_view suite_start, std::string_view test_start) {
  const auto& all = *::testing::UnitTest::GetInstance();
  for (int s = 0; s < all.total_test_suite_count(); ++s) {
    const auto& suite = *all.GetTestSuite(s);
    if (!std::string_view(suite.name()).starts_with(suite_start)) continue;
    for (int t = 0; t < suite.total_test_count(); ++t) {
      if (std::string_view(suite.GetTestInfo(t)->name()).starts_with(test_start)) return true;
    }
  }
  return false;
}

TEST(Table, EveryRowHasATestOfItsName) {
  for (const Row& row : table()) {
    if (tested_with_threads.contains(row.name)) continue;
    const std::size_t dot = row.name.find('.');
    const std::string suite = camel(row.name.substr(0, dot));
    const std::string test = camel(row.name.substr(dot + 1));
    EXPECT_TRUE(has_test(suite, test)) << row.name << ": no test " << suite << "." << test;
  }
}

TEST(Table, TheManualSaysTheSame) {
  std::string lines;
  for (const Row& row : table()) lines += testing::line(row);
  std::ifstream file(FAULTLINE_SOURCE_DIR "/docs/runtime-pm.md");
  std::stringstream manual;
  manual << file.rdbuf();
  EXPECT_NE(manual.str().find(lines), std::string::npos)
      << "docs/runtime-pm.md must contain these lines:\n"
      << lines;
}

}  // namespace
}  // namespace faultline::power
