// SPDX-License-Identifier: Apache-2.0
//
// Tries every alteration of the tables; those that can be made are the mutants.
#include "scenario/mutants.hpp"

#include <algorithm>

#include "scenario/alteration.hpp"

namespace faultline::scenario {

namespace {

std::string_view word(Alteration::Kind kind) {
  switch (kind) {
    case Alteration::Kind::remove: return "remove";
    case Alteration::Kind::swap: return "swap";
    case Alteration::Kind::move: return "move";
    case Alteration::Kind::no_undo: break;
  }
  return "no_undo";
}

bool has_undo(const Alteration& mutant) {
  return AlteredTables(driver::default_sequences()).apply(mutant).has_value();
}

void add_mutants(const AlteredTables::Listed& table, std::vector<Alteration>& all) {
  using enum Alteration::Kind;
  const auto add = [&](Alteration::Kind kind, const std::string& what) {
    all.push_back({.kind = kind, .text = table.table + ": " + what});
  };
  for (const std::string& step : table.steps) add(remove, step);
  for (std::size_t i = 1; i < table.steps.size(); ++i) {
    add(swap, table.steps[i - 1] + " / " + table.steps[i]);
  }
  for (const std::string& step : table.steps) {
    add(no_undo, step);
    if (!has_undo(all.back())) all.pop_back();
  }
}

}  // namespace

std::string name_of(const Alteration& mutant) {
  return std::string(word(mutant.kind)) + " " + mutant.text;
}

std::vector<Alteration> all_mutants() {
  std::vector<Alteration> all;
  for (const auto& table : AlteredTables(driver::default_sequences()).list()) {
    add_mutants(table, all);
  }
  return all;
}

const MutantList::Equivalent* MutantList::find(std::string_view mutant) const {
  const auto place = std::find_if(equivalents.begin(), equivalents.end(),
                                  [&](const Equivalent& one) { return one.mutant == mutant; });
  return place == equivalents.end() ? nullptr : &*place;
}

}  // namespace faultline::scenario
