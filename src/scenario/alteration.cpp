// SPDX-License-Identifier: Apache-2.0
//
// Finds tables and steps by name, and changes them.
#include "scenario/alteration.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <type_traits>

#include "scenario/words.hpp"

namespace faultline::scenario {
namespace {

using Outcome = Result<void, std::string>;

template <typename Step>
std::vector<Step> copy(std::span<const Step> steps) {
  return {steps.begin(), steps.end()};
}

template <typename Table>
std::string names(const Table& table) {
  std::string text;
  for (const auto& step : table.steps) {
    text += fmt::format("{}'{}'", text.empty() ? "" : ", ", step.name);
  }
  return text;
}

template <typename Table>
Result<std::ptrdiff_t, std::string> find(const Table& table, std::string_view name) {
  for (std::size_t i = 0; i < table.steps.size(); ++i) {
    if (table.steps[i].name == name) return static_cast<std::ptrdiff_t>(i);
  }
  return base::error(
      fmt::format("'{}' has no step '{}'; it has {}", table.name, printable(name), names(table)));
}

struct Pair {
  std::string_view left;
  std::string_view between;
  std::string_view right;
};

std::optional<Pair> split(std::string_view text, std::string_view between) {
  const std::size_t at = text.find(between);
  if (at == std::string_view::npos) return std::nullopt;
  return Pair{text.substr(0, at), between, text.substr(at + between.size())};
}

template <typename Table>
Outcome remove(Table& table, std::string_view name) {
  const auto place = find(table, name);
  if (!place) return base::error(place.error());
  table.steps.erase(table.steps.begin() + *place);
  return {};
}

template <typename Table>
Outcome swap(Table& table, std::string_view text) {
  const auto pair = split(text, " / ");
  if (!pair) return base::error("exchanged are two, as \"resume: open gate / program banks\"");
  const auto left = find(table, pair->left);
  if (!left) return base::error(left.error());
  const auto right = find(table, pair->right);
  if (!right) return base::error(right.error());
  std::iter_swap(table.steps.begin() + *left, table.steps.begin() + *right);
  return {};
}

template <typename Table>
Outcome move(Table& table, std::string_view text) {
  auto pair = split(text, " before ");
  if (!pair) pair = split(text, " after ");
  if (!pair) {
    return base::error("a step is moved before or after another, as \"resume: a before b\"");
  }
  const auto from = find(table, pair->left);
  if (!from) return base::error(from.error());
  if (const auto to = find(table, pair->right); !to) return base::error(to.error());
  if (pair->left == pair->right) return base::error("a step cannot be moved past itself");
  const auto step = table.steps[static_cast<std::size_t>(*from)];
  table.steps.erase(table.steps.begin() + *from);
  const auto to = *find(table, pair->right) + (pair->between == " after " ? 1 : 0);
  table.steps.insert(table.steps.begin() + to, step);
  return {};
}

template <typename Table>
Outcome forget_undo(Table& table, std::string_view name) {
  const auto place = find(table, name);
  if (!place) return base::error(place.error());
  auto& step = table.steps[static_cast<std::size_t>(*place)];
  if constexpr (requires { step.undo; }) {
    if (step.undo) {
      step.undo = nullptr;
      return {};
    }
  }
  return base::error(fmt::format("'{}' has no undo", step.name));
}

}  // namespace

AlteredTables::AlteredTables(const driver::Sequences& original)
    : probe_{"probe", copy(original.probe)},
      suspend_{"suspend", copy(original.suspend)},
      resume_{"resume", copy(original.resume)},
      remove_{"remove", copy(original.remove)},
      shutdown_{"shutdown", copy(original.shutdown)},
      quiesce_{"quiesce", copy(original.quiesce)},
      take_{"take", copy(original.faults.take)},
      answer_{"answer", copy(original.faults.answer)},
      sweep_{"sweep", copy(original.faults.sweep)} {}

template <typename Visit>
auto AlteredTables::with_table(std::string_view name, Visit&& visit) {
  std::optional<std::invoke_result_t<Visit, Table<driver::Step>&>> result;
  const auto offer = [&](auto&... tables) {
    (static_cast<void>(tables.name == name ? result.emplace(visit(tables)), 0 : 0), ...);
  };
  offer(probe_, suspend_, resume_, remove_, shutdown_, quiesce_, take_, answer_, sweep_);
  return result;
}

Result<void, std::string> AlteredTables::apply(const Alteration& alteration) {
  const auto pair = split(alteration.text, ": ");
  if (!pair) {
    return base::error(
        fmt::format("'{}' must be a table and what is in it, as \"suspend: sweep faults\"",
                    printable(alteration.text)));
  }
  const auto done = with_table(pair->left, [&](auto& table) -> Outcome {
    switch (alteration.kind) {
      case Alteration::Kind::remove: return remove(table, pair->right);
      case Alteration::Kind::swap: return swap(table, pair->right);
      case Alteration::Kind::move: return move(table, pair->right);
      case Alteration::Kind::no_undo: break;
    }
    return forget_undo(table, pair->right);
  });
  if (done) return *done;
  std::string known;
  for (const Listed& listed : list()) known += (known.empty() ? "" : ", ") + listed.table;
  return base::error(
      fmt::format("there is no table '{}'; there are {}", printable(pair->left), known));
}

driver::Sequences AlteredTables::sequences() const {
  return {.probe = probe_.steps,
          .suspend = suspend_.steps,
          .resume = resume_.steps,
          .remove = remove_.steps,
          .shutdown = shutdown_.steps,
          .quiesce = quiesce_.steps,
          .faults = {.take = take_.steps, .answer = answer_.steps, .sweep = sweep_.steps}};
}

std::vector<AlteredTables::Listed> AlteredTables::list() const {
  std::vector<Listed> all;
  const auto add = [&all](const auto&... tables) {
    const auto add_one = [&all](const auto& table) {
      Listed& listed = all.emplace_back();
      listed.table = table.name;
      for (const auto& step : table.steps) listed.steps.emplace_back(step.name);
    };
    (add_one(tables), ...);
  };
  add(probe_, suspend_, resume_, remove_, shutdown_, quiesce_, take_, answer_, sweep_);
  return all;
}

namespace {

Result<void, std::string> choose(const DriverPlan& plan, const Variant& asked, MadeDriver& made) {
  made.variant = asked;
  if (plan.policy.empty() && plan.variant.empty()) return {};
  if (!plan.policy.empty() && !plan.variant.empty()) {
    return base::error("a driver has a 'policy' or a 'variant', not both");
  }
  if (asked.policy) {
    return base::error("the scenario says itself which driver it is about, in [driver]");
  }
  if (!plan.policy.empty()) {
    auto policy = make_policy(plan.policy);
    if (!policy) return base::error(policy.error());
    made.policy = std::move(*policy);
    made.variant = made.policy.variant;
    return {};
  }
  auto wrong = make_wrong_driver(plan.variant);
  if (!wrong) return base::error(wrong.error());
  made.wrong = std::move(*wrong);
  made.variant = made.wrong.variant;
  return {};
}

}  // namespace

Result<std::unique_ptr<MadeDriver>, DriverMistake> make_driver(const DriverPlan& plan,
                                                               const Variant& asked) {
  auto made = std::make_unique<MadeDriver>();
  if (auto chosen = choose(plan, asked, *made); !chosen) {
    return base::error(DriverMistake{.message = chosen.error()});
  }
  if (plan.alterations.empty()) return made;
  made->tables = std::make_unique<AlteredTables>(
      made->variant.sequences.value_or(driver::default_sequences()));
  for (const Alteration& alteration : plan.alterations) {
    if (auto applied = made->tables->apply(alteration); !applied) {
      return base::error(DriverMistake{applied.error(), alteration.line, alteration.column});
    }
  }
  made->variant.sequences = made->tables->sequences();
  return made;
}

}  // namespace faultline::scenario
