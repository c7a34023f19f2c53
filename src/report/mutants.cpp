// SPDX-License-Identifier: Apache-2.0
//
// A line for each mutant, then how many there are of each fate.
#include "report/mutants.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "report/paint.hpp"

namespace faultline::report {

namespace {

std::string_view word(Fate fate) {
  switch (fate) {
    case Fate::caught: return "caught";
    case Fate::equivalent: return "equivalent";
    case Fate::stale: return "stale";
    case Fate::survived: break;
  }
  return "survived";
}

bool was_caught(const MutantRow& row) {
  return row.fate == Fate::caught || row.fate == Fate::stale;
}

std::string searches(const MutantRow& row) {
  return fmt::format("{} scenarios exhausted, {} up to a limit", row.exhausted, row.bounded);
}

// "12", or of a plain run nothing.
std::string switches(const MutantRow& row) {
  return row.how == "run" ? "run" : std::to_string(row.switches);
}

std::string story(const MutantRow& row) {
  if (was_caught(row)) {
    const bool run = row.how == "run";
    return fmt::format("{} by {}, {}: {}", row.property, row.scenario,
                       run ? "run" : fmt::format("{} switches", row.switches), row.message);
  }
  return searches(row) + (row.reason.empty() ? "" : "; " + row.reason);
}

// A cell must neither end nor begin one.
std::string cell(std::string_view text) {
  std::string made;
  for (const char letter : text)
    made += letter == '|' ? std::string("\\|") : std::string(1, letter);
  return made;
}

}  // namespace

std::size_t MutantTable::count(Fate fate) const {
  return static_cast<std::size_t>(
      std::count_if(rows_.begin(), rows_.end(), [&](const auto& row) { return row.fate == fate; }));
}

bool MutantTable::as_listed() const {
  return count(Fate::stale) == 0 && count(Fate::survived) == 0;
}

std::string MutantTable::figures() const {
  return fmt::format("{} mutants: {} caught, {} equivalent, {} survived; {} listed but caught\n",
                     rows_.size(), count(Fate::caught) + count(Fate::stale),
                     count(Fate::equivalent), count(Fate::survived), count(Fate::stale));
}

std::string MutantTable::text(Colour colour) const {
  std::string text;
  for (const MutantRow& row : rows_) {
    const bool fine = row.fate == Fate::caught || row.fate == Fate::equivalent;
    const std::string fate = fmt::format("{:<10}", word(row.fate));
    text += fmt::format("{}  {}\n            {}\n", painted(fate, fine ? green : red, colour),
                        row.mutant, story(row));
  }
  return text + figures();
}

std::string MutantTable::markdown() const {
  std::string text =
      "| mutant | caught by | property | switches | executions |\n"
      "| --- | --- | --- | --- | --- |\n";
  std::string others = "\n| mutant | not caught by | why |\n| --- | --- | --- |\n";
  for (const MutantRow& row : rows_) {
    if (was_caught(row)) {
      text += fmt::format("| {} | {} | {} | {} | {} |\n", cell(row.mutant), cell(row.scenario),
                          row.property, switches(row), row.executions);
    } else {
      others += fmt::format("| {} | {} | {} |\n", cell(row.mutant), searches(row),
                            row.reason.empty() ? "**it should be**" : cell(row.reason));
    }
  }
  return text + others + "\n" + figures();
}

std::string MutantTable::json() const {
  using nlohmann::ordered_json;
  ordered_json mutants = ordered_json::array();
  for (const MutantRow& row : rows_) {
    mutants.push_back({{"mutant", row.mutant},
                       {"fate", word(row.fate)},
                       {"scenario", row.scenario},
                       {"how", row.how},
                       {"property", row.property},
                       {"message", row.message},
                       {"executions", row.executions},
                       {"switches", row.switches},
                       {"exhausted", row.exhausted},
                       {"bounded", row.bounded},
                       {"reason", row.reason}});
  }
  const ordered_json all{{"total", rows_.size()},
                         {"caught", count(Fate::caught)},
                         {"equivalent", count(Fate::equivalent)},
                         {"stale", count(Fate::stale)},
                         {"survived", count(Fate::survived)},
                         {"mutants", mutants}};
  return all.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace faultline::report
